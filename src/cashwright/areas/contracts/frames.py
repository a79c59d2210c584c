"""Contracts for a million rows: schedules, billed days and shares, the same as in rules.

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
PERIODS = {"subscription_id": ID, "start_on": DAY, "end_on": DAY, "full_days": pl.Int64()}
CHARGES = {"charge_id": ID, "subscription_id": ID, "price_id": ID, "timing": CODE}
SPANS = {
    "charge_id": ID,
    "from_on": DAY,
    "until_on": DAY,
    "quantity_e6": pl.Int64(),
    "price_version_id": ID,
}
PAUSES = {"subscription_id": ID, "from_on": DAY, "until_on": DAY}
SUBSCRIPTIONS = {"subscription_id": ID, "trial_until": DAY, "ends_on": DAY}
BILLED = {"charge_id": ID, "from_on": DAY, "until_on": DAY}
SEGMENTS = {
    "charge_id": ID,
    "subscription_id": ID,
    "price_id": ID,
    "timing": CODE,
    "period_start": DAY,
    "period_end": DAY,
    "from_on": DAY,
    "until_on": DAY,
    "days": pl.Int64(),
    "full_days": pl.Int64(),
    "quantity_e6": pl.Int64(),
    "price_version_id": ID,
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
_NEVER = date(9999, 12, 31)


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


def segments(
    periods: pl.LazyFrame,
    charges: pl.LazyFrame,
    spans: pl.LazyFrame,
    pauses: pl.LazyFrame,
    subscriptions: pl.LazyFrame,
    on: date,
    billed: pl.LazyFrame | None = None,
) -> pl.LazyFrame:
    """rules.billed_days of every charge whose day has come by `on`: what the bill run prices.

    periods        PERIODS, candidates; those not due by `on` fall away by the charge's timing:
                   advance at their start, arrears at their end, once on the day a span starts
    charges, spans, pauses, subscriptions   CHARGES, SPANS, PAUSES, SUBSCRIPTIONS
    billed         BILLED: the lines there are, revision 0 and the charges of amendments (queries.charged
                   tells those that wait). A segment whose first day one of them covers is billed
                   already: what changed in it is in bill items. None: nothing is billed
    returns        SEGMENTS, one row a line. `once`: days = full_days = 1, in trial and pause as well
    """
    due = periods.join(charges, on="subscription_id").join(subscriptions, on="subscription_id")
    is_once = pl.col("timing") == "once"
    ready = pl.when(pl.col("timing") == "arrears").then("end_on").otherwise("start_on")
    due = due.filter(ready <= pl.lit(on)).rename({"ends_on": "over_on"})
    rows = due.join(spans, on="charge_id")
    once = rows.filter(is_once).filter(
        (pl.col("from_on") >= pl.col("start_on"))
        & (pl.col("from_on") < pl.min_horizontal("end_on", "over_on"))
        & (pl.col("from_on") <= pl.lit(on))
    )
    once = once.with_columns(
        until_on=pl.col("from_on") + pl.duration(days=1), full_days=pl.lit(1, pl.Int64)
    )
    first = pl.max_horizontal("start_on", "trial_until", "from_on")
    last = pl.min_horizontal("end_on", "over_on", "until_on")
    usual = rows.filter(~is_once).with_columns(from_on=first, until_on=last)
    usual = usual.filter(pl.col("from_on") < pl.col("until_on"))
    found = pl.concat([once, _without_pauses(usual, pauses)], how="diagonal").select(
        "charge_id", "subscription_id", "price_id", "timing",
        pl.col("start_on").alias("period_start"), pl.col("end_on").alias("period_end"),
        "from_on", "until_on", (pl.col("until_on") - pl.col("from_on")).dt.total_days().alias("days"),
        "full_days", "quantity_e6", "price_version_id",
    )  # fmt: skip
    return found if billed is None else _not_billed(found, billed)


def _without_pauses(rows: pl.LazyFrame, pauses: pl.LazyFrame) -> pl.LazyFrame:
    """The rows cut by the pauses of their subscription (which do not overlap): what lies between them."""
    paused = pauses.select(
        "subscription_id", pause_from="from_on", pause_until=pl.col("until_on").fill_null(_NEVER)
    )
    is_touched = (pl.col("pause_from") < pl.col("until_on")) & (
        pl.col("pause_until") > pl.col("from_on")
    )
    key = ["charge_id", "start_on", "from_on", "until_on"]
    met = rows.join(paused, on="subscription_id").filter(is_touched).sort(*key, "pause_from")
    untouched = rows.join(met.select(key).unique(), on=key, how="anti")
    before = met.with_columns(
        a=pl.col("pause_until").shift(1).over(key).fill_null(pl.col("from_on")), b="pause_from"
    )
    after = met.group_by(key).agg(pl.all().exclude(key).last()).with_columns(
        a="pause_until", b="until_on"
    )  # fmt: skip
    kept = pl.concat([before, after], how="diagonal").with_columns(
        a=pl.max_horizontal("a", "from_on"), b=pl.min_horizontal("b", "until_on")
    )
    kept = kept.filter(pl.col("a") < pl.col("b")).with_columns(from_on="a", until_on="b")
    return pl.concat([untouched, kept.drop("a", "b", "pause_from", "pause_until")], how="diagonal")


def _not_billed(found: pl.LazyFrame, billed: pl.LazyFrame) -> pl.LazyFrame:
    """The segments whose first day no line of their charge covers."""
    covered = pl.col("until_on").cum_max().over("charge_id").alias("covered_until")
    lines = billed.sort("from_on").select("charge_id", "from_on", covered)
    met = found.sort("from_on").join_asof(
        lines, on="from_on", by="charge_id", strategy="backward", check_sortedness=False
    )
    is_open = pl.col("covered_until").is_null() | (pl.col("covered_until") <= pl.col("from_on"))
    return met.filter(is_open).drop("covered_until")


def prorated(amount: str, part: str, whole: str, name: str) -> pl.Expr:
    """rules.prorated of columns: `amount` x `part` / `whole`, half away from zero, as Int64.

    amount  Int64 of any sign; part >= 0 and whole > 0 days or seconds. Raises ColumnOverflow
    """
    product, divisor = wide(pl.col(amount)) * wide(pl.col(part)), wide(pl.col(whole))
    size = (product.abs() * 2 + divisor) // (divisor * 2)
    return narrow(pl.when(product < 0).then(0 - size).otherwise(size), name)
