"""How values look to a person: money, days, instants, counts. Pure text, no markup.

Money is shown with the decimals of its currency (ISO 4217) and the separators of the reader's
locale; the currency code stands beside it, not inside it, so columns line up.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from cashwright.kernel.currencies import minor_units

MINUS = "−"


@cache
def locale_of(language: str) -> Locale:
    """The locale for a language tag such as `en`, `de` or `en-IN`; English when unknown."""
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


@cache
def _number_shape(language: str) -> tuple[str, str, int, int]:
    """Group sign, decimal sign, size of the last group and of the ones before it."""
    locale = locale_of(language)
    last, before = locale.decimal_formats[None].grouping
    return get_group_symbol(locale), get_decimal_symbol(locale), last, before


def count_text(count: int, language: str = "en") -> str:
    """An integer with group signs: 1,234,567."""
    sign, _, last, before = _number_shape(language)
    digits = str(abs(count))
    groups = [digits[-last:]]
    rest = digits[:-last]
    while rest:
        groups.append(rest[-before:])
        rest = rest[:-before]
    return (MINUS if count < 0 else "") + sign.join(reversed(groups))


def money_text(
    minor: int, currency: str, *, language: str = "en", parentheses: bool = False
) -> str:
    """`minor` in major units without the code: -123450 EUR is −1,234.50, or (1,234.50)."""
    units = minor_units(currency)
    whole, part = divmod(abs(minor), 10**units)
    text = count_text(whole, language)
    if units:
        text += f"{_number_shape(language)[1]}{part:0{units}d}"
    if minor >= 0:
        return text
    return f"({text})" if parentheses else f"{MINUS}{text}"


def money_short(minor: int, currency: str, *, language: str = "en") -> str:
    """Money for a tile or an axis, cut to three digits: 1,234,567.00 is 1.23M. Not for adding up."""
    whole = abs(minor) // 10 ** minor_units(currency)
    sign = MINUS if minor < 0 else ""
    for size, letter in ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")):
        if whole >= size:
            hundredths = whole * 100 // size
            ones, rest = divmod(hundredths, 100)
            point = _number_shape(language)[1]
            tail = (
                f"{point}{rest:02d}" if ones < 10 else f"{point}{rest // 10}" if ones < 100 else ""
            )
            return f"{sign}{ones}{tail}{letter}"
    return f"{sign}{whole}"


def day_text(on: date, language: str = "en") -> str:
    """A day as written in the reader's language: 22 Dec 2025."""
    if language == "en":
        return f"{on.day} {on:%b} {on.year}"
    return format_date(on, "d MMM y", locale=locale_of(language))


def relative_text(on: date, today: date) -> str:
    """How far `on` is from `today`: today, in 30 days, 3 days ago."""
    days = (on - today).days
    if days == 0:
        return "today"
    if abs(days) == 1:
        return "tomorrow" if days > 0 else "yesterday"
    for size, unit in ((365, "year"), (60, "month")):
        if abs(days) >= size:
            count = round(abs(days) / (365 if unit == "year" else 30.4))
            noun = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"in {noun}" if days > 0 else f"{noun} ago"
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def late_text(days: int) -> str:
    """Days past due in words: positive is late, negative is still to come."""
    if days == 0:
        return "due today"
    noun = "day" if abs(days) == 1 else "days"
    return f"{days} {noun} late" if days > 0 else f"due in {-days} {noun}"


def instant_text(at: datetime, zone: str, language: str = "en") -> str:
    """An instant in `zone`, to the minute, with the zone named: 22 Dec 2025 14:05 Europe/Berlin."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_text(local.date(), language)} {local:%H:%M} {zone}"


def plural(count: int, one: str, many: str) -> str:
    """`count` with its noun: 1 invoice, 1,024 invoices."""
    return f"{count_text(count)} {one if count == 1 else many}"
