"""Columns of a list: what is read, how it is shown, how it is exported.

A column reads `path` (a field, a relation such as `customer__name`, or an annotation of the base
QuerySet), or computes `value(row, frame)` from the paths it `needs`. Rows are dictionaries
of exactly the paths the visible columns read, so a list cannot fall into one query per row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cashwright.surfaces.console.frame import Frame

Row = Mapping[str, Any]


class Kind(StrEnum):
    """How a value is shown."""

    TEXT = "text"
    LINK = "link"  # text that opens `href(row)`
    ID = "id"  # text with a copy button
    MONEY = "money"  # integer minor units of the row's `currency`
    NUMBER = "number"
    DATE = "date"
    DUE = "due"  # a date with its distance in words below it
    DAYS = "days"  # integer days past due: 63 reads "63 days late"
    INSTANT = "instant"
    STATE = "state"  # a word of badges.py
    REASONS = "reasons"  # a list of sentences: the first is shown, all of them on asking

    @property
    def is_right_aligned(self) -> bool:
        return self in (Kind.MONEY, Kind.NUMBER, Kind.DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    path      what is read; the key when empty and `value` is not given
    value     computed instead: (row, frame) -> value, from the paths in `needs`
    href      for LINK: row -> address; the paths it uses belong in `needs`
    currency  for MONEY: the path of the currency code
    sort      the path to sort by; empty means not sortable. Index it (with the primary key) in
              the database: paging seeks by it
    total     for MONEY: summed per currency below the list
    visible   shown unless the reader chose columns
    export    part of an export
    hint      one sentence that defines the column, shown on its head
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    path: str = ""
    value: Callable[[Row, Frame], Any] | None = None
    needs: tuple[str, ...] = ()
    href: Callable[[Row], str] | None = None
    currency: str = "currency"
    sort: str = ""
    total: bool = False
    visible: bool = True
    export: bool = True
    hint: str = ""

    @property
    def read_path(self) -> str:
        return self.path or self.key

    def paths(self) -> Iterator[str]:
        """Every path a row needs for this column."""
        if self.value is None:
            yield self.read_path
        if self.kind is Kind.MONEY:
            yield self.currency
        yield from self.needs

    def of(self, row: Row, frame: Frame) -> Any:
        """The column's value in `row`."""
        return self.value(row, frame) if self.value else row[self.read_path]
