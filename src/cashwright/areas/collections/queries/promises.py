"""Reading promises: what is promised as of a day, what came of it, how often a customer keeps one."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Greatest, Least

from cashwright.areas.access.queries import Asker, found, scoped
from cashwright.areas.collections.frames.promises import PROMISE_FACTS
from cashwright.areas.collections.models import Promise
from cashwright.areas.collections.rules.promises import Judged, KeptRate, kept_rate_of
from cashwright.areas.collections.states import PromiseState
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import DAY, ID

PROMISED = {"invoice_id": ID, "promised_until": DAY}
JUDGED = (PromiseState.KEPT, PromiseState.PARTLY, PromiseState.BROKEN)

_PROMISED = """
SELECT k.invoice_id, max(p.kept_until) AS promised_until
FROM collections_promise p JOIN collections_promiseitem k ON k.promise_id = p.id
WHERE p.entity_id = %(entity)s AND p.promised_on <= %(on)s AND p.kept_until >= %(on)s
  AND (p.judged_on IS NULL OR p.judged_on > %(on)s)
  AND (%(customers)s::uuid[] IS NULL OR p.customer_id = ANY(%(customers)s::uuid[]))
GROUP BY k.invoice_id
"""

# Money that came since: applied after the day of the promise, or on it and after it was noted (ids
# are in the order in which rows were made). What undoes an application counts with what it undoes.
# What is credited or written off is no money, and is not expected any more either.
_FACTS = """
WITH parts AS (
    SELECT p.id AS promise_id, k.amount_minor, i.total_minor,
           p.kept_until, p.promised_on, k.invoice_id
    FROM collections_promise p
    JOIN collections_promiseitem k ON k.promise_id = p.id
    JOIN invoicing_invoice i ON i.id = k.invoice_id
    WHERE p.entity_id = %(entity)s AND p.state = 'open' AND p.promised_on <= %(on)s
      AND (%(promises)s::uuid[] IS NULL OR p.id = ANY(%(promises)s::uuid[]))
), came AS (
    SELECT t.promise_id, t.invoice_id,
           sum(a.amount_minor) AS applied_minor,
           sum(a.amount_minor) FILTER (WHERE s.is_money) AS since_minor,
           sum(a.amount_minor) FILTER (WHERE s.is_money AND a.applied_on <= t.kept_until) AS in_time_minor
    FROM parts t
    JOIN cash_application a ON a.invoice_id = t.invoice_id AND a.applied_on <= %(on)s
    LEFT JOIN cash_application o ON o.id = a.reverses_id
    CROSS JOIN LATERAL (
        SELECT a.source_kind IN ('payment', 'difference')
           AND (coalesce(o.applied_on, a.applied_on) > t.promised_on
                OR coalesce(o.applied_on, a.applied_on) = t.promised_on
                   AND coalesce(o.id, a.id) > t.promise_id) AS is_money
    ) s
    GROUP BY t.promise_id, t.invoice_id
), sums AS (
    SELECT t.promise_id,
           sum(least(t.amount_minor, greatest(0,
               coalesce(c.since_minor, 0) + t.total_minor - coalesce(c.applied_minor, 0))))::bigint
               AS expected_minor,
           sum(coalesce(c.in_time_minor, 0))::bigint AS paid_minor
    FROM parts t LEFT JOIN came c USING (promise_id, invoice_id)
    GROUP BY t.promise_id
)
SELECT p.id AS promise_id, p.customer_id, p.currency, p.amount_minor, p.kept_until,
       s.expected_minor, s.paid_minor
FROM sums s JOIN collections_promise p ON p.id = s.promise_id
ORDER BY p.id
"""


def promised(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None = None
) -> pl.DataFrame:
    """PROMISED: the invoices of which a promise was open as of a day, with its last day."""
    params = {"entity": entity_id, "on": on, "customers": _listed(customer_ids)}
    return read_frame(_PROMISED, params, schema=PROMISED)


def promise_facts(
    entity_id: UUID, on: date, promise_ids: Collection[UUID] | None = None
) -> pl.DataFrame:
    """PROMISE_FACTS of the promises that are open: what is expected of each, what came in time."""
    params = {"entity": entity_id, "on": on, "promises": _listed(promise_ids)}
    return read_frame(_FACTS, params, schema=PROMISE_FACTS)


def kept_rate(
    customer_ids: Collection[UUID], on: date, *, since: date | None = None
) -> dict[UUID, KeptRate]:
    """How each customer keeps promises, of those due from `since` to `on` and judged by then (F14).

    Everybody asked for is in the answer; who never promised has a rate without anything in it.
    """
    rows = Promise.objects.filter(customer_id__in=customer_ids)
    told: dict[UUID, list[Judged]] = {customer_id: [] for customer_id in customer_ids}
    for customer_id, one in _judged(rows, on, since):
        told[customer_id].append(one)
    return {customer_id: kept_rate_of(ones) for customer_id, ones in told.items()}


def kept_rate_over(rows: QuerySet[Promise], on: date, *, since: date | None = None) -> KeptRate:
    """The rate of a whole set of promises, such as a book's, due from `since` to `on`; one query."""
    in_time = Least(Greatest("paid_minor", 0), "amount_minor")
    grouped = _due(rows, on, since).values_list("state", "currency")
    told: list[tuple[Any, ...]] = list(
        grouped.annotate(count=Count("pk"), promised=Sum("amount_minor"), came=Sum(in_time))
    )
    counts: Counter[str] = Counter()
    amounts: dict[str, tuple[int, int]] = {}
    for state, currency, count, promised_minor, paid_minor in told:
        counts[state] += count
        before, paid = amounts.get(currency, (0, 0))
        amounts[currency] = before + promised_minor, paid + paid_minor
    kept, partly, broken = (counts[state] for state in JUDGED)
    return KeptRate(kept=kept, partly=partly, broken=broken, amounts=amounts)


def _judged(rows: QuerySet[Promise], on: date, since: date | None) -> list[tuple[UUID, Judged]]:
    values = _due(rows, on, since).values_list(
        "customer_id", "state", "currency", "amount_minor", "paid_minor"
    )
    return [
        (customer_id, Judged(PromiseState(state), currency, amount, paid))
        for customer_id, state, currency, amount, paid in values
    ]


def _due(rows: QuerySet[Promise], on: date, since: date | None) -> QuerySet[Promise]:
    due = rows.filter(due_on__lte=on, judged_on__lte=on, state__in=JUDGED).order_by()
    return due if since is None else due.filter(due_on__gte=since)


def promises_for(user: Asker, permission: str = "collections.read") -> QuerySet[Promise]:
    """The promises `user` may see."""
    return scoped(Promise.objects.select_related("customer", "entity"), user, permission)


def promise_for(user: Asker, promise_id: UUID, permission: str = "collections.read") -> Promise:
    """One promise. Raises NotFound when there is none in the asker's scope."""
    rows = Promise.objects.select_related("customer", "entity", "superseded_by")
    return found(rows, user, permission, promise_id, document="promise")


def promises_of(customer_id: UUID) -> QuerySet[Promise]:
    """What a customer promised, the latest first, with the invoices."""
    rows = Promise.objects.filter(customer_id=customer_id).prefetch_related("items__invoice")
    return rows.order_by("-promised_on", "-pk")


def _listed(ids: Collection[UUID] | None) -> list[UUID] | None:
    return None if ids is None else list(ids)
