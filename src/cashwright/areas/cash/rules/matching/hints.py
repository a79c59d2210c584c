"""Words of a text that say why less or more came: a fee, a part, a deduction, a discount, a rate."""

import re
from functools import lru_cache

from cashwright.areas.cash.rules.matching.kinds import Kind

_WORDS: dict[str, str] = {
    "fee": "FEE|FEES|CHARGE|CHARGES|CHRG|SPESEN|GEBUHR|GEBUHREN|GEBUEHR|FRAIS|KOSTEN|COMMISSION",
    "part": "PART|PARTIAL|TEILZAHLUNG|TEILBETRAG|ABSCHLAG|ANZAHLUNG|ACOMPTE|INSTALMENT|INSTALLMENT|DEPOSIT|"
    "RATENZAHLUNG|DEELBETALING",
    "kept": "LESS|ABZUG|ABZGL|KURZUNG|KUERZUNG|DEDUCTION|DEDUCTED|DAMAGED|DAMAGE|SHORT|SHORTAGE|REKLAMATION|"
    "CLAIM|RETOURE|RETURN|DISPUTE|PENALTY",
    "discount": "SKONTO|SKTO|DISCOUNT|DISC|ESCOMPTE|KORTING|SCONTO|DESCUENTO",
    "rate": "USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CAD|AUD|KURS|FX|EXCH|EXCHANGE|OCMT|TAUX|KOERS",
    "tax": "WHT|WITHHOLDING|WITHHELD|QUELLENSTEUER|TDS|RETENTION|RETENCION|RITENUTA",
}
_OF_KIND = {
    Kind.FEE: ("fee",), Kind.FEE_TOLD: ("fee",), Kind.SHORT: ("part", "kept"), Kind.FX: ("rate",),
    Kind.DISCOUNT: ("discount",), Kind.GRACE_DISCOUNT: ("discount",), Kind.LATE_DISCOUNT: ("discount",),
    Kind.WITHHELD_TAX: ("tax",),
}  # fmt: skip
_FOUND = re.compile("|".join(rf"(?P<{group}>\b(?:{words})\b)" for group, words in _WORDS.items()))


@lru_cache(maxsize=8192)
def groups_in(flat: str) -> frozenset[str]:
    """Which groups of words a flattened text has."""
    return frozenset(match.lastgroup or "" for match in _FOUND.finditer(flat))


def speaks_for(kind: Kind, groups: frozenset[str]) -> bool:
    """Whether the words give the reason of this kind."""
    return any(group in groups for group in _OF_KIND.get(kind, ()))
