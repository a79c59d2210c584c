# ruff: noqa: E501 - patterns read better in long lines
"""Amounts people name in a mail, with their currency: "EUR 1.190,00", "$2,380.00", "800 Euro".

An amount stands beside a code, a sign or the word of a currency; a bare number is none. The last mark
parts decimals when as many digits follow it as the currency has; 1.190 beside EUR is a thousand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cashwright.kernel.currencies import CURRENCIES
from cashwright.kernel.money import MINOR_MAX

_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY", "us$": "USD", "chf": "CHF"}
_WORDS = {"euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pounds": "GBP",
          "franken": "CHF", "pfund": "GBP", "dollari": "USD"}  # fmt: skip
_BESIDE = r"US\$|[€£$¥]|[A-Z]{3}"
_BODY = r"\d{1,3}(?:[.,'’ ]\d{3})+(?:[.,]\d{1,3})?|\d{1,12}(?:[.,]\d{1,3})?"
_AMOUNT = re.compile(
    rf"(?<![\w.,/])(?:(?P<before>{_BESIDE}) ?)(?P<left>{_BODY})(?:,-+|\.-+)?(?![\w/])"
    rf"|(?<![\w.,/-])(?P<right>{_BODY})(?:,-+)? ?(?P<after>[€£$¥]|[A-Z]{{3}}\b|(?i:euros?|dollars?|pounds|franken|pfund)\b)"
)
_AMOUNTS_MAX = 50


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at [start, end) of a text, in minor units, above zero."""

    start: int
    end: int
    minor: int
    currency: str


def amounts_in(text: str, *, dollar: str = "USD") -> list[Amount]:
    """The amounts of a text, in their order.

    dollar  what $ stands for: a customer's own currency where that is called dollar, too
    """
    return [one for one, _ in zip(_amounts(text, dollar), range(_AMOUNTS_MAX), strict=False)]


def _amounts(text: str, dollar: str) -> Iterator[Amount]:
    for found in _AMOUNT.finditer(text):
        beside = found["before"] or found["after"]
        currency = _currency(beside, dollar)
        if not currency:
            continue
        minor = _minor(found["left"] or found["right"], CURRENCIES[currency].minor_units)
        if minor is not None and 0 < minor <= MINOR_MAX:
            yield Amount(found.start(), found.end(), minor, currency)


def _currency(beside: str, dollar: str) -> str:
    if beside == "$":
        return dollar
    named = _SIGNS.get(beside.lower()) or _WORDS.get(beside.lower()) or beside
    return named if named in CURRENCIES else ""


def _minor(body: str, units: int) -> int | None:
    at = max(body.rfind("."), body.rfind(","))
    whole, decimals = body, ""
    if (at >= 0 and len(body) - at - 1 != 3) or (
        at >= 0 and units == 3 and body[at] not in body[:at]
    ):
        whole, decimals = body[:at], body[at + 1 :]
    if len(decimals) > units:
        return None
    return int("".join(filter(str.isdigit, whole)) + decimals.ljust(units, "0"))
