"""How a file is to be read: decided once per file, before its first row is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cashwright.areas.exchange.rules.dates import Order
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.numbers import Mark


@dataclass(frozen=True, slots=True)
class HowToRead:
    """columns     field -> index of the file's column
    mark, order    see numbers.py and dates.py
    whole_keys     fields whose every value ends in `.0`: what a spreadsheet made of whole numbers
    currency       for rows that name none; None refuses them
    no_customer    account for rows that name no customer; None refuses them
    negative_credits  take a negative invoice for a credit note though nothing else says so
    """

    kind: Kind
    columns: Mapping[str, int]
    mark: Mark = Mark.POINT
    order: Order = Order.YMD
    whole_keys: frozenset[str] = field(default_factory=frozenset)
    currency: str | None = None
    no_customer: str | None = None
    negative_credits: bool = False


REQUIRED: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.INVOICES: (
        ("invoice_no",),
        ("account_no", "customer_name"),
        ("issued_on",),
        ("total_amount", "net_amount", "unit_price"),
    ),
    Kind.PAYMENTS: (("account_no", "customer_name"), ("received_on",), ("amount",)),
    Kind.CUSTOMERS: (("account_no", "name"),),
    Kind.CONTRACTS: (("account_no", "customer_name"), ("monthly_amount",)),
}
"""Of each group at least one field needs a column."""

LINE_FIELDS = frozenset({"description", "quantity", "unit_price", "tax_rate", "tax_code"})
"""A file with a column for one of these may bring several rows, its lines, for one invoice."""


def missing(kind: Kind, columns: Mapping[str, int]) -> tuple[str, ...]:
    """The groups no column was found for, as `account_no or customer_name`."""
    return tuple(" or ".join(g) for g in REQUIRED[kind] if not any(name in columns for name in g))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user said about a file; None and empty: find out.

    columns   field -> header of the file, or its position as `#3` (from 1)
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: Order | None = None
    decimal: Mark | None = None
    currency: str | None = None
    no_customer: str | None = None
    negative_credits: bool = False
