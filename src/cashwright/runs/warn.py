"""Warning: who began to pay worse becomes a person's task, and every customer's risk is told anew.

A step of the day, after cash was applied and promises were judged, before anybody is reminded: the
ladder a customer climbs today is that of the risk they are today. On days off nobody looks, and no
ladder goes on.
"""

from datetime import date, timedelta
from functools import partial
from uuid import UUID

import polars as pl
from django.db.models import Q

from cashwright.areas.collections.models import PaymentPlan
from cashwright.areas.credit.policies import DriftPolicy, RiskPolicy
from cashwright.areas.credit.queries import (
    behavior,
    drift,
    drift_policy,
    risk_policy,
    standing_alerts,
)
from cashwright.areas.credit.rules import Behavior, Rating, rate
from cashwright.areas.credit.services import note_drift, rate_customers
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.areas.parties.models import LegalEntity
from cashwright.columns.copy import read_frame
from cashwright.kernel.business_days import is_business_day
from cashwright.runs.harness import Job, Tally

STEP = "warn"
_PROMISES = """
SELECT customer_id, count(*) FILTER (WHERE state = 'kept') AS kept,
       count(*) FILTER (WHERE state IN ('broken', 'partly')) AS broken,
       count(*) FILTER (WHERE state IN ('broken', 'partly') AND judged_on > %(since)s) AS late
FROM collections_promise
WHERE entity_id = %(entity)s AND judged_on > %(year)s AND judged_on <= %(on)s
  AND state IN ('kept', 'partly', 'broken')
GROUP BY customer_id
"""
PROMISES = {
    "customer_id": pl.String, "kept": pl.Int64, "broken": pl.Int64, "late": pl.Int64,
}  # fmt: skip


def warn(job: Job) -> None:
    """Look at how everybody pays, once a day; note what changed."""
    if (STEP, 0) in job.done or not _is_looked_at(job):
        return
    looked, weighed = drift_policy(job.entity_id, job.on), risk_policy(job.entity_id, job.on)
    job.once(STEP, 0, partial(_work, job, looked, weighed))


def _is_looked_at(job: Job) -> bool:
    """On a business day, once anything was to be paid: before, nobody's way of paying is known."""
    entity = LegalEntity.objects.only("calendar", "country").get(pk=job.entity_id)
    if not is_business_day(job.on, entity.calendar or entity.country):
        return False
    fallen = Invoice.objects.filter(entity_id=job.entity_id, due_on__lt=job.on)
    return fallen.exclude(state__in=(InvoiceState.DRAFT, InvoiceState.DISCARDED)).exists()


def _work(job: Job, looked: DriftPolicy, weighed: RiskPolicy) -> Tally:
    year = job.on - timedelta(365 + looked.signal_days)
    asked = {
        "entity": job.entity_id, "on": job.on, "since": job.on - timedelta(looked.signal_days),
        "year": year,
    }  # fmt: skip
    promises = read_frame(_PROMISES, asked, schema=PROMISES)
    broken = promises.with_columns(before=pl.col("broken") - pl.col("late"))
    found = drift(job.entity_id, job.on, looked, broken, excused=_on_plans(job, year))
    noted = note_drift(found.warned, entity_id=job.entity_id, on=job.on, by=job.by, policy=looked)
    known = behavior(job.entity_id, job.on).join(found.typical, on="customer_id", how="left")
    ratings = _rated(job, known.join(promises, on="customer_id", how="left"), weighed)
    changed = rate_customers(
        ratings, entity_id=job.entity_id, on=job.on, by=job.by, policy_version=weighed.version
    )
    return Tally.of(warned=noted, rated=changed)


def _on_plans(job: Job, since: date) -> set[UUID]:
    """Who pays in part because that was agreed, on any day looked at."""
    plans = PaymentPlan.objects.filter(entity_id=job.entity_id, agreed_on__lte=job.on)
    running = plans.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=since))
    return set(running.values_list("customer_id", flat=True))


def _rated(job: Job, known: pl.DataFrame, policy: RiskPolicy) -> dict[UUID, Rating]:
    warned = set(standing_alerts(job.entity_id, job.on).values_list("customer_id", flat=True))
    return {
        UUID(row["customer_id"]): rate(
            Behavior(
                typical_days=row["typical_days"], open_minor=row["open_minor"],
                late_minor=row["late_minor"], is_warned=UUID(row["customer_id"]) in warned,
                promises_broken=row["broken"] or 0, promises_kept=row["kept"] or 0,
                written_off_count=row["written_off"], is_held=row["is_held"],
            ),
            policy,
        )
        for row in known.iter_rows(named=True)
    }  # fmt: skip
