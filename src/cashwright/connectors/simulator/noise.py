"""How payers spoil what they write: references retyped, cut and left out, names in banks' short fields.

Everything takes its dice along, so the same dice give the same text. References are spoilt by the same
hands as in the worlds matching is measured on (bank_world/texts.py).
"""

from __future__ import annotations

import re
from enum import StrEnum
from random import Random

from cashwright.connectors.simulator.bank_world import texts


class Writing(StrEnum):
    """What became of a reference on its way."""

    EXACT = "exact"
    REFORMATTED = "reformatted"
    MISTYPED = "mistyped"
    CUT = "cut"


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
    match how:
        case Writing.REFORMATTED:
            return texts.reformatted(number, roll)
        case Writing.MISTYPED:
            return texts.mistyped(number, roll)
        case Writing.CUT:
            return texts.cut(number, roll)
    return number


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
