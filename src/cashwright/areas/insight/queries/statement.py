"""The statement of a customer, by currency: what moved what they owe, or what is open as of a day.

What moved is read from the ledger: receivables and customer credits of one customer, so it ties out
by nature. An application moves nothing, unless one customer paid for another. What is open are the
invoices as of the day, less the credit that is applied to none: both close with the same figure.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from cashwright.areas.insight.queries.aging import open_items

_OWN = """
FROM ledger_posting p JOIN ledger_account a ON a.code = p.account_id
WHERE p.entity_id = %(entity)s AND p.customer_id = %(customer)s
  AND a.role IN ('receivable', 'customer_credit')
"""

_CREDIT = """
SELECT p.currency, sum(p.amount_minor)::bigint
FROM ledger_posting p JOIN ledger_account a ON a.code = p.account_id
WHERE p.entity_id = %(entity)s AND p.customer_id = %(customer)s AND a.role = 'customer_credit'
  AND p.effective_on <= %(on)s
GROUP BY p.currency HAVING sum(p.amount_minor) <> 0
"""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry. `amount_minor` > 0: the customer owes more; `balance_minor` is what is owed then."""

    moved_on: date
    kind: str
    document_id: UUID
    text: str
    amount_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One currency, from the morning of `from_on` to the evening of `until_on`."""

    currency: str
    from_on: date
    until_on: date
    opening_minor: int
    lines: tuple[StatementLine, ...]
    closing_minor: int


def customer_statement(
    entity_id: UUID, customer_id: UUID, from_on: date, until_on: date
) -> list[Statement]:
    """One statement a currency that ever moved by `until_on`; opening and lines sum to closing."""
    given = {"entity": entity_id, "customer": customer_id, "from": from_on, "until": until_on}
    opening: dict[str, int] = dict(
        _rows(
            "SELECT p.currency, coalesce(sum(p.amount_minor)"
            " FILTER (WHERE p.effective_on < %(from)s), 0)::bigint"
            f"{_OWN} AND p.effective_on <= %(until)s GROUP BY p.currency ORDER BY p.currency",
            given,
        )
    )
    moved = _rows(
        "SELECT m.currency, e.effective_on, e.kind, e.document_id, e.memo, m.amount"  # noqa: S608
        " FROM (SELECT p.entry_id, p.currency, sum(p.amount_minor)::bigint AS amount"
        f"      {_OWN} AND p.effective_on BETWEEN %(from)s AND %(until)s"
        "       GROUP BY p.entry_id, p.currency HAVING sum(p.amount_minor) <> 0) AS m"
        " JOIN ledger_journalentry e ON e.id = m.entry_id"
        " ORDER BY m.currency, e.effective_on, e.id",
        given,
    )
    return [
        _statement(
            currency, from_on, until_on, minor, [row[1:] for row in moved if row[0] == currency]
        )
        for currency, minor in opening.items()
    ]


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One invoice that is open as of the day."""

    document_id: UUID
    document_no: str
    issued_on: date
    due_on: date
    total_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class OpenStatement:
    """One currency as of the evening of `on`. `credit_minor` <= 0 is applied to no invoice yet."""

    currency: str
    on: date
    lines: tuple[OpenLine, ...]
    credit_minor: int
    closing_minor: int


def open_statement(entity_id: UUID, customer_id: UUID, on: date) -> list[OpenStatement]:
    """What is open as of a day, the oldest due first; a currency without anything is left out."""
    rows = open_items(entity_id, on, customer_id=customer_id).order_by("due_on", "issued_on", "pk")
    lines: dict[str, list[OpenLine]] = {}
    for pk, number, issued, due, total, balance, code in rows.values_list(
        "pk", "document_no", "issued_on", "due_on", "total_minor", F("balance_on_minor"), "currency"
    ):
        line = OpenLine(pk, number or "", issued, due, int(total), int(balance))
        lines.setdefault(code, []).append(line)
    given = {"entity": entity_id, "customer": customer_id, "on": on}
    credit: dict[str, int] = dict(_rows(_CREDIT, given))
    return [
        OpenStatement(
            code, on, tuple(lines.get(code, ())), credit.get(code, 0),
            sum(line.balance_minor for line in lines.get(code, ())) + credit.get(code, 0),
        )
        for code in sorted(lines.keys() | credit.keys())
    ]  # fmt: skip


def _statement(
    currency: str, from_on: date, until_on: date, opening: int, moved: list[tuple[Any, ...]]
) -> Statement:
    lines, balance = list[StatementLine](), opening
    for moved_on, kind, document_id, text, amount in moved:
        balance += amount
        lines.append(StatementLine(moved_on, kind, document_id, text, amount, balance))
    return Statement(currency, from_on, until_on, opening, tuple(lines), balance)


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
