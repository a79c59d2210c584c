"""Who pays worse on a day, by all detectors: the plan of the step that warns."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import polars as pl
from django.db.models import Max, QuerySet

from cashwright.areas.credit import frames
from cashwright.areas.credit.frames.schemas import WARNED
from cashwright.areas.credit.models import DriftAlert
from cashwright.areas.credit.policies import Detector, DriftPolicy
from cashwright.areas.credit.queries.paying import invoices_paid, segments
from cashwright.areas.credit.queries.strain import SIGNS_BEFORE, paid_in_part, taken_back
from cashwright.areas.credit.rules import signal_drift
from cashwright.columns.dtypes import no_rows

HABIT_LAG = timedelta(days=30)  # a habit is known from what was paid before the last month
NEWS = timedelta(days=14)  # what was paid longer ago is no news any more


@dataclass(frozen=True, slots=True)
class Found:
    """What a day's look found. `paid`: customer_id | typical_days of everybody who ever paid."""

    warned: pl.DataFrame
    typical: pl.DataFrame


def standing_alerts(entity_id: UUID, on: date) -> QuerySet[DriftAlert]:
    """The warnings whose cooldown lasts on a day, noted by then."""
    rows = DriftAlert.objects.filter(entity_id=entity_id, noted_on__lte=on)
    return rows.filter(cooldown_until__gte=on)


def told_alerts(user_id: UUID, on: date) -> QuerySet[DriftAlert]:
    """The standing warnings that the owner of the accounts was told of, the latest first."""
    rows = DriftAlert.objects.filter(told_id=user_id, noted_on__lte=on, cooldown_until__gte=on)
    return rows.select_related("customer").order_by("-noted_on", "-pk")


def alert_of(customer_id: UUID, on: date) -> DriftAlert | None:
    """The warning about one customer whose cooldown lasts on a day."""
    rows = DriftAlert.objects.filter(customer_id=customer_id, noted_on__lte=on)
    return rows.filter(cooldown_until__gte=on).select_related("told").order_by("-noted_on").first()


def drift(
    entity_id: UUID, on: date, policy: DriftPolicy, broken: pl.DataFrame,
    excused: Collection[UUID] = (),
) -> Found:  # fmt: skip
    """Everybody who pays worse by the end of `on`, whether they were spoken of before or not.

    broken   customer_id | late | before Int64: promises broken within `signal_days` and before
    excused  customers who agreed to pay in part
    returns  Found with WARNED, one row per customer: what was paid tells first, then what is open
    """
    invoices = invoices_paid(entity_id, on).lazy()
    payings = frames.payings(invoices).collect()
    customers = segments(entity_id)
    raw = frames.raw_habits(payings.lazy()).collect()
    known = raw.filter(pl.col("count") >= policy.history_min).lazy()
    alike = frames.priors(known, customers.lazy()).collect()
    priors = frames.with_prior(
        payings.lazy().select("customer_id").unique(), customers.lazy(), alike
    ).collect()
    alone = frames.spikes_of(
        payings.lazy().join(known.select("customer_id"), on="customer_id", how="semi")
    ).alone_tells
    told = [
        _paid(payings, priors, entity_id, on, policy, alone_tells=alone),
        _open(invoices, payings, priors, on, policy),
        _signals(Detector.PROMISES, broken, policy),
        _signals(Detector.PARTIALS, paid_in_part(entity_id, on, policy, excused), policy),
        _signals(Detector.FAILED, taken_back(entity_id, on, policy), policy),
    ]
    warned = pl.concat(told).unique("customer_id", keep="first", maintain_order=True)
    typical = raw.select("customer_id", typical_days=pl.col("own_typical"))
    return Found(warned.sort("customer_id"), typical)


def _paid(
    payings: pl.DataFrame, priors: pl.DataFrame, entity_id: UUID, on: date, policy: DriftPolicy,
    *, alone_tells: bool,
) -> pl.DataFrame:  # fmt: skip
    """By what was paid, of those who paid something lately and since they were last spoken of."""
    spoken = DriftAlert.objects.filter(entity_id=entity_id, noted_on__lte=on).order_by()
    last = [(str(c), d) for c, d in spoken.values_list("customer_id").annotate(Max("noted_on"))]
    before = pl.DataFrame(
        last, schema={"customer_id": pl.String, "noted_on": pl.Date}, orient="row"
    )
    newest = payings.group_by("customer_id").agg(pl.col("paid_on").max())
    fresh = newest.join(before, on="customer_id", how="left").filter(
        pl.col("paid_on") > on - NEWS,
        pl.col("noted_on").is_null() | (pl.col("paid_on") > pl.col("noted_on")),
    )
    theirs = payings.join(fresh, on="customer_id", how="semi")
    return frames.paid_drift(
        theirs.lazy(), priors.lazy(), policy, alone_tells=alone_tells
    ).collect()


def _open(
    invoices: pl.LazyFrame, payings: pl.DataFrame, priors: pl.DataFrame, on: date,
    policy: DriftPolicy,
) -> pl.DataFrame:  # fmt: skip
    """By what is open, against the pace of single invoices paid a month ago and longer."""
    before = on - HABIT_LAG
    late = (pl.col("settled_on") - pl.col("due_on")).dt.total_days().cast(pl.Float64)
    old = invoices.filter(pl.col("settled_on") <= before).select("customer_id", days_late=late)
    sizes = payings.lazy().filter(pl.col("paid_on") <= before).group_by("customer_id")
    habits = (
        frames.shrunk(frames.raw_habits(old).join(priors.lazy(), on="customer_id"))
        .join(sizes.agg(run_size=pl.col("invoice_count").mean()), on="customer_id")
        .select("customer_id", "typical_days", "spread_days", "count", "run_size")
    )
    since = on - timedelta(max(policy.open_days))
    awaited = invoices.filter(pl.col("is_open") | (pl.col("settled_on") > since))
    return frames.open_drift(awaited, habits, on=on, policy=policy).collect()


def _signals(detector: Detector, counted: pl.DataFrame, policy: DriftPolicy) -> pl.DataFrame:
    """By signs counted: few rows, told by the rule itself."""
    rows = []
    for customer_id, late, before in counted.select("customer_id", "late", "before").iter_rows():
        told = signal_drift(detector, late, before, SIGNS_BEFORE.days, policy)
        if told:
            rows.append(
                (customer_id, str(told.detector), told.score, told.baseline_days, told.latest_days)
            )
    return pl.DataFrame(rows, schema=dict(WARNED), orient="row") if rows else no_rows(WARNED)
