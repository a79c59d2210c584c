"""How customers usually pay, all at once; one meaning with rules/baseline.py."""

import polars as pl

from cashwright.areas.credit.frames.schemas import PRIORS
from cashwright.areas.credit.rules.baseline import (
    CUSTOMERS_MIN,
    NORMAL,
    PRIOR_WEIGHT,
    SPREAD_MIN,
    UPPER,
    Prior,
)

NOBODY = Prior()


def spread(days: pl.Expr) -> pl.Expr:
    """`rules.spread_of` of a group."""
    mad = (days - days.median()).abs().median()
    upper = days.sort().get(days.len() * 9 // 10) - days.median()
    return pl.max_horizontal(mad * NORMAL, upper / UPPER, pl.lit(SPREAD_MIN))


def raw_habits(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Per customer: own_typical, own_spread, count. rows: customer_id | days_late."""
    days = pl.col("days_late")
    return rows.group_by("customer_id").agg(
        own_typical=days.median(), own_spread=spread(days), count=pl.len()
    )


def shrunk(raw: pl.LazyFrame) -> pl.LazyFrame:
    """Raw habits with a prior each, drawn towards it: typical_days, spread_days.

    raw  of `raw_habits`, with typical_prior, between_prior, spread_prior
    """
    count = pl.col("count").cast(pl.Float64)
    logs = count * pl.col("own_spread").log() + PRIOR_WEIGHT * pl.col("spread_prior").log()
    wide = (logs / (count + PRIOR_WEIGHT)).exp()
    between = count * pl.col("between_prior") ** 2
    weight = between / (between + pl.col("spread_days") ** 2)
    typical = weight * pl.col("own_typical") + (1 - weight) * pl.col("typical_prior")
    return raw.with_columns(spread_days=wide).with_columns(typical_days=typical)


def priors(raw: pl.LazyFrame, segments: pl.LazyFrame) -> pl.LazyFrame:
    """How customers of each segment pay, and all of them (the row without a segment).

    raw       of `raw_habits`, of customers with enough history
    segments  customer_id | segment_id (null: none)
    returns   PRIORS; a segment of fewer than 20 customers is left out
    """
    known = raw.join(segments, on="customer_id", how="left")
    own = known.filter(pl.col("segment_id").is_not_null()).group_by("segment_id")
    everybody = known.with_columns(segment_id=pl.lit(None, pl.String)).group_by("segment_id")
    both = pl.concat([own.agg(*_alike()), everybody.agg(*_alike())])
    return both.filter(pl.col("customers") >= CUSTOMERS_MIN).select(list(PRIORS))


def _alike() -> list[pl.Expr]:
    middle = pl.col("own_typical")
    apart = (middle - middle.median()).abs().median() * NORMAL
    return [
        middle.median().alias("typical_prior"),
        pl.max_horizontal(apart, pl.lit(NOBODY.spread_days)).alias("between_prior"),
        pl.col("own_spread").median().alias("spread_prior"),
        pl.len().alias("customers"),
    ]


def with_prior(
    customers: pl.LazyFrame, segments: pl.LazyFrame, found: pl.DataFrame
) -> pl.LazyFrame:
    """`customers` with the prior of their segment, else of everybody, else the house's own."""
    house = found.filter(pl.col("segment_id").is_null())
    standard = (NOBODY.typical_days, NOBODY.between_days, NOBODY.spread_days)
    names = ("typical_prior", "between_prior", "spread_prior")
    fallback = [
        pl.col(name).fill_null(house[name][0] if len(house) else value)
        for name, value in zip(names, standard, strict=True)
    ]
    own = found.filter(pl.col("segment_id").is_not_null()).lazy()
    return (
        customers.join(segments, on="customer_id", how="left")
        .join(own, on="segment_id", how="left")
        .with_columns(fallback)
        .drop("segment_id")
    )
