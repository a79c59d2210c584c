"""What became of paying days that were much too late, of all customers; one meaning with rules/oddities.py."""

import polars as pl

from cashwright.areas.credit.rules.baseline import NORMAL, SPREAD_MIN
from cashwright.areas.credit.rules.oddities import SPIKE, Spikes


def spikes_of(payings: pl.LazyFrame) -> Spikes:
    """The spikes of everybody with a habit, counted.

    payings  PAYINGS of customers with enough history
    """
    days = pl.col("days_late")
    mad = (days - days.median()).abs().median()
    limits = payings.group_by("customer_id").agg(
        limit=days.median() + SPIKE * pl.max_horizontal(mad * NORMAL, pl.lit(SPREAD_MIN))
    )
    late = (
        payings.join(limits, on="customer_id")
        .sort("customer_id", "paid_on")
        .select("customer_id", is_late=pl.col("days_late") > pl.col("limit"))
    )
    before, after = (pl.col("is_late").shift(n).over("customer_id") for n in (1, -1))
    begun = late.with_columns(before=before, after=after).filter("is_late", ~pl.col("before"))
    counted = begun.select(
        lone=(~pl.col("after")).sum().fill_null(0), stayed=pl.col("after").sum().fill_null(0)
    ).collect()
    return Spikes(int(counted["lone"][0]), int(counted["stayed"][0]))
