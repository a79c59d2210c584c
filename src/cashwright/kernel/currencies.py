"""Currencies: which exist, and how many decimals each has (ISO 4217, see data/SOURCE.md).

Words: the *minor unit* is the smallest unit an amount is counted in: a cent, a fils, a yen.
Reading amounts typed by people in their own locale is the importer's work, not done here.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from types import MappingProxyType

from cashwright.kernel.money import MINOR_MAX
from cashwright.kernel.refusals import BadInput, UnknownCurrency

_AMOUNT = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Currency:
    """`numeric` is three digits as text; `withdrawn_on` the first day it was no longer money."""

    code: str
    numeric: str
    name: str
    minor_units: int
    withdrawn_on: date | None


def _table() -> dict[str, Currency]:
    text = (files("cashwright.kernel") / "data" / "iso4217.csv").read_text("utf-8")
    return {
        row["code"]: Currency(
            code=row["code"],
            numeric=row["numeric"],
            name=row["name"],
            minor_units=int(row["minor_units"]),
            withdrawn_on=date.fromisoformat(row["withdrawn_on"]) if row["withdrawn_on"] else None,
        )
        for row in csv.DictReader(text.splitlines())
    }


CURRENCIES: Mapping[str, Currency] = MappingProxyType(_table())


def currency(code: str) -> Currency:
    """What ISO says of `code` (three capitals). Raises UnknownCurrency."""
    try:
        return CURRENCIES[code]
    except KeyError:
        raise UnknownCurrency(currency=code[:16]) from None


def minor_units(code: str) -> int:
    """How many decimals `code` has: EUR 2, JPY 0, KWD 3, CLF 4. Raises UnknownCurrency."""
    return currency(code).minor_units


def format_minor(minor: int, code: str) -> str:
    """`minor` with all its decimals: 123450 EUR -> "1234.50". For files, not for people."""
    units = minor_units(code)
    if units == 0:
        return str(minor)
    digits = str(abs(minor)).rjust(units + 1, "0")
    return f"{'-' if minor < 0 else ''}{digits[:-units]}.{digits[-units:]}"


def minor_of(amount: Decimal | str, code: str) -> int:
    """The exact count of minor units in `amount`: "1,234.50" EUR -> 123450.

    amount   a Decimal, or text: sign or none, digits with or without commas in threes, decimals
    raises   UnknownCurrency; BadInput when it is no such number, has more decimals than the
             currency (zeros at the end do not count), or is more than the books can hold
    """
    units = minor_units(code)
    text = f"{amount:f}" if isinstance(amount, Decimal) else amount.strip()
    read = _AMOUNT.fullmatch(text)
    if read is None:
        raise BadInput(field="amount", value=text[:64], expected="a number such as 1,234.50")
    sign, whole, decimals = read[1], read[2].replace(",", ""), (read[3] or "").rstrip("0")
    if len(decimals) > units:
        raise BadInput(
            field="amount", value=text[:64], expected=f"at most {units} decimals for {code}"
        )
    digits = (whole + decimals.ljust(units, "0")).lstrip("0") or "0"
    if len(digits) > len(str(MINOR_MAX)) or int(digits) > MINOR_MAX:
        raise BadInput(field="amount", value=text[:64], expected="an amount the books can hold")
    return -int(digits) if sign == "-" else int(digits)
