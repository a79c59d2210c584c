"""An advice as a table, CSV or workbook: a row a document, an advice a payment.

Rows of one payment have one reference, day, payer and currency. A row with an amount and without a
document is a total, which what was paid must add up to. Amounts of one table share their decimal mark.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cashwright.areas.cash.ports import AdviceItem, AdviceSource, RemittanceAdvice
from cashwright.areas.cash.refusals import CurrencyUnsaid, NoStatement
from cashwright.areas.exchange.rules.dates import Order, choose_order, read_date
from cashwright.areas.exchange.rules.numbers import Mark, shape
from cashwright.connectors.bank_files.marks import mark_of, marked_minor
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.table import Line, Row, lines_of, rows_under
from cashwright.connectors.bank_files.values import joined
from cashwright.connectors.remittance.columns import AdviceColumns, advice_columns, columns_unsaid
from cashwright.connectors.remittance.items import adding_up, each_once, held_to

_HEADER_LINES = 40
_PARTED_BY = (";", "\t", ",", "|")
_NO_CURRENCY = "Say the currency of the amounts: cashwright bank remittance --currency."


def is_table(text: str) -> bool:
    """Whether one of its first lines is a header that names documents and amounts."""
    return any(
        advice_columns([cell.strip().strip('"') for cell in line.split(sign)]) is not None
        for line in text[:64_000].split("\n")[:_HEADER_LINES]
        for sign in _PARTED_BY
        if sign in line
    )


def read_table_advices(reading: Reading, data: bytes) -> list[RemittanceAdvice]:
    """An advice a payment. Raises ColumnsUnsaid, CurrencyUnsaid, FormUnclear, NoStatement."""
    with tempfile.TemporaryDirectory(prefix="advice-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(data)
        lines = lines_of(reading, path, Path(folder))
    at, columns = _header_of(reading, lines)
    rows = [row for row in rows_under(lines, at) if row.cells]
    table = _Table(reading, columns, _order(rows, columns), _mark(reading, rows, columns))
    for row in rows:
        reading.count(row.number)
        table.take(row)
    if not table.payments:
        raise NoStatement(
            file=reading.name, message="no row has a document",
            remedy="Choose a file that lists the invoices it pays.",
        )  # fmt: skip
    return table.advices()


def _header_of(reading: Reading, lines: Sequence[Line]) -> tuple[int, AdviceColumns]:
    for index, line in enumerate(lines[:_HEADER_LINES]):
        if found := advice_columns(line.cells):
            return index, found
    raise columns_unsaid(reading, lines[0].cells)


def _order(rows: Sequence[Row], columns: AdviceColumns) -> Order | None:
    """The order of the days; None where there are none, or they read in two ways."""
    if not columns.paid_on:
        return None
    days = dict.fromkeys(row.at(columns.paid_on)[:10].strip() for row in rows)
    return choose_order([(columns.paid_on, days)]).order


def _mark(reading: Reading, rows: Sequence[Row], columns: AdviceColumns) -> Mark:
    """The decimal mark of all amounts; a column of many has few shapes."""
    shapes = {
        name: {shape(text): text for row in rows if (text := row.at(name))}
        for name in columns.amounts
    }
    return mark_of(reading, ((name, found.values()) for name, found in shapes.items()))


@dataclass(frozen=True, slots=True)
class _Key:
    """What rows of one payment have in common."""

    trace_no: str
    payer: str
    paid_on: date | None
    currency: str


@dataclass(slots=True)
class _Payment:
    items: list[AdviceItem] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table being read: rows by payment, and the total under them."""

    reading: Reading
    columns: AdviceColumns
    order: Order | None
    mark: Mark
    payments: dict[_Key, _Payment] = field(default_factory=dict)
    total_minor: int | None = None

    def take(self, row: Row) -> None:
        """One row: a document of a payment, a total, or words."""
        number = joined(row.at(self.columns.document_no))
        has_digit = any(sign.isdigit() for sign in number)
        if not has_digit:
            self._take_total(row)
            return
        key = self._key(row)
        payment = self.payments.setdefault(key, _Payment())
        payment.items.append(adding_up(self.reading, self._item(row, number, key.currency)))
        payment.rows.append(row)

    def advices(self) -> list[RemittanceAdvice]:
        """An advice a payment, each held to the total where there is but one."""
        return [self._advice(key, payment) for key, payment in self.payments.items()]

    def _advice(self, key: _Key, payment: _Payment) -> RemittanceAdvice:
        total = self.total_minor if len(self.payments) == 1 else None
        items = held_to(self.reading, key.trace_no or "the table", each_once(payment.items), total)
        told = [item.paid_minor for item in items]
        summed = None if None in told else sum(filter(None, told))
        return RemittanceAdvice(
            source=AdviceSource.TABLE, payer_name=key.payer, trace_no=key.trace_no,
            paid_on=key.paid_on, currency=key.currency,
            amount_minor=total if total is not None else summed, items=items,
            shown="\n".join("; ".join(row.cells.values()) for row in payment.rows),
        )  # fmt: skip

    def _take_total(self, row: Row) -> None:
        """A row without a document: the last amount paid in such a row is the total."""
        currencies = {key.currency for key in self.payments}
        if self.columns.paid and row.at(self.columns.paid) and len(currencies) == 1:
            self.total_minor = self._minor(row, self.columns.paid, next(iter(currencies)))

    def _key(self, row: Row) -> _Key:
        columns, order = self.columns, self.order
        currency = row.at(columns.currency).upper() or columns.said or self.reading.assumed.currency
        if not currency:
            raise CurrencyUnsaid(file=self.reading.name, line=row.number, remedy=_NO_CURRENCY)
        day = row.at(columns.paid_on)[:10].strip()
        return _Key(
            row.at(columns.trace_no), joined(row.at(columns.payer)),
            read_date(day, order) if day and order else None, currency,
        )  # fmt: skip

    def _item(self, row: Row, number: str, currency: str) -> AdviceItem:
        columns = self.columns
        paid = self._minor(row, columns.paid, currency)
        gross = self._minor(row, columns.gross, currency)
        discount = abs(self._minor(row, columns.discount, currency) or 0)
        deduction = abs(self._minor(row, columns.deduction, currency) or 0)
        if paid is None and gross is not None:
            paid = gross - discount - deduction
        return AdviceItem(
            document_no=number, paid_minor=paid, gross_minor=gross, discount_minor=discount,
            deduction_minor=deduction, reason=joined(row.at(columns.reason)) if deduction else "",
        )  # fmt: skip

    def _minor(self, row: Row, column: str, currency: str) -> int | None:
        text = row.at(column)
        if not text:
            return None
        try:
            return marked_minor(text, self.mark, currency, column)
        except Unreadable as wrong:
            self.reading.at(row.number, wrong)
