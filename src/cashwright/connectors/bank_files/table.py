"""A bank's CSV or workbook as a statement: one row an entry, by a mapping of its columns.

Rows above the first day and under the last one are titles and totals: they are left out, and noted.
A row between them without a readable day or amount refuses the file, and so does a day that is none,
such as 31.02.2026, wherever it stands.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl

from cashwright.areas.cash.ports import (
    Balance,
    BalanceKind,
    BankEntry,
    BankStatement,
    ColumnMap,
    Counterparty,
    Direction,
    EntryDetail,
)
from cashwright.areas.cash.refusals import (
    AccountUnsaid,
    ColumnsUnsaid,
    CurrencyUnsaid,
    FormUnclear,
    NoStatement,
)
from cashwright.areas.exchange.ports import ROW, Table, cell
from cashwright.areas.exchange.rules.dates import TIME, Order, choose_order, read_date
from cashwright.areas.exchange.rules.numbers import Mark
from cashwright.connectors.bank_files.columns import columns_of
from cashwright.connectors.bank_files.marks import mark_of, marked_minor
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import account, account_or_none, joined
from cashwright.connectors.files import read_table

_TIME = re.compile(TIME)
_DAY_LIKE = re.compile(r"[0-9]{1,4}([-./])[0-9]{1,2}\1[0-9]{1,4}")
_HEADER_LINES = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells by header."""

    number: int
    cells: dict[str, str]

    def at(self, header: str) -> str:
        """The cell, "" where it is empty or there is no such column."""
        return self.cells.get(header, "").strip() if header else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table as it stands there."""

    number: int
    cells: tuple[str, ...]


def lines_of(reading: Reading, path: Path, into: Path) -> list[Line]:
    """Every line, what was taken for the header first. Raises the refusals of areas/exchange."""
    try:
        table: Table = read_table(path, into, file_name=reading.name)
    except OSError as wrong:  # a damaged workbook points before its own beginning
        reading.broken(0, str(wrong))
    reading.notes += table.notes
    frame = pl.read_parquet(table.parts / "*.parquet")
    names = [cell(index) for index in range(len(table.headers))]
    found = frame.select(ROW, *names).fill_null("").iter_rows()
    return [Line(table.header_row, table.headers), *(Line(row[0], row[1:]) for row in found)]


def header_of(reading: Reading, lines: list[Line], said: ColumnMap | None) -> tuple[int, ColumnMap]:
    """(index of the header, its columns): banks write an account's details above it.

    Raises ColumnsUnsaid, with the columns of the first line, when no line is a header.
    """
    for index, line in enumerate(lines[:_HEADER_LINES]):
        try:
            return index, columns_of(reading, line.cells, said)
        except ColumnsUnsaid:
            continue
    return 0, columns_of(reading, lines[0].cells, said)


def rows_under(lines: list[Line], at: int) -> list[Row]:
    """The rows under the header in line `at`, cells by header."""
    headers = [header.strip() for header in lines[at].cells]
    return [
        Row(line.number, {h: c for h, c in zip(headers, line.cells, strict=True) if h and c})
        for line in lines[at + 1 :]
    ]


def read_rows(reading: Reading, rows: list[Row], columns: ColumnMap) -> list[BankStatement]:
    """A statement a currency. Raises FormUnclear, AccountUnsaid, CurrencyUnsaid, NoStatement."""
    if not reading.assumed.account:
        raise AccountUnsaid(file=reading.name, line=1)
    order = _order(reading, rows, columns)
    rows = _between(reading, rows, columns, order)
    mark = _mark(reading, rows, columns)
    entries = [_entry(reading, row, columns, order, mark) for row in rows]
    return [
        _statement(reading, code, entries, rows, columns, mark)
        for code in dict.fromkeys(entry.currency for entry in entries)
    ]


def _day_text(row: Row, column: str) -> str:
    return _TIME.sub("", row.at(column))


def _order(reading: Reading, rows: list[Row], columns: ColumnMap) -> Order:
    if columns.dates:
        return Order(columns.dates)
    named = [name for name in (columns.booked_on, columns.value_on) if name]
    choice = choose_order(
        (name, dict.fromkeys(_day_text(row, name) for row in rows)) for name in named
    )
    if choice.order is None:
        raise FormUnclear(file=reading.name, field="date", value=(choice.unclear or ("", ""))[1])
    return choice.order


def _between(reading: Reading, rows: list[Row], columns: ColumnMap, order: Order) -> list[Row]:
    """The rows from the first day to the last one; what only looks like a day is refused later."""
    days = [_day_text(row, columns.booked_on) for row in rows]
    dated = [i for i, day in enumerate(days) if read_date(day, order) or _DAY_LIKE.fullmatch(day)]
    if not dated:
        raise NoStatement(file=reading.name)
    kept = rows[dated[0] : dated[-1] + 1]
    left = [*rows[: dated[0]], *rows[dated[-1] + 1 :]]
    reading.notes += [
        f"row {row.number} left out: {' '.join(row.cells.values())[:60]}" for row in left
    ]
    return kept


def _mark(reading: Reading, rows: list[Row], columns: ColumnMap) -> Mark:
    if columns.mark:
        return Mark(columns.mark)
    named = [columns.amount, columns.credit, columns.debit, columns.balance]
    return mark_of(reading, ((name, [row.at(name) for row in rows]) for name in named if name))


def _minor(reading: Reading, row: Row, column: str, mark: Mark, currency: str) -> int:
    """The amount of a cell, 0 for an empty one. Raises BankValueUnreadable."""
    text = row.at(column)
    try:
        return marked_minor(text, mark, currency, column) if text else 0
    except Unreadable as wrong:
        reading.at(row.number, wrong)


def _entry(reading: Reading, row: Row, columns: ColumnMap, order: Order, mark: Mark) -> BankEntry:
    reading.count(row.number)
    on = read_date(_day_text(row, columns.booked_on), order)
    if on is None:
        reading.unreadable(row.number, columns.booked_on, row.at(columns.booked_on), "a day")
    currency = row.at(columns.currency).upper() or reading.assumed.currency
    if not currency:
        raise CurrencyUnsaid(file=reading.name, line=row.number)
    named = [columns.amount] if columns.amount else [columns.credit, columns.debit]
    if not any(row.at(name) for name in named):
        reading.unreadable(row.number, " or ".join(filter(None, named)), "", "an amount")
    if columns.amount:
        amount = _minor(reading, row, columns.amount, mark, currency)
    else:
        came = _minor(reading, row, columns.credit, mark, currency)
        amount = came - abs(_minor(reading, row, columns.debit, mark, currency))
    value_on: date | None = read_date(_day_text(row, columns.value_on), order)
    direction = Direction.DEBIT if amount < 0 else Direction.CREDIT
    detail = EntryDetail(
        direction=direction,
        amount_minor=abs(amount),
        currency=currency,
        counterparty=Counterparty(
            name=joined(row.at(columns.name)), account=account_or_none(row.at(columns.account))
        ),
        end_to_end_id=row.at(columns.end_to_end_id),
        text=joined(" ".join(row.at(name) for name in columns.texts)),
        raw={},
    )
    return BankEntry(
        line=row.number,
        direction=direction,
        amount_minor=abs(amount),
        currency=currency,
        booked_on=on,
        value_on=value_on or on,
        bank_ref=row.at(columns.bank_ref),
        details=(detail,),
        raw=row.cells,
    )


def _statement(
    reading: Reading,
    currency: str,
    entries: list[BankEntry],
    rows: list[Row],
    columns: ColumnMap,
    mark: Mark,
) -> BankStatement:
    own = [(e, row) for e, row in zip(entries, rows, strict=True) if e.currency == currency]
    days = [entry.booked_on for entry, _ in own if entry.booked_on]
    told: list[tuple[BankEntry, int]] = []
    if columns.balance and all(row.at(columns.balance) for _, row in own):
        told = [(e, _minor(reading, row, columns.balance, mark, currency)) for e, row in own]
    return BankStatement(
        account=account(reading.assumed.account),
        currency=currency,
        from_on=min(days),
        to_on=max(days),
        balances=_balances(told, currency),
        entries=tuple(entry for entry, _ in own),
    )


def _balances(told: list[tuple[BankEntry, int]], currency: str) -> tuple[Balance, ...]:
    """Opening and closing from running balances, whichever way the rows run; none if they do not."""
    for way in (told, told[::-1]):
        pairs = pairwise(way)
        if way and all(
            before + entry.signed_minor == after for (_, before), (entry, after) in pairs
        ):
            (first, at_first), (last, at_last) = way[0], way[-1]
            assert first.booked_on is not None
            assert last.booked_on is not None
            opening = at_first - first.signed_minor
            return (
                Balance(BalanceKind.OPENING, first.booked_on, opening, currency, "running"),
                Balance(BalanceKind.CLOSING, last.booked_on, at_last, currency, "running"),
            )
    return ()
