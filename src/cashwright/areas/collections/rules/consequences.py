"""What paying late brings by law or contract, in one sentence of plain words, by how a text speaks.

Only what holds is said: where the house charges nothing for paying late, a text says what the law
would allow at the earliest in a firm one, and nothing at all before. What somebody still has to
decide, an agency or a hold, is never told.

source  policies.charging.LAWS: Directive 2011/7/EU; BGB 286 and 288; Late Payment of Commercial Debts
        (Interest) Act 1998; OR 104. They hold between businesses, not towards consumers
"""

from collections.abc import Mapping

from cashwright.areas.collections.policies.charging import LAWS, Charging, LawCode, Mode
from cashwright.areas.messaging.policies import Tone
from cashwright.areas.messaging.rules import money_text, spoken
from cashwright.kernel.money import Money

_NAMES: Mapping[str, Mapping[LawCode, str]] = {
    "en": {
        LawCode.EU: "Directive 2011/7/EU on late payment",
        LawCode.DE: "German law (BGB 288)",
        LawCode.UK: "the Late Payment of Commercial Debts (Interest) Act 1998",
        LawCode.CH: "Swiss law (OR 104)",
    },
    "de": {
        LawCode.EU: "die Richtlinie 2011/7/EU über Zahlungsverzug",
        LawCode.DE: "das Gesetz (§ 288 BGB)",
        LawCode.UK: "der Late Payment of Commercial Debts (Interest) Act 1998",
        LawCode.CH: "das Schweizer Recht (Art. 104 OR)",
    },
}


def by_law(charging: Charging, law: LawCode | None, tone: Tone, language: str) -> str:
    """The sentence; empty in a friendly text, and where neither law nor contract says anything.

    charging  what the house does about paying late
    law       that of the seller's country, or the one charging names
    """
    tongue = spoken(language)
    if tone is Tone.FRIENDLY:
        return ""
    if charging.mode == Mode.CONTRACTUAL:
        return _by_contract(charging, tongue)
    if law is None or (charging.mode == Mode.OFF and tone is Tone.PLAIN):
        return ""
    return _by_statute(law, tongue, is_charged=charging.mode == Mode.STATUTORY and charging.has_fee,
                       runs=charging.mode == Mode.STATUTORY)  # fmt: skip


def _by_contract(charging: Charging, tongue: str) -> str:
    whole, part = divmod(charging.rate_bp, 100)
    if tongue == "de":
        return (
            f"Wie vereinbart fallen nach der Fälligkeit Zinsen von {whole},{part:02} % im Jahr an."
        )
    return f"As agreed, interest of {whole}.{part:02} % a year runs after the due date."


def _by_statute(law: LawCode, tongue: str, *, is_charged: bool, runs: bool) -> str:
    name, fee = _NAMES[tongue][law], _fee(law, tongue)
    points = LAWS[law].points_bp // 100
    if tongue == "de":
        rate = (
            f"Zinsen von {points} Prozentpunkten über dem Basiszinssatz"
            if points
            else "Verzugszinsen"
        )
        more = f" und {fee} je Rechnung" if fee and (is_charged or not runs) else ""
        verb = "berechnen wir" if runs else f"erlaubt uns {name}"
        start = f"Nach der Fälligkeit {verb} {rate}{more}"
        return f"{start}, wie es {name} vorsieht." if runs else f"{start}."
    rate = (
        f"interest of {points} points above the reference rate" if points else "interest on arrears"
    )
    more = f" and {fee} an invoice" if fee and (is_charged or not runs) else ""
    if runs:
        return f"After the due date we charge {rate}{more}, as {name} provides."
    return f"After the due date {name} allows us {rate}{more}."


def _fee(law: LawCode, tongue: str) -> str:
    """The smallest fee the law gives; `at least` where larger debts bear more."""
    fees = [minor for _, minor in LAWS[law].fees]
    if not fees:
        return ""
    told = money_text(Money(min(fees), LAWS[law].currency), tongue)
    at_least = "mindestens " if tongue == "de" else "at least "
    return f"{at_least}{told}" if len(fees) > 1 else told
