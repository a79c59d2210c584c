"""Who pays worse, of all customers at once; one meaning with rules/drift.py."""

import math
from datetime import date, timedelta

import polars as pl

from cashwright.areas.credit.frames.habits import raw_habits, shrunk
from cashwright.areas.credit.frames.schemas import WARNED
from cashwright.areas.credit.policies import Detector, DriftPolicy
from cashwright.areas.credit.rules.drift import (
    ALONE_MAX,
    EARLY_MAX,
    LOGISTIC,
    SEEN_MAX,
    TOGETHER_MAX,
    history_needed,
)


def paid_drift(
    payings: pl.LazyFrame, priors: pl.LazyFrame, policy: DriftPolicy, *, alone_tells: bool = True
) -> pl.LazyFrame:
    """The customers whose latest paying days are worse than those before.

    payings  PAYINGS, as many days back as wanted
    priors   customer_id | typical_prior | between_prior | spread_prior, one row per customer
    alone_tells  whether one paying day alone may warn: `frames.spikes_of`
    returns  WARNED, one row per customer at most
    """
    windows = [w for w in sorted(policy.windows) if w > 1 or alone_tells]
    newest_first = pl.int_range(1, pl.len() + 1).over(
        "customer_id", order_by="paid_on", descending=True
    )
    ranked = payings.with_columns(rank=newest_first).filter(
        pl.col("rank") <= policy.memory_count + max(policy.windows)
    )
    told = [_window(ranked, priors, window, policy) for window in windows]
    clearest = pl.concat(told).sort(
        "customer_id", "score", descending=[False, True], maintain_order=True
    )
    return clearest.unique("customer_id", keep="first", maintain_order=True)


def _window(
    ranked: pl.LazyFrame, priors: pl.LazyFrame, window: int, policy: DriftPolicy
) -> pl.LazyFrame:
    habits = _habits_before(ranked, priors, window, policy)
    latest = ranked.filter(pl.col("rank") <= window).join(habits, on="customer_id")
    late, spread = pl.col("days_late"), pl.col("spread_days")
    is_new = late > pl.col("worst") + spread
    most = pl.when(is_new).then(ALONE_MAX if window == 1 else TOGETHER_MAX).otherwise(SEEN_MAX)
    beyond = pl.max_horizontal(
        pl.min_horizontal((late - pl.col("typical_days")) / spread, most), pl.lit(-EARLY_MAX)
    )
    slack = policy.slack + 1 / pl.col("count").sqrt()
    return (
        latest.group_by("customer_id")
        .agg(
            score=(beyond - slack).sum(),
            baseline_days=pl.col("typical_days").first(),
            latest_days=late.mean(),
        )
        .filter(
            pl.col("score") > (policy.alone_threshold if window == 1 else policy.threshold),
            pl.col("latest_days") - pl.col("baseline_days") >= policy.slip_days_min,
        )
        .with_columns(detector=pl.lit(str(Detector.PAID)))
        .select(list(WARNED))
    )


def _habits_before(
    ranked: pl.LazyFrame, priors: pl.LazyFrame, window: int, policy: DriftPolicy
) -> pl.LazyFrame:
    """The habits before the latest `window` paying days, of those who have enough of them."""
    rank = pl.col("rank")
    before = ranked.filter(rank.is_between(window + 1, window + policy.history_count))
    remembered = ranked.filter(rank.is_between(window + 1, window + policy.memory_count))
    raw = raw_habits(before).filter(pl.col("count") >= history_needed(window, policy))
    if window == 1:
        raw = raw.join(_seldom(ranked, policy), on="customer_id", how="semi")
    worst = remembered.group_by("customer_id").agg(worst=pl.col("days_late").max())
    return shrunk(raw.join(priors, on="customer_id")).join(worst, on="customer_id")


def _seldom(ranked: pl.LazyFrame, policy: DriftPolicy) -> pl.LazyFrame:
    """The customers whose paying days lie far apart."""
    span = (pl.col("paid_on").max() - pl.col("paid_on").min()).dt.total_days()
    lately = ranked.filter(pl.col("rank") <= policy.history_count + 1).group_by("customer_id")
    return lately.agg(span=span, gaps=pl.len() - 1).filter(
        pl.col("span") >= policy.seldom_days * pl.col("gaps")
    )


def open_drift(
    awaited: pl.LazyFrame, habits: pl.LazyFrame, *, on: date, policy: DriftPolicy
) -> pl.LazyFrame:
    """The customers whose open invoices should have been paid by the end of `on`.

    awaited  customer_id | issued_on | due_on | settled_on, those open on some day of the look back
    habits   HABITS, of single invoices
    returns  WARNED
    """
    known = awaited.join(
        habits.filter(pl.col("count") >= policy.history_min), on="customer_id"
    ).with_columns(ended=pl.min_horizontal(pl.lit(on), pl.col("settled_on").fill_null(on)))
    said = [_said(on - timedelta(days), policy).alias(f"said_{days}") for days in policy.open_days]
    age = (pl.lit(on) - pl.col("due_on")).dt.total_days()
    late = age.filter(pl.col("settled_on").is_null() & (age > pl.col("typical_days")))
    most = pl.max_horizontal(f"said_{days}" for days in policy.open_days)
    return (
        known.with_columns(said)
        .group_by("customer_id")
        .agg(
            pl.col(r"^said_\d+$").sum(),
            pl.col("run_size", "typical_days").first(),
            latest_days=late.mean(),
        )
        .with_columns(score=most / pl.col("run_size"))
        .filter(
            pl.col("score") > policy.open_threshold,
            pl.col("latest_days") - pl.col("typical_days") >= policy.slip_days_min,
        )
        .with_columns(detector=pl.lit(str(Detector.OPEN)), baseline_days=pl.col("typical_days"))
        .select(list(WARNED))
    )


def _said(since: date, policy: DriftPolicy) -> pl.Expr:
    begun, ended = pl.max_horizontal(pl.lit(since), "issued_on"), pl.col("ended")
    usual = _hazard(ended - pl.col("due_on")) - _hazard(begun - pl.col("due_on"))
    waited = ((1 - policy.hazard_ratio) * usual).clip(upper_bound=policy.invoice_max)
    paid = pl.when(pl.col("settled_on").is_not_null()).then(math.log(policy.hazard_ratio))
    return pl.when(ended > begun).then(waited + paid.otherwise(0.0)).otherwise(0.0)


def _hazard(age: pl.Expr) -> pl.Expr:
    scale = (age.dt.total_days() - pl.col("typical_days")) / (pl.col("spread_days") * LOGISTIC)
    return scale.clip(lower_bound=0) + (-scale.abs()).exp().log1p()
