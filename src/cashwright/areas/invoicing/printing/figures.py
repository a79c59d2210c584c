"""How figures look on a printed document: in the reader's language, exact, never through a float."""

from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from cashwright.kernel.currencies import minor_units


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def amount(minor: int, currency: str, language: str) -> str:
    """`minor` with all decimals of its currency and the code: 1.234,50 EUR."""
    units = minor_units(currency)
    pattern = "#,##0." + "0" * units if units else "#,##0"
    value = Decimal(minor).scaleb(-units)
    return f"{format_decimal(value, pattern, locale=_locale(language))} {currency}"


def number(scaled: int | None, exponent: int, language: str, *, decimals_min: int = 0) -> str:
    """A scaled number with the decimals it has, at least `decimals_min`; nothing for None."""
    if scaled is None:
        return ""
    value = Decimal(scaled).scaleb(-exponent)
    pattern = "#,##0." + "0" * decimals_min + "#" * (18 - decimals_min)
    return format_decimal(value, pattern, locale=_locale(language), decimal_quantization=False)


def percent(ppm: int | None, language: str) -> str:
    """A rate in millionths as percent: 190_000 is 19 %; nothing for None."""
    if ppm is None:
        return ""
    value = Decimal(ppm).scaleb(-6)
    return format_percent(value, "#,##0.####%", locale=_locale(language)).replace("%", " %")


def day(on: date, language: str) -> str:
    """A day in the language's middle form: 31.03.2026, Mar 31, 2026."""
    return format_date(on, "medium", locale=_locale(language))
