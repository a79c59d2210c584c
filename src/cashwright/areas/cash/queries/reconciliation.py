"""Does the bank agree with the books? One account as of a day, and every amount they differ by.

Words: what is *outstanding* is on one side only: a line the books do not have, or a movement of the
books that no statement tells. Books plus outstanding is what the bank says, or the rest is named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from cashwright.areas.cash.models import BankAccount, BankStatement
from cashwright.areas.cash.queries.chain import Gap, gaps_of
from cashwright.areas.ledger.models import JournalEntry

OPENING = "bank_opening"
"""The kind of entry that brings the balance an account had before its first statement."""


class Side(StrEnum):
    """Where an outstanding amount stands alone."""

    BANK = "bank"
    BOOKS = "books"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """One amount on one side only; adding it to the books leads to the bank.

    line_id      the line of the statement that it is about, if any
    document_id  the payment, refund or entry it is about, if any
    """

    side: Side
    on: date
    amount_minor: int
    line_id: UUID | None
    document_id: UUID | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """An account as of a day.

    statement_on     the day the last statement by then closed on; None when there is none
    statement_minor  what it closed with
    book_minor       what the ledger has by that day, in the account's currency
    opening_minor    what the account held before its first statement and the books do not have
    gaps             balances of statements that do not follow from each other
    """

    account: BankAccount
    on: date
    statement_on: date | None
    statement_minor: int | None
    book_minor: int
    opening_minor: int
    outstanding: tuple[Outstanding, ...]
    gaps: tuple[Gap, ...]

    @property
    def outstanding_minor(self) -> int:
        return sum(one.amount_minor for one in self.outstanding)

    @property
    def difference_minor(self) -> int | None:
        """What nothing explains; 0 when bank and books agree, None without a statement."""
        if self.statement_minor is None:
            return None
        explained = self.book_minor + self.opening_minor + self.outstanding_minor
        return self.statement_minor - explained


_SIDES = """
WITH told AS (
    SELECT coalesce(payment_id, settles_id, id) AS k, id, booked_on, amount_minor
    FROM cash_bankline
    WHERE bank_account_id = %(account)s AND state <> 'pending' AND booked_on <= %(told)s
      AND currency = %(currency)s
), moved AS (
    SELECT coalesce(l.payment_id, l.settles_id, l.id, e.document_id) AS k, e.id, e.kind,
           p.effective_on, p.amount_minor
    FROM ledger_posting p JOIN ledger_journalentry e ON e.id = p.entry_id
    LEFT JOIN cash_bankline l ON l.id = e.document_id
    WHERE p.account_id = %(ledger)s AND p.entity_id = %(entity)s AND p.currency = %(currency)s
      AND p.effective_on <= %(on)s AND e.kind <> %(opening)s AND p.amount_minor <> 0
)
SELECT k, sum(told), sum(booked), (array_agg(line ORDER BY day DESC) FILTER (WHERE line IS NOT NULL))[1],
       max(day), min(kind)
FROM (SELECT k, amount_minor AS told, 0 AS booked, id AS line, booked_on AS day, NULL AS kind FROM told
      UNION ALL SELECT k, 0, amount_minor, NULL, effective_on, kind FROM moved) AS sides
GROUP BY k HAVING sum(told) <> sum(booked) ORDER BY 5, 1
"""
_BOOKS = """
SELECT coalesce(sum(p.amount_minor), 0)::bigint,
       coalesce(sum(p.amount_minor) FILTER (WHERE e.kind = %(opening)s), 0)::bigint
FROM ledger_posting p JOIN ledger_journalentry e ON e.id = p.entry_id
WHERE p.account_id = %(ledger)s AND p.entity_id = %(entity)s AND p.currency = %(currency)s
  AND p.effective_on <= %(on)s
"""


def reconciliation(account: BankAccount, on: date) -> Reconciliation:
    """What the bank says of an account by a day, what the books say, and what lies between them."""
    statements = _closed(account).filter(closing_on__lte=on)
    last, first = statements.last(), statements.first()
    given: dict[str, Any] = {
        "account": account.pk, "ledger": account.account_id, "entity": account.entity_id,
        "currency": account.currency, "on": on, "told": last.closing_on if last else on,
        "opening": OPENING,
    }  # fmt: skip
    ((book_minor, opened),) = _rows(_BOOKS, given)
    began = (first.opening_minor or 0) if first else 0
    return Reconciliation(
        account=account, on=on, statement_on=last.closing_on if last else None,
        statement_minor=last.closing_minor if last else None, book_minor=book_minor,
        opening_minor=began - opened, outstanding=tuple(_outstanding(given)),
        gaps=tuple(gaps_of(account, on)),
    )  # fmt: skip


def first_statement(account: BankAccount) -> BankStatement | None:
    """The first statement of an account that closes with a balance."""
    return _closed(account).first()


def lacks_opening(account: BankAccount) -> bool:
    """Whether an account held something before its first statement that the books do not have."""
    first = first_statement(account)
    if first is None or not first.opening_minor:
        return False
    return not JournalEntry.objects.filter(document_id=account.pk, kind=OPENING).exists()


def _closed(account: BankAccount) -> QuerySet[BankStatement]:
    rows = BankStatement.objects.filter(
        bank_account=account,
        kind="end_of_day",
        currency=account.currency,
        closing_minor__isnull=False,
    )
    return rows.order_by("closing_on", "pk")


def _outstanding(given: dict[str, Any]) -> Iterator[Outstanding]:
    for key, told, booked, line_id, day, kind in _rows(_SIDES, given):
        side = Side.BANK if told else Side.BOOKS
        document_id = key if key != line_id else None
        yield Outstanding(
            side=side, on=day, amount_minor=int(told - booked), line_id=line_id,
            document_id=document_id,
            what="not in the books yet" if side is Side.BANK else f"told by no statement: {kind}",
        )  # fmt: skip


def _rows(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


_UNIDENTIFIED = """
SELECT p.document_id, min(p.effective_on) AS since, p.currency, -sum(p.amount_minor)::bigint
FROM ledger_posting p JOIN ledger_account a ON a.code = p.account_id AND a.role = 'unidentified'
WHERE p.entity_id = %(entity)s AND p.effective_on <= %(on)s AND p.document_id IS NOT NULL
GROUP BY p.document_id, p.currency HAVING sum(p.amount_minor) <> 0 ORDER BY 2, 1
"""


@dataclass(frozen=True, slots=True)
class UnidentifiedCash:
    """A payment of nobody, as of a day: since when, and how much."""

    payment_id: UUID
    since: date
    currency: str
    amount_minor: int


def unidentified_cash(entity_id: UUID, on: date) -> list[UnidentifiedCash]:
    """Money nobody had claimed on a day, the oldest first: from the ledger, whatever happened since."""
    found = _rows(_UNIDENTIFIED, {"entity": entity_id, "on": on})
    return [UnidentifiedCash(*row) for row in found]


# What has an equal opposite is done: the first with the first, the second with the second.
_CLEARING = """
WITH moved AS (
    SELECT e.id, e.document_id, e.kind, e.memo, p.effective_on, p.currency, p.amount_minor,
           row_number() OVER (PARTITION BY p.currency, p.amount_minor ORDER BY p.effective_on, e.id) AS n
    FROM ledger_posting p JOIN ledger_journalentry e ON e.id = p.entry_id
    JOIN ledger_account a ON a.code = p.account_id AND a.role = 'bank_clearing'
    WHERE p.entity_id = %(entity)s AND p.effective_on <= %(on)s AND p.amount_minor <> 0
)
SELECT id, document_id, kind, memo, effective_on, currency, amount_minor FROM moved one
WHERE NOT EXISTS (SELECT FROM moved other WHERE other.currency = one.currency AND other.n = one.n
                  AND other.amount_minor = -one.amount_minor)
ORDER BY effective_on, id
"""


@dataclass(frozen=True, slots=True)
class InTransit:
    """An amount that went onto the clearing account and has not come off it: debit above zero."""

    entry_id: UUID
    document_id: UUID
    kind: str
    memo: str
    on: date
    currency: str
    amount_minor: int


def in_transit(entity_id: UUID, on: date) -> list[InTransit]:
    """What stands on the clearing account as of a day, the oldest first; together it is the balance.

    An amount is off when an equal one came with the other sign.
    """
    return [InTransit(*row) for row in _rows(_CLEARING, {"entity": entity_id, "on": on})]
