"""Numbers as people write them: 1,234.56  1.234,56  1 234,56  1'234.50  (12.00)  12.00-  € 5.

Which mark separates the decimals is decided over all number columns of a file, never for one value:
`1,234` alone reads both ways. A number is kept exactly, as `scaled` and `exponent`: 12.50 is (1250, 2).
The patterns are read alike by Python's `re` and by Polars; frames/numbers.py is the twin.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SCALED_MAX = 10**18 - 1
EXPONENT_MAX = 9

CELL_MAX = 64  # no number is longer, and no pattern has to be tried on more
SPACES = " \u00a0\u2007\u2009\u202f\t"
QUOTES = "'’`´"
_SYMBOLS = "$€£¥₹₩₽₺₴₫₪₱฿₦₡₲₵₸₮"
_WORD = rf"(?:[A-Za-z]{{3}}|[A-Za-z]{{0,2}}[{_SYMBOLS}]|kr\.?|Fr\.?|zł|Kč|Ft|Rs\.?|RM)"
_GAP = rf"[{SPACES}]*"

RUN = f"[{SPACES}]+"
"""Blanks in a row, which count as one."""

WHOLE = (
    rf"^{_GAP}(?P<open>\(?){_GAP}(?P<before>[-+−]?){_GAP}{_WORD}?{_GAP}(?P<inner>[-+−]?){_GAP}"
    rf"(?P<body>[0-9.,{QUOTES}][0-9.,{QUOTES}{SPACES}]*?){_GAP}(?P<after>[-+−]?){_GAP}"
    rf"(?:{_WORD}|%)?{_GAP}(?P<side>CR|DR|[-−]?){_GAP}(?P<close>\)?){_GAP}$"
)
"""A whole cell: signs and brackets around, a currency before or after, digits and marks within."""


class Mark(StrEnum):
    """The sign before the decimals."""

    POINT = "."
    COMMA = ","

    @property
    def other(self) -> "Mark":
        return Mark.COMMA if self is Mark.POINT else Mark.POINT


def body_pattern(mark: Mark) -> str:
    """What digits and marks must look like when `mark` separates the decimals.

    Groups are threes parted by one and the same sign, or the Indian 12,34,567.
    """
    decimals = rf"(?:\{mark}[0-9]*)?"
    grouped = "|".join(
        rf"[1-9][0-9]{{0,2}}(?:{sign}[0-9]{{3}})+"
        for sign in (rf"\{mark.other}", f"[{QUOTES}]", f"[{SPACES}]")
    )
    indian = rf"[1-9][0-9]?(?:\{mark.other}[0-9]{{2}})+\{mark.other}[0-9]{{3}}"
    return rf"^(?:(?:[0-9]+|{grouped}|{indian}){decimals}|\{mark}[0-9]+)$"


@dataclass(frozen=True, slots=True)
class Scaled:
    """`scaled` / 10^`exponent`, exactly as written; zeros at the end are kept: 12.50 is (1250, 2)."""

    scaled: int
    exponent: int


def read_number(text: str, mark: Mark) -> Scaled | None:
    """The number in one cell, or None when it is none.

    More than `EXPONENT_MAX` decimals after trimming zeros, or more than 18 digits, is None as well.
    Two signs, or brackets that do not close, are none either.
    """
    if len(text) > CELL_MAX:
        return None
    read = re.match(WHOLE, re.sub(RUN, " ", text))
    if read is None or (read["open"] == "") != (read["close"] == ""):
        return None
    if not re.match(body_pattern(mark), read["body"]):
        return None
    signs = [sign for sign in (read["before"], read["inner"], read["after"], read["side"]) if sign]
    if len(signs) + (read["open"] != "") > 1:
        return None
    whole, _, decimals = read["body"].partition(mark)
    decimals = decimals[:2] + decimals[2:].rstrip("0")
    digits = re.sub(r"[^0-9]", "", whole) + decimals
    if len(decimals) > EXPONENT_MAX or len(digits.lstrip("0")) > len(str(SCALED_MAX)):
        return None
    is_negative = bool(read["open"]) or bool({"-", "−", "CR"} & set(signs))
    value = int(digits)
    return Scaled(-value if is_negative else value, len(decimals))


def minor(number: Scaled, units: int) -> int | None:
    """`number` in minor units of a currency with `units` decimals; None when it has more of them."""
    over = number.exponent - units
    if over <= 0:
        return number.scaled * int(10**-over)
    whole, rest = divmod(abs(number.scaled), int(10**over))
    if rest:
        return None
    return -whole if number.scaled < 0 else whole


SHAPE = ((r"(^|[^0-9.,])0", "${1}Z"), (r"0($|[^0-9.,])", "Z${1}"), ("[0-9]", "9"), ("Z", "0"))
"""Replacements, in order, that make the shape of a cell."""


def shape(text: str) -> str:
    """`text` with its digits made 9s: a column of a million cells has few shapes.

    A zero at either end stays: 0.001 is no thousand, and 1.500 may be 1.5 where 1.234 is not.
    """
    for pattern, by in SHAPE:
        text = re.sub(pattern, by.replace("${1}", r"\1"), text)
    return text


@dataclass(frozen=True, slots=True)
class MarkChoice:
    """Which mark a file uses, and why.

    mark      None when nothing decides or both are claimed
    says      for each mark the first (column, value) that can be read only so
    unclear   the first (column, value) that reads both ways with another result
    """

    mark: Mark | None
    says: Mapping[Mark, tuple[str, str]] = field(default_factory=dict)
    unclear: tuple[str, str] | None = None


def choose_mark(
    columns: Iterable[tuple[str, int | None, Iterable[tuple[str, str]]]],
) -> MarkChoice:
    """Decide over all number columns of a file.

    columns   (name, decimals at most or None where there may be any, (shape, example) pairs)
    decides   a shape only one mark can read; where there is none, for a column of amounts in a
              currency of two decimals, that `1,234` read as decimals would have too many
    """
    says: dict[Mark, tuple[str, str]] = {}
    hints: dict[Mark, tuple[str, str]] = {}
    unclear: tuple[str, str] | None = None
    for name, decimals_max, shapes in columns:
        for form, example in shapes:
            readable = [mark for mark in Mark if read_number(form, mark) is not None]
            fitting = [mark for mark in readable if _fits(form, mark, decimals_max)]
            if len(readable) == 1:
                says.setdefault(readable[0], (name, example))
            elif len(fitting) == 1:
                hints.setdefault(fitting[0], (name, example))
            elif readable and unclear is None and any(mark in form for mark in Mark):
                unclear = (name, example)
    says = says or hints
    if len(says) == 1:
        return MarkChoice(next(iter(says)), says)
    if not says and unclear is None:
        return MarkChoice(Mark.POINT)
    return MarkChoice(None, says, unclear)


def _fits(form: str, mark: Mark, decimals_max: int | None) -> bool:
    number = read_number(form, mark)
    if number is None:
        return False
    return decimals_max is None or number.exponent <= max(decimals_max, 2)
