"""Dates as people write them, and which of the first two numbers is the day.

Year first, points (5.1.2026) and names of months say it themselves; 5/1/2026 does not. It is
decided over all date columns of a file; where nothing decides, the user is asked, never guessed for.
Plain numbers are the days spreadsheets count (45000 is 2023-03-15) or 20230315.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

_SPREADSHEET_ZERO = date(1899, 12, 30)
_SERIAL = range(18_264, 109_575)  # 1950 to 2199; smaller numbers are no dates but typing errors
_CELL_MAX = 64  # no date is longer
_YEARS = range(1900, 2200)  # 0026 and 20226 are slips of the hand
_PIVOT = 69  # 69 is 1969, 68 is 2068 (POSIX)

TIME = (
    r"[T ]+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?$"
)
"""A time after the date, dropped: the date is taken as it is written. Read alike by Polars."""

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_COMPACT = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
_NUMERIC = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NAMED_DAY_FIRST = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[-. ]+([^\W\d_]+)\.?[-, ]+([0-9]{4}|[0-9]{2})"
)
_NAMED_MONTH_FIRST = re.compile(
    r"([^\W\d_]+)\.?[- ]+([0-9]{1,2})(?:st|nd|rd|th)?,?[- ]+([0-9]{4}|[0-9]{2})"
)
_PLAIN = re.compile(r"([0-9]{5,6})(?:\.[0-9]+)?")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,10}[.,] +(?=[0-9])")

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro januari janv ene gen",
            "feb february februar février febrero febbraio fevereiro februari févr fev",
            "mar march märz mars marzo março maart mär mrz mrt",
            "apr april avril abril aprile avr abr",
            "may mai mayo maggio maio mei mag",
            "jun june juni juin junio giugno junho giu",
            "jul july juli juillet julio luglio julho juil lug",
            "aug august août agosto augustus aou ago",
            "sep september septembre septiembre settembre setembro sept set",
            "oct october oktober octobre octubre ottobre outubro okt ott out",
            "nov november novembre noviembre novembro",
            "dec december dezember décembre diciembre dicembre dezembro dez déc dic",
        ),
        start=1,
    )
    for name in names.split()
}


class Order(StrEnum):
    """What comes first in 5/1/2026."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


def read_date(text: str, order: Order) -> date | None:
    """The date in one cell (its time already cut off), or None when it is none."""
    if len(text) > _CELL_MAX:
        return None
    text = _WEEKDAY.sub("", text.strip())
    if read := _YEAR_FIRST.fullmatch(text):
        return _date(int(read[1]), int(read[3]), int(read[4]))
    if read := _COMPACT.fullmatch(text):
        return _date(int(read[1]), int(read[2]), int(read[3]))
    if read := _NUMERIC.fullmatch(text):
        return _numeric(read, order)
    if read := _NAMED_DAY_FIRST.fullmatch(text):
        return _date(_year(read[3]), _MONTHS.get(read[2].lower(), 0), int(read[1]))
    if read := _NAMED_MONTH_FIRST.fullmatch(text):
        return _date(_year(read[3]), _MONTHS.get(read[1].lower(), 0), int(read[2]))
    if (read := _PLAIN.fullmatch(text)) and int(read[1]) in _SERIAL:
        return _SPREADSHEET_ZERO + timedelta(days=int(read[1]))
    return None


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """Which order a file's dates are in, and why.

    order     None when nothing decides or both are claimed
    says      for each order the first (column, value) that can be read only so
    unclear   the first (column, value) that reads both ways with another result
    """

    order: Order | None
    says: Mapping[Order, tuple[str, str]] = field(default_factory=dict)
    unclear: tuple[str, str] | None = None


def choose_order(columns: Iterable[tuple[str, Iterable[str]]]) -> OrderChoice:
    """Decide over the distinct values of all date columns of a file: (name, values)."""
    says: dict[Order, tuple[str, str]] = {}
    unclear: tuple[str, str] | None = None
    for name, values in columns:
        for value in values:
            by_day, by_month = read_date(value, Order.DMY), read_date(value, Order.MDY)
            if by_day == by_month:
                continue
            if by_month is None:
                says.setdefault(Order.DMY, (name, value))
            elif by_day is None:
                says.setdefault(Order.MDY, (name, value))
            elif unclear is None:
                unclear = (name, value)
    if len(says) == 1:
        return OrderChoice(next(iter(says)), says)
    if not says and unclear is None:
        return OrderChoice(Order.YMD)
    return OrderChoice(None, says, unclear)


def _numeric(read: re.Match[str], order: Order) -> date | None:
    first, second, year = int(read[1]), int(read[3]), _year(read[4])
    if order is Order.YMD and len(read[4]) == 2 and read[2] != ".":
        return _date(_year(read[1]), second, int(read[4]))
    if read[2] == "." or order is not Order.MDY:
        return _date(year, second, first)
    return _date(year, first, second)


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 1900 + year if year >= _PIVOT else 2000 + year


def _date(year: int, month: int, day: int) -> date | None:
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
