"""The fields of one table of the file, each taken once, so that those nobody knows are found."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from cashwright.runs.refusals import PriceBookUnreadable

T = TypeVar("T")
_WHOLE_MAX = 10**15


class Fields:
    """A table of the file at a path, such as `prices.SEATS`."""

    def __init__(self, given: object, at: str) -> None:
        if not isinstance(given, Mapping):
            raise PriceBookUnreadable(
                field=at or "the file", value=shown(given), expected="a table"
            )
        self._given, self.at, self._taken = given, at, set[str]()

    def path(self, name: str) -> str:
        """The name of a field as it is told to people."""
        return f"{self.at}.{name}" if self.at else name

    def wrong(self, name: str, expected: str) -> PriceBookUnreadable:
        """The refusal of a field."""
        return PriceBookUnreadable(
            field=self.path(name), value=shown(self._given.get(name)), expected=expected
        )

    def take(
        self, name: str, default: T | None, read: Callable[[Any], T | None], expected: str
    ) -> T:
        """A field by its reader; the default where it is missing. Raises PriceBookUnreadable."""
        self._taken.add(name)
        value = self._given.get(name)
        if value is None and default is not None:
            return default
        found = read(value)
        if found is None:
            raise self.wrong(name, expected)
        return found

    def text(self, name: str, default: str | None = None) -> str:
        """A text that is not empty, unless that is the default."""
        return self.take(name, default, lambda v: v if isinstance(v, str) and v else None, "a text")

    def flag(self, name: str) -> bool:
        """True or false; false where it is missing."""
        return bool(self.take(name, 0, lambda v: int(v) if isinstance(v, bool) else None, "true"))

    def whole(self, name: str) -> int | None:
        """A whole number of 1 or more, if it is there."""

        def read(value: object) -> int | None:
            return value if type(value) is int and 1 <= value < _WHOLE_MAX else None

        return self.take(name, None, read, "1 or more") if self.has(name) else None

    def day(self, name: str, default: date | None = None) -> date:
        """A day written without quotes: 2026-01-01."""
        return self.take(
            name, default, lambda v: v if type(v) is date else None, "a day such as 2026-01-01"
        )

    def scaled(self, name: str, exponent: int, *, is_share: bool = False) -> int | None:
        """A number of 0 or more, times 10**exponent, exactly; None where it is missing.

        is_share  it may be written as "2.9 %"
        """
        if not self.has(name):
            return None

        def read(value: object) -> int | None:
            return exact(value, exponent, is_share=is_share)

        kind = 'a share such as "2.9 %"' if is_share else "a number"
        return self.take(name, None, read, f"{kind}, 0 or more, with at most {exponent} decimals")

    def has(self, name: str) -> bool:
        """Whether the field is there."""
        return self._given.get(name) is not None

    def parts(self, name: str) -> "list[Fields]":
        """The tables of a list."""
        empty: list[object] = []
        given = self.take(name, empty, lambda v: v if isinstance(v, list) else None, "a list")
        return [Fields(part, f"{self.path(name)}[{n}]") for n, part in enumerate(given, start=1)]

    def table(self, name: str) -> "Fields":
        """A table within this one, empty where it is missing."""
        self._taken.add(name)
        return Fields(self._given.get(name, {}), self.path(name))

    def tables(self, name: str) -> "dict[str, Fields]":
        """The tables within a table, by their names."""
        return self.table(name).all_tables()

    def all_tables(self) -> "dict[str, Fields]":
        """This one as nothing but tables, by their names."""
        return {str(key): self.table(str(key)) for key in self._given}

    def nothing_else(self) -> None:
        """Raises PriceBookUnreadable for a field that nobody asked for."""
        for name in self._given:
            if name not in self._taken:
                raise self.wrong(str(name), "no such field")


def exact(value: object, exponent: int, *, is_share: bool = False) -> int | None:
    """A number (or text of one) as a whole number of 10**-exponent; None when it is not exactly one."""
    if isinstance(value, str):
        text = value.strip()
        if is_share and text.endswith("%"):
            text, exponent = text[:-1].strip(), exponent - 2
        if not text.replace(".", "", 1).isdecimal() or not text.isascii():
            return None
        value = Decimal(text)
    if type(value) is int:
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 <= value < _WHOLE_MAX:
        return None
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(numerator * 10**exponent, denominator)
    return None if rest else whole


def shown(value: object) -> str:
    """A value of the file, short."""
    return "nothing" if value is None else str(value)[:40]
