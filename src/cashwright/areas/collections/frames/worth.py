"""The twin of rules.worth for every overdue invoice of an entity at once."""

from collections import Counter

import polars as pl

from cashwright.areas.collections.rules.worth import (
    AHEAD_DAYS,
    POOL_WEIGHT,
    PPM,
    RAMP_DAYS,
    WHOLE,
    pooled_ppm,
)
from cashwright.columns.dtypes import CODE, ID, MINOR

LATE = {"customer_id": ID, "currency": CODE, "days_late": pl.Int32(), "overdue_minor": MINOR}
"""One row an overdue invoice."""

HISTORY = {"customer_id": ID, "days_late": pl.Int32(), "is_open": pl.Boolean()}
"""One row an invoice that was settled, or is still open."""

RECORDS = {"customer_id": ID, "kept": pl.Int32(), "broken": pl.Int32(), "risk": CODE}
"""One row a customer of whom something is known; others have no promises and no risk."""

Pool = tuple[Counter[int], Counter[int]]
"""How late everybody's invoices were: days late of those settled, of those still open."""

_NOW, _THEN = pl.col("now"), pl.col("now").clip(lower_bound=0) + AHEAD_DAYS


def chances(
    late: pl.DataFrame, history: pl.LazyFrame, records: pl.LazyFrame, pool: Pool
) -> pl.LazyFrame:
    """customer_id, now (days late), unpaid_ppm: once for each customer and lateness in `late`."""
    asked = late.select("customer_id", now="days_late").unique()
    seen = asked.lazy().join(history, on="customer_id")
    of_settled = pl.when(~pl.col("is_open"))
    still = (pl.col("is_open") & (pl.col("days_late") > _THEN)).cast(pl.Int64) * WHOLE
    counts = seen.group_by("customer_id", "now").agg(
        seen=(of_settled.then(_ramp(_NOW)).otherwise(0) + still).sum(),
        unpaid=(of_settled.then(_ramp(_THEN)).otherwise(0) + still).sum(),
    )
    told = (
        asked.lazy()
        .join(counts, on=["customer_id", "now"], how="left")
        .join(records, on="customer_id", how="left")
        .join(_pooled(asked, pool), on="now")
    )
    kept, broken = (pl.col(name).fill_null(0).cast(pl.Int64) for name in ("kept", "broken"))
    is_high = (pl.col("risk") == "high").fill_null(False).cast(pl.Int64)
    is_judged = pl.col("risk").is_in(["low", "high"]).fill_null(False).cast(pl.Int64)
    unpaid = pl.col("unpaid").fill_null(0) + WHOLE * (broken + is_high)
    whole = pl.col("seen").fill_null(0) + WHOLE * (kept + broken + is_judged)
    weight = WHOLE * POOL_WEIGHT
    ppm = (unpaid * PPM + weight * pl.col("pool_ppm")) // (whole + weight)
    return told.select("customer_id", "now", unpaid_ppm=ppm)


def worth(late: pl.LazyFrame, chances: pl.LazyFrame) -> pl.LazyFrame:
    """customer_id, currency, overdue_minor, expected_minor, unpaid_ppm: rules.worth of each."""
    ppm = pl.col("unpaid_ppm")
    wide = pl.col("overdue_minor").cast(pl.Int128)
    each = ((2 * wide * ppm + PPM) // (2 * PPM)).cast(pl.Int64)
    joined = late.join(
        chances, left_on=["customer_id", "days_late"], right_on=["customer_id", "now"]
    )
    whole = pl.col("expected_minor").cast(pl.Int128) * PPM // pl.col("overdue_minor")
    return (
        joined.with_columns(expected_minor=each)
        .group_by("customer_id", "currency")
        .agg(pl.col("overdue_minor").sum(), pl.col("expected_minor").sum())
        .with_columns(unpaid_ppm=whole.cast(pl.Int64))
    )


def _ramp(at: pl.Expr) -> pl.Expr:
    return (pl.col("days_late") - at + RAMP_DAYS).clip(0, WHOLE).cast(pl.Int64)


def _pooled(asked: pl.DataFrame, pool: Pool) -> pl.LazyFrame:
    """now, pool_ppm; by the rule itself, for there are few days."""
    days = asked["now"].unique().sort().to_list()
    return pl.LazyFrame(
        {"now": days, "pool_ppm": [pooled_ppm(*pool, day) for day in days]},
        schema={"now": pl.Int32(), "pool_ppm": pl.Int64()},
    )
