"""Contracts for a million rows: schedules and shares, the same as in rules.

The days of due periods are cut in runs/bill/segments.py, beside the run that reads them.
Frames are Polars; ids are text. tests/areas/contracts/test_twins.py proves both equal.
"""

from datetime import date

import polars as pl

from cashwright.columns.dtypes import CODE, DAY, ID, MINOR, TEXT, Schema
from cashwright.columns.guards import narrow, wide

TO_SCHEDULE = {
    "subscription_id": ID,
    "entity_id": ID,
    "anchor_on": DAY,
    "interval_months": pl.Int64(),
    "interval_days": pl.Int64(),
    "ends_on": DAY,
    "from_on": DAY,
}
NEW_CONTRACTS = {
    "contract_id": ID,
    "customer_id": ID,
    "currency": CODE,
    "starts_on": DAY,
    "ends_on": DAY,
    "bill_to_id": ID,
    "contract_no": TEXT,
    "grouping": CODE,
    "renewal_months": pl.Int64(),
    "terms_id": ID,
    "purchase_order_no": TEXT,
    "source": TEXT,
    "source_ref": TEXT,
}
NEW_SUBSCRIPTIONS = {
    "subscription_id": ID,
    "contract_id": ID,
    "customer_id": ID,
    "name": TEXT,
    "starts_on": DAY,
    "interval_months": pl.Int64(),
    "interval_days": pl.Int64(),
    "ends_on": DAY,
    "anchor_on": DAY,
    "trial_until": DAY,
    "reference": TEXT,
}
NEW_CHARGES = {
    "charge_id": ID,
    "subscription_id": ID,
    "price_id": ID,
    "timing": CODE,
    "quantity_e6": pl.Int64(),
    "price_version_id": ID,
    "from_on": DAY,
    "until_on": DAY,
    "position": pl.Int64(),
}
NEW_VERSIONS = {
    "price_version_id": ID,
    "price_id": ID,
    "currency": CODE,
    "valid_from": DAY,
    "owner_id": ID,
    "flat_minor": MINOR,
    "unit_price_e9": pl.Int64(),
}


def with_defaults(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The frame with exactly the columns of `schema`; those it has not are null."""
    missing = [
        pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in frame.columns
    ]
    return frame.with_columns(missing).select(pl.col(n).cast(kind) for n, kind in schema.items())


def schedule(subscriptions: pl.LazyFrame, until: date) -> pl.LazyFrame:
    """rules.schedule of every row of TO_SCHEDULE, from its `from_on` on.

    returns  subscription_id | entity_id | start_on | end_on | full_days | days, in the rows' order
    """
    by_months = pl.col("interval_months").is_not_null()
    anchor, start = pl.col("anchor_on"), pl.col("from_on")
    apart_months = (_month_no(start) - _month_no(anchor)) // pl.col("interval_months")
    late = _boundary(apart_months) > start
    apart_days = (start - anchor).dt.total_days() // pl.col("interval_days")
    first = pl.when(by_months).then(apart_months - late.cast(pl.Int64)).otherwise(apart_days)
    to_go = pl.min_horizontal(pl.lit(until), pl.col("ends_on"))
    last_months = (_month_no(to_go) - _month_no(anchor)) // pl.col("interval_months")
    last_days = (to_go - anchor).dt.total_days() // pl.col("interval_days")
    last = pl.when(by_months).then(last_months).otherwise(last_days)
    rows = subscriptions.with_columns(count=first, last=last).filter(pl.col("last") >= first)
    rows = rows.with_columns(count=pl.int_ranges(first, pl.col("last") + 1)).explode("count")
    count = pl.col("count")
    rows = rows.with_columns(whole_start=_boundary(count), whole_end=_boundary(count + 1))
    start_on = pl.max_horizontal("whole_start", "from_on")
    end_on = pl.min_horizontal("whole_end", "ends_on")
    return rows.filter((start_on < pl.lit(until)) & (start_on < end_on)).select(
        "subscription_id",
        "entity_id",
        start_on=start_on,
        end_on=end_on,
        full_days=(pl.col("whole_end") - pl.col("whole_start")).dt.total_days(),
        days=(end_on - start_on).dt.total_days(),
    )


def _month_no(on: pl.Expr) -> pl.Expr:
    return on.dt.year().cast(pl.Int64) * 12 + on.dt.month() - 1


def _boundary(count: pl.Expr) -> pl.Expr:
    """rules.Interval.boundary: `count` intervals after `anchor_on`, its day of the month kept."""
    anchor = pl.col("anchor_on")
    month_no = _month_no(anchor) + count * pl.col("interval_months")
    first_of = pl.date(month_no // 12, month_no % 12 + 1, 1)
    day = pl.min_horizontal(anchor.dt.day(), first_of.dt.month_end().dt.day())
    by_months = first_of + pl.duration(days=day.cast(pl.Int64) - 1)
    by_days = anchor + pl.duration(days=count * pl.col("interval_days"))
    return pl.when(pl.col("interval_months").is_not_null()).then(by_months).otherwise(by_days)


def prorated(amount: str, part: str, whole: str, name: str) -> pl.Expr:
    """rules.prorated of columns: `amount` x `part` / `whole`, half away from zero, as Int64.

    amount  Int64 of any sign; part >= 0 and whole > 0 days or seconds. Raises ColumnOverflow
    """
    product, divisor = wide(pl.col(amount)) * wide(pl.col(part)), wide(pl.col(whole))
    size = (product.abs() * 2 + divisor) // (divisor * 2)
    return narrow(pl.when(product < 0).then(0 - size).otherwise(size), name)
