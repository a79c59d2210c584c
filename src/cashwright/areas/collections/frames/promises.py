"""The twin of rules.promises.judged."""

from datetime import date

import polars as pl

from cashwright.areas.collections.rules.promises import KEPT_BP
from cashwright.areas.collections.states import PromiseState
from cashwright.columns.dtypes import CODE, DAY, ID, MINOR

PROMISE_FACTS = {
    "promise_id": ID,
    "customer_id": ID,
    "currency": CODE,
    "amount_minor": MINOR,
    "kept_until": DAY,
    "expected_minor": MINOR,
    "paid_minor": MINOR,
}


def judge_promises(facts: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """What has become of open promises on a day.

    facts    PROMISE_FACTS
    returns  the same rows with state Utf8, null while a promise may still be kept
    """
    expected, paid = pl.col("expected_minor"), pl.col("paid_minor")
    # paid / expected >= 99 %, without a product that could overflow: 1 % of it may be missing.
    enough = (expected - paid) <= expected * (10_000 - KEPT_BP) // 10_000
    late = (
        pl.when(enough)
        .then(pl.lit(PromiseState.KEPT.value))
        .when(paid > 0)
        .then(pl.lit(PromiseState.PARTLY.value))
        .otherwise(pl.lit(PromiseState.BROKEN.value))
    )
    return facts.with_columns(
        state=pl.when(expected <= 0)
        .then(pl.lit(PromiseState.WITHDRAWN.value))
        .when(paid >= expected)
        .then(pl.lit(PromiseState.KEPT.value))
        .when(pl.lit(on) > pl.col("kept_until"))
        .then(late)
    )
