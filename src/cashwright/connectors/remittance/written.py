"""Small things as people write them in running text: amounts, days, currencies; whole ones only.

`1.190,00`, `1,190.00`, `1 190,00`, `1'190.00`, `(20.00)`, `20.00-`. An amount has the decimals of its
currency, or stands beside the currency's code or sign; `1.190` beside EUR is a thousand and more.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cashwright.areas.exchange.rules.dates import Order, read_date
from cashwright.kernel.currencies import CURRENCIES
from cashwright.kernel.money import MINOR_MAX

_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY"}
_BLANKS = " \u00a0\u202f\u2009"
_GROUPED = rf"[1-9]\d{{0,2}}(?:(?P<part>[.,'’{_BLANKS}])\d{{3}})(?:(?P=part)\d{{3}})*"
_CODE = r"(?:[A-Z]{3}|[€£$¥])"
_AMOUNT = re.compile(
    rf"(?<![\w.,/’'#:])(?P<before>{_CODE}[{_BLANKS}]?)?(?P<open>[-−+(]?[{_BLANKS}]?)(?P<inner>[€£$¥][{_BLANKS}]?)?"
    rf"(?P<body>(?:{_GROUPED}|\d{{1,15}})(?:[.,]\d{{1,3}})?)(?P<close>[-−)]?)"
    rf"(?P<after>[{_BLANKS}]?{_CODE}(?!\w))?(?![\w/%]|[.,'’:-]\w)"
)
_DAY_WORD = r"[^\W\d_]{3,10}"
_DAY = re.compile(
    r"(?<![\w./-])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?[ -]{_DAY_WORD}\.?[ -]\d{{4}}|{_DAY_WORD}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
    r"(?![\w/-])"
)
_NAMED_CURRENCY = re.compile(
    r"(?i:currency|währung|devise|moneda|valuta|amount)\W{0,3}([A-Z]{3})\b"
)

_IN_BRACKETS = re.compile(r"[(\[]([A-Z]{3})[)\]]")


@dataclass(frozen=True, slots=True)
class Written:
    """An amount in a line: where it stands, in minor units, below zero where the line says so."""

    start: int
    end: int
    minor: int


def amounts_in(line: str, currency: str) -> list[Written]:
    """The amounts of a line in their order. What may be a number, a date or a share is none."""
    return [one for found in _AMOUNT.finditer(line) if (one := _written(found, currency))]


def without_days(line: str) -> str:
    """The line with every day blanked out, so that places stay."""
    return _DAY.sub(lambda found: _blanked(found[0]), line)


def days_in(line: str) -> Iterator[date | None]:
    """The days of a line; None for one that can be read in two ways, or is none."""
    for found in _DAY.finditer(line):
        by_day, by_month = read_date(found[0], Order.DMY), read_date(found[0], Order.MDY)
        readings = {one for one in (by_day, by_month) if one is not None}
        yield readings.pop() if len(readings) == 1 else None


def currency_in(lines: Iterable[str]) -> str:
    """The one currency that amounts stand beside, or that is named as such; "" for none or several."""
    codes: set[str] = set()
    signs: set[str] = set()
    for line in lines:
        codes.update(_NAMED_CURRENCY.findall(line), _IN_BRACKETS.findall(line))
        for found in _AMOUNT.finditer(line):
            words = {(found[name] or "").strip(_BLANKS) for name in ("before", "inner", "after")}
            codes |= words
            signs |= {_SIGNS[word] for word in words & _SIGNS.keys()}
    known = (codes & CURRENCIES.keys()) or signs
    return known.pop() if len(known) == 1 else ""


def _blanked(text: str) -> str:
    return " " * len(text)


def _written(found: re.Match[str], currency: str) -> Written | None:
    units = CURRENCIES[currency].minor_units
    words = [(found[name] or "").strip(_BLANKS) for name in ("before", "inner", "after")]
    if any(len(word) == 3 and word not in CURRENCIES for word in words):
        return None
    if any(word in CURRENCIES and word != currency for word in words):
        return None
    sign = found["open"].strip(_BLANKS)
    if (sign == "(") != (found["close"] == ")"):
        return None
    minor = _minor(found["body"], units, is_beside=any(words))
    if minor is None or minor > MINOR_MAX:
        return None
    is_negative = sign in ("-", "−", "(") or found["close"] in ("-", "−")
    return Written(found.start(), found.end(), -minor if is_negative else minor)


def _minor(body: str, units: int, *, is_beside: bool) -> int | None:
    """The last mark parts decimals when as many digits follow it as the currency has."""
    whole, mark, decimals = body, "", ""
    at = max(body.rfind("."), body.rfind(","))
    if at >= 0 and units and len(body) - at - 1 == units and body[at] not in body[:at]:
        whole, mark, decimals = body[:at], body[at], body[at + 1 :]
    if not mark and (units and not is_beside):
        return None
    groups = re.split(rf"[.,'’{_BLANKS}]", whole)
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        return None
    return int("".join(groups) + (decimals or "0" * units))
