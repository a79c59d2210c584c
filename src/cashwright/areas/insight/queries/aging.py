"""Aging as of any day: the totals from movements, the rows behind them from the documents."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from cashwright.areas.cash.models import Application
from cashwright.areas.collections import frames
from cashwright.areas.collections.rules import Bucket, due_range
from cashwright.areas.insight.queries import facts
from cashwright.areas.insight.rules import AgedBalance, aged_balance
from cashwright.areas.invoicing.models import Invoice
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, DAY, ID, MINOR, TEXT

_OPEN = {"key": ID, "label": TEXT, "currency": CODE, "due_on": DAY, "balance_minor": MINOR}
_CREDITS = {"key": ID, "label": TEXT, "currency": CODE, "unapplied_minor": MINOR}


class By(StrEnum):
    """What the rows of an aging report stand for."""

    CUSTOMER = "customer"
    SEGMENT = "segment"
    PORTFOLIO = "portfolio"


# What a row stands for, as SQL: (key, label, further joins); `c` is the customer.
_BY = {
    By.CUSTOMER: ("c.id", "c.name", ""),
    By.SEGMENT: ("s.id", "s.name", "LEFT JOIN parties_segment s ON s.id = c.segment_id"),
    By.PORTFOLIO: ("p.id", "p.name", "LEFT JOIN parties_portfolio p ON p.id = c.portfolio_id"),
}


@dataclass(frozen=True, slots=True)
class AgingRow:
    """The aged balance of one customer, segment or portfolio; key and label empty for "none"."""

    key: str
    label: str
    aged: AgedBalance


@dataclass(frozen=True, slots=True)
class AgingReport:
    """One currency; the rows sum to `total` in every column."""

    currency: str
    as_of: date
    by: By
    rows: tuple[AgingRow, ...]
    total: AgedBalance


def aged_balances(entity_id: UUID, as_of: date) -> dict[str, AgedBalance]:
    """The aged balance as of a day, by currency. Cost: days with movements, not documents."""
    credits_ = facts.unapplied(entity_id, as_of)
    open_by_currency: dict[str, list[tuple[date, int]]] = {code: [] for code in credits_}
    for currency, _, due_on, balance in facts.balances_by_due_date(entity_id, as_of):
        open_by_currency.setdefault(currency, []).append((due_on, balance))
    return {
        currency: aged_balance(items, as_of, unapplied_minor=credits_.get(currency, 0))
        for currency, items in sorted(open_by_currency.items())
    }


def aging(entity_id: UUID, as_of: date, by: By = By.CUSTOMER) -> list[AgingReport]:
    """Who owes what, how late, as of a day: one report a currency, largest balance first."""
    aged = frames.age(_open_by_key(entity_id, as_of, by).lazy(), as_of).collect()
    reports: dict[str, dict[str, tuple[str, dict[Bucket, int], int]]] = {}
    sums = aged.group_by("currency", "key", "label", "bucket").agg(pl.col("balance_minor").sum())
    for currency, key, label, name, balance in sums.iter_rows():
        rows = reports.setdefault(currency, {})
        buckets = rows.setdefault(key or "", (label or "", dict.fromkeys(Bucket, 0), 0))[1]
        buckets[Bucket(name)] = balance
    for currency, key, label, credit in _unapplied_by_key(entity_id, as_of, by).iter_rows():
        rows = reports.setdefault(currency, {})
        known = rows.get(key or "", (label or "", dict.fromkeys(Bucket, 0), 0))
        rows[key or ""] = (known[0], known[1], credit)
    return [_report(currency, as_of, by, rows) for currency, rows in sorted(reports.items())]


def _report(
    currency: str, as_of: date, by: By, rows: dict[str, tuple[str, dict[Bucket, int], int]]
) -> AgingReport:
    made = [
        AgingRow(key, label, AgedBalance(buckets, credit))
        for key, (label, buckets, credit) in rows.items()
    ]
    made.sort(key=lambda row: (-row.aged.open_minor, row.label, row.key))
    total = AgedBalance(
        {name: sum(row.aged.by_bucket[name] for row in made) for name in Bucket},
        sum(row.aged.unapplied_minor for row in made),
    )
    return AgingReport(currency, as_of, by, tuple(made), total)


# The balance of each invoice as of a day, from whichever side has fewer applications to add up.
_BACK_FROM_NOW = """
    SELECT i.customer_id, i.currency, i.due_on,
           i.balance_minor + coalesce(later.amount, 0) AS balance_minor
    FROM invoicing_invoice i
    LEFT JOIN (SELECT invoice_id, sum(amount_minor) AS amount FROM cash_application
               WHERE entity_id = %(entity)s AND applied_on > %(as_of)s
               GROUP BY invoice_id) AS later ON later.invoice_id = i.id
    WHERE i.entity_id = %(entity)s AND i.issued_on <= %(as_of)s
      AND (i.balance_minor > 0 OR i.last_applied_on > %(as_of)s)
"""
_UP_TO_THEN = """
    SELECT i.customer_id, i.currency, i.due_on,
           i.total_minor - coalesce(earlier.amount, 0) AS balance_minor
    FROM invoicing_invoice i
    LEFT JOIN (SELECT invoice_id, sum(amount_minor) AS amount FROM cash_application
               WHERE entity_id = %(entity)s AND applied_on <= %(as_of)s
               GROUP BY invoice_id) AS earlier ON earlier.invoice_id = i.id
    WHERE i.entity_id = %(entity)s AND i.issued_on <= %(as_of)s
      AND i.state NOT IN ('draft', 'discarded')
"""


def _balances(entity_id: UUID, as_of: date) -> str:
    """The statement that reads less: applications before the middle of their time, or after it."""
    span = Application.objects.filter(entity_id=entity_id).aggregate(
        first=Min("applied_on"), last=Max("applied_on")
    )
    if span["first"] is None:
        return _BACK_FROM_NOW
    middle = span["first"] + (span["last"] - span["first"]) / 2
    return _UP_TO_THEN if as_of < middle else _BACK_FROM_NOW


def _open_by_key(entity_id: UUID, as_of: date, by: By) -> pl.DataFrame:
    key, label, joins = _BY[by]
    sql = (
        f"SELECT {key} AS key, {label} AS label, o.currency, o.due_on,"  # noqa: S608 - constants
        " sum(o.balance_minor)::bigint AS balance_minor FROM ("
        "  SELECT customer_id, currency, due_on, sum(balance_minor) AS balance_minor"
        f"  FROM ({_balances(entity_id, as_of)}) AS each_invoice GROUP BY 1, 2, 3"
        f") AS o JOIN parties_customer c ON c.id = o.customer_id {joins}"
        " GROUP BY 1, 2, 3, 4 HAVING sum(o.balance_minor) <> 0"
    )
    return read_frame(sql, {"entity": entity_id, "as_of": as_of}, schema=_OPEN)


def _unapplied_by_key(entity_id: UUID, as_of: date, by: By) -> pl.DataFrame:
    key, label, joins = _BY[by]
    sql = (
        f"SELECT {key} AS key, {label} AS label, credit.currency,"  # noqa: S608 - constants
        " sum(credit.amount_minor)::bigint AS unapplied_minor FROM ("
        "  SELECT customer_id, currency, sum(amount_minor) AS amount_minor FROM ledger_posting"
        "  WHERE entity_id = %(entity)s AND effective_on <= %(as_of)s"
        "    AND account_id = (SELECT code FROM ledger_account WHERE role = 'customer_credit')"
        "  GROUP BY 1, 2 HAVING sum(amount_minor) <> 0"
        f") AS credit JOIN parties_customer c ON c.id = credit.customer_id {joins}"
        " GROUP BY 1, 2, 3"
    )
    return read_frame(sql, {"entity": entity_id, "as_of": as_of}, schema=_CREDITS).select(
        "currency", "key", "label", "unapplied_minor"
    )


def open_items(
    entity_id: UUID,
    as_of: date,
    *,
    currency: str | None = None,
    bucket: Bucket | None = None,
    customer_id: UUID | None = None,
) -> QuerySet[Invoice]:
    """The invoices open as of a day, each with `balance_on_minor`: the rows behind an aging cell.

    bucket   as of that same day; the rows of all buckets sum to A/R
    """
    later = (
        Application.objects.filter(invoice_id=OuterRef("pk"), applied_on__gt=as_of)
        .order_by()
        .values("invoice_id")
        .annotate(amount=Sum("amount_minor"))
        .values("amount")
    )
    wanted: dict[str, Any] = {"entity_id": entity_id, "issued_on__lte": as_of}
    if currency is not None:
        wanted["currency"] = currency
    if customer_id is not None:
        wanted["customer_id"] = customer_id
    if bucket is not None:
        earliest, latest = due_range(bucket, as_of)
        wanted |= {"due_on__gte": earliest} if earliest else {}
        wanted |= {"due_on__lte": latest} if latest else {}
    return (
        Invoice.objects.filter(Q(balance_minor__gt=0) | Q(last_applied_on__gt=as_of), **wanted)
        .annotate(balance_on_minor=F("balance_minor") + Coalesce(Subquery(later), Value(0)))
        .filter(balance_on_minor__gt=0)
    )
