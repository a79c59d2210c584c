"""What a payer who paid less, or took money back, may mean: a guess, which people confirm.

Sources: X12 data element 426 (adjustment reason codes of an 820/RMR-ADX), SEPA return reasons of
ISO 20022 ExternalReturnReason1Code, Nacha return reason codes.
"""

import re

from cashwright.areas.disputes.policies import Reason

_CODES = {
    "01": Reason.PRICING, "02": Reason.PRICING, "03": Reason.PRICING, "24": Reason.PRICING,
    "43": Reason.PRICING, "57": Reason.PRICING, "06": Reason.USAGE, "04": Reason.SERVICE,
    "05": Reason.SERVICE, "07": Reason.SERVICE, "25": Reason.SERVICE, "38": Reason.SERVICE,
    "41": Reason.SERVICE, "09": Reason.TERMS, "17": Reason.PURCHASE_ORDER,
    "39": Reason.PURCHASE_ORDER, "61": Reason.PURCHASE_ORDER, "19": Reason.DUPLICATE,
    "42": Reason.NOT_RECEIVED, "59": Reason.NOT_RECEIVED, "55": Reason.TAX,
}  # fmt: skip

_WORDS: tuple[tuple[Reason, str], ...] = (
    (Reason.DUPLICATE, r"duplicat|double|twice|doppelt|dublette"),
    (Reason.ALREADY_PAID, r"already paid|paid before|bereits (be|ge)zahlt|schon bezahlt"),
    (Reason.PURCHASE_ORDER, r"\bp\.?o\.?\b|purchase order|order n(o|umber)|bestellnummer|bestell-?nr"),
    (Reason.NOT_RECEIVED, r"not (been )?(received|delivered)|missing|shortage|nicht (erhalten|geliefert)"),
    (Reason.TAX, r"\btax\b|\bvat\b|\bgst\b|\bust\b|mwst|umsatzsteuer|steuer"),
    (Reason.USAGE, r"usage|consum|quantity|metered|verbrauch|menge|nutzung"),
    (Reason.PRICING, r"price|pricing|\brate\b|discount|overcharg|preis|rabatt"),
    (Reason.SERVICE, r"outage|down ?time|broken|defect|quality|damage|\bsla\b|ausfall|mangel|defekt"),
    (Reason.TERMS, r"terms|contract|agreement|cancel|vertrag|kündig|konditionen"),
)  # fmt: skip

DISPUTED_RETURNS = frozenset(
    {"MD01", "MD06", "MS02", "SL01", "R05", "R07", "R08", "R10", "R11", "R29", "R51"}
)
"""Return reasons that are the payer's own word: not agreed, not authorized, stopped by them."""


def guess_reason(text: str, code: str = "") -> Reason:
    """The likeliest reason by the payer's code, else by the first words that fit; else `other`."""
    if code.upper() in _CODES:
        return _CODES[code.upper()]
    folded = f"{code} {text}".casefold()
    return next((reason for reason, words in _WORDS if re.search(words, folded)), Reason.OTHER)
