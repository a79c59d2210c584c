"""The twin of rules.aging."""

from datetime import date

import polars as pl

from cashwright.areas.collections.rules import BUCKETS, Bucket

BUCKET = pl.Enum([bucket.value for bucket in Bucket])


def age(items: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Add how late each item is.

    items    due_on Date | anything else
    returns  the same rows with days_past_due Int32 (negative: not yet due) | bucket BUCKET
    """
    days = pl.col("days_past_due")
    bucket: pl.Expr = pl.lit(Bucket.OVER_120.value)
    for most, name in reversed(BUCKETS):
        bucket = pl.when(days <= most).then(pl.lit(name.value)).otherwise(bucket)
    past = (pl.lit(on) - pl.col("due_on")).dt.total_days().cast(pl.Int32)
    return items.with_columns(days_past_due=past).with_columns(bucket=bucket.cast(BUCKET))
