"""Aging, open items and KPIs of one legal entity as of a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from cashwright.areas.collections.rules import Bucket, age, bucket
from cashwright.areas.insight import queries
from cashwright.areas.insight.definitions import Unit
from cashwright.areas.insight.rules import Figure, rounded
from cashwright.areas.parties.queries import customer_by_account
from cashwright.kernel.currencies import format_minor
from cashwright.surfaces.cli.reports.sheet import Column, Sheet

if TYPE_CHECKING:
    from cashwright.areas.parties.models import LegalEntity

_BUCKETS = {
    Bucket.CURRENT: "not_due",
    Bucket.DAYS_1_30: "1_30",
    Bucket.DAYS_31_60: "31_60",
    Bucket.DAYS_61_90: "61_90",
    Bucket.DAYS_91_120: "91_120",
    Bucket.OVER_120: "over_120",
}
"""What machines call the buckets."""


def aging(entity: LegalEntity, as_of: date) -> Sheet:
    """One row a currency; empty buckets are left out of the JSON value."""
    totals = queries.aged_balances(entity.pk, as_of)
    counts = _counts(entity, as_of)
    rows, value = [], []
    for code, aged in totals.items():
        amounts = [format_minor(minor, code) for minor in aged.by_bucket.values()]
        open_total = format_minor(aged.open_minor, code)
        credit = format_minor(aged.unapplied_minor, code)
        rows.append([entity.code, str(as_of), code, *amounts, open_total, credit])
        value.append(
            {
                "as_of": as_of.isoformat(),
                "entity": entity.code,
                "currency": code,
                "buckets": {
                    _BUCKETS[name]: {
                        "invoices": counts[code, name],
                        "amount": format_minor(minor, code),
                    }
                    for name, minor in aged.by_bucket.items()
                    if counts[code, name]
                },
                "open_total": open_total,
                "unapplied": credit,
            }
        )
    columns = [
        Column("entity"), Column("as_of"), Column("currency"),
        *(Column(name, is_number=True) for name in (*_BUCKETS.values(), "open_total", "unapplied")),
    ]  # fmt: skip
    return Sheet(f"Aging of {entity.name} as of {as_of}", columns, rows, value)


def _counts(entity: LegalEntity, as_of: date) -> dict[tuple[str, Bucket], int]:
    """How many invoices are open, by currency and bucket."""
    found: dict[tuple[str, Bucket], int] = defaultdict(int)
    items = queries.open_items(entity.pk, as_of).order_by()
    for code, due_on, count in items.values_list("currency", "due_on").annotate(Count("pk")):
        found[code, bucket(due_on, as_of)] += count
    return found


def open_items(entity: LegalEntity, as_of: date, account_no: str) -> Sheet:
    """One row an invoice, oldest due first; of one customer or of all."""
    customer_id = customer_by_account(entity.pk, account_no).pk if account_no else None
    items = queries.open_items(entity.pk, as_of, customer_id=customer_id)
    fields = (
        "document_no", "customer__account_no", "customer__name", "issued_on", "due_on", "currency",
        "total_minor", "balance_on_minor",
    )  # fmt: skip
    found = list(items.order_by("currency", "due_on", "document_no").values_list(*fields))
    rows = [
        [
            number, account, name, str(issued_on), str(due_on), str(age(due_on, as_of)),
            _BUCKETS[bucket(due_on, as_of)], code, format_minor(total, code),
            format_minor(balance, code),
        ]
        for number, account, name, issued_on, due_on, code, total, balance in found
    ]  # fmt: skip
    columns = [
        Column("invoice_no"), Column("account_no"), Column("customer"), Column("issued_on"),
        Column("due_on"), Column("days_past_due", is_number=True), Column("bucket"),
        Column("currency"), Column("total", is_number=True), Column("balance", is_number=True),
    ]  # fmt: skip
    sums: dict[str, int] = defaultdict(int)
    for *_, code, _, balance in found:
        sums[code] += balance
    value: dict[str, Any] = {
        "as_of": as_of.isoformat(),
        "entity": entity.code,
        "open_total": {code: format_minor(minor, code) for code, minor in sums.items()},
        "items": [_item(dict(zip((c.name for c in columns), row, strict=True))) for row in rows],
    }
    return Sheet(f"Open items of {entity.name} as of {as_of}", columns, rows, [value])


def _item(row: dict[str, str]) -> dict[str, str | int]:
    return {**row, "days_past_due": int(row["days_past_due"])}


def kpis(entity: LegalEntity, as_of: date) -> Sheet:
    """One row a figure and currency, with the formula that made it."""
    rows, value = [], []
    for found in queries.kpis(entity.pk, as_of):
        figures = {figure.definition.key: _figure(figure) for figure in found.figures}
        rows += [
            [entity.code, found.currency, told["name"], told["value"] or "-", told["unit"],
             told["workings"]]
            for told in figures.values()
        ]  # fmt: skip
        value.append(
            {
                "as_of": as_of.isoformat(),
                "entity": entity.code,
                "currency": found.currency,
                "kpis": figures,
            }
        )
    columns = [
        Column("entity"), Column("currency"), Column("figure"), Column("value", is_number=True),
        Column("unit"), Column("workings"),
    ]  # fmt: skip
    return Sheet(f"Figures of {entity.name} as of {as_of}", columns, rows, value)


def _figure(figure: Figure) -> dict[str, Any]:
    of = figure.definition
    text: str | None = None
    if figure.value is not None:
        exact = rounded(figure.value, 0 if of.unit is Unit.MONEY else 2)
        text = format_minor(int(exact), figure.currency) if of.unit is Unit.MONEY else str(exact)
    return {
        "name": of.name,
        "value": text,
        "unit": str(of.unit),
        "formula": of.formula,
        "workings": figure.workings,
        "flags": [str(flag) for flag in figure.flags],
    }
