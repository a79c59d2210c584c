"""What an invoice comes to, what seals it, and how much of it a credit note may take.

Words: the *content* of a document is its header and lines as issued; its hash is stored with it and
in the journal of facts, so that a later change shows.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cashwright.areas.invoicing.refusals import (
    CreditExceedsLine,
    DueBeforeIssue,
    EmptyInvoice,
    IssueDateBeforeLast,
    NegativeInvoice,
)
from cashwright.kernel.rounding import round_half_up


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line to be invoiced or credited. Quantity and price are scaled: value = scaled / 10**exponent."""

    net_minor: int
    account_code: str
    description: str = ""
    tax_minor: int = 0
    tax_code: str = ""
    tax_rate_ppm: int | None = None
    quantity_scaled: int | None = None
    quantity_exponent: int = 0
    unit_price_scaled: int | None = None
    unit_price_exponent: int = 0
    invoice_line_no: int | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """net + tax = total, in minor units."""

    net_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


def line_net(
    quantity_scaled: int, quantity_exponent: int, price_scaled: int, price_exponent: int, units: int
) -> int:
    """Quantity times unit price in minor units of a currency with `units` decimals, half up once."""
    return round_half_up(
        quantity_scaled * price_scaled * 10**units, 10 ** (quantity_exponent + price_exponent)
    )


def totals(lines: Sequence[LineDraft]) -> Totals:
    """The sums of a document's lines. Raises EmptyInvoice, NegativeInvoice."""
    if not lines:
        raise EmptyInvoice()
    found = Totals(sum(i.net_minor for i in lines), sum(i.tax_minor for i in lines))
    if found.total_minor < 0:
        raise NegativeInvoice(total_minor=found.total_minor)
    return found


def check_dates(issued_on: date, due_on: date) -> None:
    """Raises DueBeforeIssue."""
    if due_on < issued_on:
        raise DueBeforeIssue(issued_on=issued_on, due_on=due_on)


def check_order(issued_on: date, last_issued_on: date | None, series: str) -> None:
    """Numbers follow the issue date (I-13). Raises IssueDateBeforeLast."""
    if last_issued_on is not None and issued_on < last_issued_on:
        raise IssueDateBeforeLast(issued_on=issued_on, last_issued_on=last_issued_on, series=series)


def document_no(prefix: str, year: int, number: int) -> str:
    """INV-2026-000042: prefix, fiscal year, number in the year."""
    return f"{prefix}-{year}-{number:06d}"


def content(header: Sequence[object], lines: Iterable[Sequence[object]]) -> str:
    """The text that is hashed: fields by |, records by newline, None as nothing.

    The frame twin writes the same text for a million documents (frames.content).
    """
    records = [header, *lines]
    return "\n".join("|".join("" if v is None else str(v) for v in record) for record in records)


def content_hash(text: str) -> bytes:
    """SHA-256 of the content."""
    return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Creditable:
    """What is left of one invoice line: net and tax, signed like the line."""

    line_no: int
    net_minor: int
    tax_minor: int
    net_left_minor: int
    tax_left_minor: int


def credit_tax(line: Creditable, net_minor: int) -> int:
    """The tax that goes with crediting `net_minor` of a line; the last credit takes the rest.

    Proportional to what is left, half up, so that partial credits never exceed the line's own tax.
    """
    if abs(net_minor) > abs(line.net_left_minor) or net_minor * line.net_left_minor < 0:
        raise CreditExceedsLine(
            line_no=line.line_no, asked_net_minor=net_minor, left_net_minor=line.net_left_minor
        )
    if line.net_left_minor == 0:
        return 0
    return round_half_up(line.tax_left_minor * abs(net_minor), abs(line.net_left_minor))


def credit_all(lines: Iterable[Creditable]) -> Mapping[int, tuple[int, int]]:
    """Everything that is left, by line number: (net, tax); lines with nothing left are not named."""
    return {
        i.line_no: (i.net_left_minor, i.tax_left_minor)
        for i in lines
        if i.net_left_minor or i.tax_left_minor
    }
