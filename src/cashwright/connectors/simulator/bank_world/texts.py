"""What payers write and banks make of it: references retyped, cut and buried among other numbers."""

from __future__ import annotations

import re
from random import Random

from cashwright.connectors.simulator.bank_world.habits import Habits

_LABELS = {
    "de": ("Rechnung", "RE", "Rg.Nr.", "Re-Nr", "Rechnungsnr.", "RNr", "Beleg", "", "", "VWZ"),
    "en": ("Invoice", "INV", "Inv no", "Invoice #", "inv.", "Bill", "", "", "payment of", "Ref"),
    "fr": ("Facture", "FACT", "Fact n.", "FA", "facture no", "", "", "Ref"),
    "nl": ("Factuur", "Fact.nr", "Factuurnr", "", "", "betaling"),
}
_PLAIN = {
    "de": ("Zahlung", "Danke", "Ueberweisung", "Lizenz Maerz", "SEPA UEBERWEISUNG", "Abschlag", ""),
    "en": (
        "payment",
        "thank you",
        "software",
        "ACH CREDIT",
        "monthly fee",
        "services rendered",
        "",
    ),
    "fr": ("virement", "merci", "abonnement", "reglement", ""),
    "nl": ("betaling", "bedankt", "abonnement", ""),
}
_BETWEEN = (", ", " ", " + ", "/", "; ", " und ", " & ", "\n", ",")
_UNTIL = {
    "de": (" - ", " bis ", "-"),
    "en": (" - ", " to ", " thru "),
    "fr": (" au ", " - "),
    "nl": (" t/m ", " - "),
}
_PARTS = re.compile(r"[A-Za-z]+|[0-9]+")
_LOOKS_LIKE = {"0": "O", "1": "I", "5": "S", "8": "B"}


def one(number: str, habits: Habits, roll: Random) -> str:
    """A reference as it is printed, with or without a word before it."""
    label = roll.choice(_LABELS[habits.language])
    return f"{label}{roll.choice((' ', ' ', ': '))}{number}" if label else number


def many(numbers: list[str], habits: Habits, roll: Random) -> str:
    """References one after the other; sometimes only the last digits of those after the first."""
    between = roll.choice(_BETWEEN)
    if roll.random() < 0.15 and all(
        n[:-3] == numbers[0][:-3] and n[-3:].isdigit() for n in numbers
    ):
        rest = [n[-3:] for n in numbers[1:]]
        return one(roll.choice(("/", ", ", "+")).join([numbers[0], *rest]), habits, roll)
    return one(between.join(numbers), habits, roll)


def from_to(first: str, last: str, habits: Habits, roll: Random) -> str:
    """A range of references."""
    return one(f"{first}{roll.choice(_UNTIL[habits.language])}{last}", habits, roll)


def reformatted(number: str, roll: Random) -> str:
    """Retyped: other separators, no zeros, no letters, no year, digits in groups."""
    parts = _PARTS.findall(number)
    style = roll.randrange(8)
    bare = [part.lstrip("0") or part for part in parts]
    if style == 0:
        return "".join(parts)
    if style == 1:
        return " ".join(parts)
    if style == 2:
        return roll.choice("/._").join(parts).lower()
    if style == 3:
        return "-".join(bare)
    if style == 4 and len(parts) > 1:
        return "-".join(part for part in parts if part.isdigit())
    if style == 5 and len(parts[-1]) > 5:
        return " ".join([*parts[:-1], parts[-1][:3], parts[-1][3:]])
    if style == 6 and len(bare[-1]) >= 4:
        return f"Nr. {bare[-1]}" if roll.random() < 0.5 else bare[-1]
    return "".join(bare)


def mistyped(number: str, roll: Random) -> str:
    """One slip of a finger, or one of a scanner's."""
    places = [at for at, sign in enumerate(number) if sign.isdigit()]
    if not places:
        return number
    at = roll.choice(places[-5:])
    digit, head, tail = number[at], number[:at], number[at + 1 :]
    style = roll.randrange(6)
    if style == 0 and tail[:1].isdigit() and tail[0] != digit:
        return f"{head}{tail[0]}{digit}{tail[1:]}"
    if style == 1:
        return head + tail
    if style == 2:
        return f"{head}{digit}{digit}{tail}"
    if style >= 4 and any(sign in _LOOKS_LIKE for sign in number):
        return "".join(_LOOKS_LIKE.get(s, s) if roll.random() < 0.6 else s for s in number)
    return f"{head}{(int(digit) + roll.randint(1, 9)) % 10}{tail}"


def cut(number: str, roll: Random) -> str:
    """Its end, or its beginning, as when a field was too short."""
    if roll.random() < 0.5:
        return number[: -roll.randint(1, 3)]
    return number[-roll.randint(3, 5) :].lstrip("-/. ")


def nothing(habits: Habits, roll: Random) -> str:
    """Words that say nothing."""
    return roll.choice(_PLAIN[habits.language])


def cluttered(text: str, account_no: str, habits: Habits, roll: Random) -> str:
    """The text among other numbers, in the fields of the bank's format."""
    if roll.random() < habits.clutter_share:
        extra = _clutter(account_no, roll)
        text = f"{extra} {text}" if roll.random() < 0.4 else f"{text} {extra}"
    if habits.swift and roll.random() < 0.8:
        end = roll.choice(("NOTPROVIDED", f"E{roll.randint(10**8, 10**9)}"))
        text = f"EREF+{end} SVWZ+{text}"
    if habits.swift:
        text = "\n".join(text[at : at + habits.width] for at in range(0, len(text), habits.width))
    return text.upper() if roll.random() < habits.upper_share else text


def _clutter(account_no: str, roll: Random) -> str:
    day, month = roll.randint(1, 28), roll.randint(1, 12)
    return roll.choice(
        (
            f"vom {day:02d}.{month:02d}.2026", f"2026-{month:02d}-{day:02d}", f"DE{roll.randint(10**8, 10**9 - 1)}",
            f"our ref {roll.randint(10**5, 10**7)}", f"Kd-Nr {account_no}", f"PO 45{roll.randint(10**7, 10**8)}",
            f"Tel. 030 {roll.randint(10**6, 10**7)}", f"{roll.randint(10, 9999)},{roll.randint(10, 99)} EUR",
            f"{month:02d}/2026", f"run {roll.randint(100, 99999)}", f"{roll.randint(2, 40)} users",
            f"VAT DE{roll.randint(10**8, 10**9 - 1)}", f"project {roll.randint(1000, 9999)}",
        )
    )  # fmt: skip


def payer_name(name: str, habits: Habits, roll: Random) -> str:
    """The payer's name as a bank shows it."""
    chance = roll.random()
    if chance < habits.stranger_share:
        return roll.choice(
            (
                "Treasury Services Ltd",
                "PayRight Factoring",
                "M. Sample",
                "Shared Services Center",
                "Cash Pool AG",
            )
        )
    words = name.split()
    if chance < habits.stranger_share + habits.misspelt_share:
        at = roll.randrange(len(words) - 1)
        word = words[at]
        if len(word) > 3:
            spot = roll.randrange(1, len(word) - 1)
            words[at] = word[:spot] + word[spot + 1 :]
    if roll.random() < 0.2:
        words = words[:-1]
    if roll.random() < 0.1:
        words = [word[:4] + "." if len(word) > 7 else word for word in words]
    told = " ".join(words)
    if roll.random() < 0.15:
        told += roll.choice((" // Berlin", " Accounts Payable", " Finance", ", London"))
    told = told.upper() if roll.random() < habits.upper_share else told
    return told[: roll.choice((27, 35, 70, 70))].strip()
