"""Signs of strain counted per customer: paying days on which something was left open, payments taken back."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import polars as pl

from cashwright.areas.credit.policies import DriftPolicy
from cashwright.areas.credit.rules.signs import COUNT_MIN
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import no_rows

SIGNS_BEFORE = timedelta(days=365)  # how long before the latest ones the usual number is taken from
COUNTED = {"customer_id": pl.String, "late": pl.Int64, "before": pl.Int64}

# A day counts once however many invoices were paid in part. What is disputed is held back on purpose.
_PARTLY = """
SELECT a.customer_id, a.applied_on
FROM cash_application a JOIN invoicing_invoice i ON i.id = a.invoice_id
WHERE a.entity_id = %(entity)s AND a.applied_on > %(from)s AND a.applied_on <= %(on)s
  AND a.source_kind = 'payment' AND a.amount_minor BETWEEN 1 AND i.total_minor - 1
  AND {whose}
  AND NOT EXISTS (SELECT FROM cash_application u WHERE u.reverses_id = a.id AND u.applied_on <= %(on)s)
  AND NOT EXISTS (SELECT FROM disputes_dispute d WHERE d.invoice_id = i.id AND d.opened_on <= %(on)s)
  AND (SELECT sum(s.amount_minor) FROM cash_application s
       WHERE s.invoice_id = i.id AND s.applied_on <= a.applied_on) < i.total_minor
GROUP BY a.customer_id, a.applied_on
"""
_RETURNED = """
SELECT customer_id, count(*) FILTER (WHERE returned_on > %(since)s) AS late,
       count(*) FILTER (WHERE returned_on <= %(since)s) AS before
FROM payments_payment
WHERE entity_id = %(entity)s AND state = 'returned' AND customer_id IS NOT NULL
  AND returned_on > %(before)s AND returned_on <= %(on)s
GROUP BY customer_id
"""
_DAYS = {"customer_id": pl.String, "applied_on": pl.Date}


def paid_in_part(
    entity_id: UUID, on: date, policy: DriftPolicy, excused: Collection[UUID]
) -> pl.DataFrame:
    """COUNTED: days within `signal_days` on which a customer paid in part, and in the year before.

    Only of customers with enough of them lately to be spoken of; `excused` are left out.
    """
    asked = _asked(entity_id, on, policy)
    lately = read_frame(
        _PARTLY.format(whose="true"), asked | {"from": asked["since"]}, schema=_DAYS
    )
    many = lately.group_by("customer_id").agg(late=pl.len().cast(pl.Int64))
    many = many.filter(
        pl.col("late") >= COUNT_MIN, ~pl.col("customer_id").is_in([str(each) for each in excused])
    )
    if many.is_empty():
        return no_rows(COUNTED)
    theirs = asked | {"from": asked["before"], "ids": many["customer_id"].to_list()}
    whole = read_frame(
        _PARTLY.format(whose="a.customer_id = ANY(%(ids)s::uuid[])"), theirs, schema=_DAYS
    )
    counted = whole.group_by("customer_id").agg(count=pl.len().cast(pl.Int64))
    return many.join(counted, on="customer_id").select(
        "customer_id", "late", before=pl.col("count") - pl.col("late")
    )


def taken_back(entity_id: UUID, on: date, policy: DriftPolicy) -> pl.DataFrame:
    """COUNTED: payments the bank took back within `signal_days`, and in the year before."""
    return read_frame(_RETURNED, _asked(entity_id, on, policy), schema=COUNTED)


def _asked(entity_id: UUID, on: date, policy: DriftPolicy) -> dict[str, Any]:
    since = on - timedelta(policy.signal_days)
    return {"entity": entity_id, "on": on, "since": since, "before": since - SIGNS_BEFORE}
