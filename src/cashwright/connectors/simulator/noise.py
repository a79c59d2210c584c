"""How payers spoil what they write: references retyped, cut and left out, names in banks' short fields.

Everything takes its dice along, so the same dice give the same text. Nothing here knows how matching
reads; what people and banks do to a text is all there is.
"""

from __future__ import annotations

import re
from enum import StrEnum
from random import Random


class Writing(StrEnum):
    """What became of a reference on its way."""

    EXACT = "exact"
    REFORMATTED = "reformatted"
    MISTYPED = "mistyped"
    CUT = "cut"


_PARTS = re.compile(r"[A-Za-z]+|[0-9]+")
_LOOKS_LIKE = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"}
_NAME_WIDTHS = (27, 35, 70, 140)
_SHORT = {
    "international": "intl", "engineering": "eng", "services": "svcs", "logistics": "log.", "systems": "sys",
    "insurance": "ins", "machines": "mach", "software": "sw", "analytics": "anal.", "security": "sec",
}  # fmt: skip
_FORMS = re.compile(r",?\s+(GmbH|AG|Inc\.?|LLC|Ltd\.?|plc|SAS|BV|SRL|SL)$", re.IGNORECASE)
_BEFORE = {
    "de": ("Rechnung {}", "RE {}", "Re.Nr. {}", "Rg {} vielen Dank", "Zahlung Rechnung {}", "{}"),
    "fr": ("Facture {}", "FACT {}", "Règlement facture {}", "{}"),
    "en": ("Invoice {}", "INV {}", "Inv# {}", "Payment for {}", "Ref {} thank you", "{}"),
}
_NOTHING = {
    "de": ("Zahlung", "Danke", "Ueberweisung Software", "lt. Absprache", ""),
    "fr": ("Paiement", "Virement", "Merci", ""),
    "en": ("Payment", "Thank you", "Supplier payment", "Software", ""),
}


def written(number: str, how: Writing, roll: Random) -> str:
    """A document's number as somebody writes it."""
    if how is Writing.REFORMATTED:
        return reformatted(number, roll)
    if how is Writing.MISTYPED:
        return mistyped(number, roll)
    if how is Writing.CUT:
        return number[: -roll.randint(1, 2)]
    return number


def reformatted(number: str, roll: Random) -> str:
    """Other signs between its parts, no zeros before a number, small letters, or the last parts alone."""
    parts = _PARTS.findall(number)
    style = roll.randrange(6)
    if style == 0:
        return "".join(parts)
    if style == 1:
        return " ".join(parts)
    if style == 2:
        return "/".join(parts).lower()
    if style == 3:
        return "-".join(part.lstrip("0") or part for part in parts)
    if style == 4 and len(parts) > 2:
        return "-".join(parts[1:])
    return f"{'.'.join(parts)}."


def mistyped(number: str, roll: Random) -> str:
    """One digit wrong, two turned round, one left out or doubled, or a letter that looks like it."""
    at = roll.choice([n for n, sign in enumerate(number) if sign.isdigit()])
    digit, head, tail = number[at], number[:at], number[at + 1 :]
    style = roll.randrange(5)
    if style == 0:
        return f"{head}{(int(digit) + roll.randint(1, 9)) % 10}{tail}"
    if style == 1 and tail[:1].isdigit() and tail[0] != digit:
        return f"{head}{tail[0]}{digit}{tail[1:]}"
    if style == 2:
        return f"{head}{tail}"
    if style == 3:
        return f"{head}{digit}{digit}{tail}"
    return f"{head}{_LOOKS_LIKE.get(digit, str((int(digit) + 1) % 10))}{tail}"


def sentence(references: list[str], language: str, roll: Random) -> str:
    """What stands on the transfer: the references in a payer's words, or words without any."""
    if not references:
        return roll.choice(_NOTHING.get(language, _NOTHING["en"]))
    between = roll.choice((", ", " ", " + ", "/ ", ","))
    return roll.choice(_BEFORE.get(language, _BEFORE["en"])).format(between.join(references))


def name_on_transfer(name: str, roll: Random) -> str:
    """The payer's name as the bank has it: in capitals, cut, without its form, words shortened."""
    if roll.random() < 0.25:
        name = _FORMS.sub("", name)
    if roll.random() < 0.15:
        name = " ".join(_SHORT.get(word.lower(), word) for word in name.split())
    if roll.random() < 0.5:
        name = name.upper()
    if roll.random() < 0.1:
        name = name.replace(" ", "  ", 1)
    return name[: roll.choice(_NAME_WIDTHS)].rstrip()
