"""Frames of usage: spans that are asked for, quantities that are answered. Days become instants here.

The same decisions as rules for a million spans are statements.py's: a database does them.
"""

from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from cashwright.columns.dtypes import COUNT, DAY, ID, INSTANT, TEXT
from cashwright.kernel.local_days import start_of_day

SPANS = {"subscription_id": ID, "meter_id": ID, "from_on": DAY, "until_on": DAY}
"""What is asked: a subscription, a meter, days [from, until) of the legal entity's zone."""

QUANTITIES = {
    "subscription_id": ID, "meter_id": ID, "from_on": DAY, "quantity_e6": COUNT, "event_count": COUNT,
}  # fmt: skip
"""What is answered, one row a span."""

GROUPED = {**QUANTITIES, "group_value": TEXT}
"""The same apart by group: no row for a span without readings."""

READINGS = {
    "subscription_id": ID, "meter_id": ID, "from_on": DAY, "occurred_at": INSTANT,
    "received_at": INSTANT, "value_e6": COUNT,
}  # fmt: skip
"""Each reading within a span."""

LAKE = {
    "event_key": ID, "meter_id": ID, "subscription_id": ID, "occurred_at": INSTANT,
    "received_at": INSTANT, "superseded_at": INSTANT, "value_e6": COUNT, "identity_key": COUNT,
    "group_value": TEXT,
}  # fmt: skip
"""A reading as the lake keeps it: without source and properties."""

KEY = ["subscription_id", "meter_id", "from_on"]

day_start = lru_cache(maxsize=16_384)(start_of_day)
"""The first instant of a local day; bill runs and intake ask for the same few days again and again."""


def with_instants(spans: pl.DataFrame, zone: str) -> pl.DataFrame:
    """`spans` with `from_at` and `until_at`, the instants its days begin at in `zone`."""
    days = pl.concat([spans["from_on"], spans["until_on"]]).unique().drop_nulls().to_list()
    starts = {day: day_start(day, zone) for day in days}

    def instant(name: str) -> pl.Expr:
        return pl.col(name).replace_strict(starts, return_dtype=INSTANT)

    return spans.with_columns(from_at=instant("from_on"), until_at=instant("until_on"))


def one_a_span(spans: pl.DataFrame, found: list[pl.DataFrame]) -> pl.DataFrame:
    """QUANTITIES in the order of `spans`: zero where nothing was found."""
    every = pl.concat([pl.DataFrame(schema=QUANTITIES), *found])
    return (
        spans.select(KEY)
        .join(every, on=KEY, how="left", maintain_order="left")
        .with_columns(pl.col("quantity_e6", "event_count").fill_null(0))
    )


def a_day_each(subscription_id: str, meter_ids: list[str], first: date, last: date) -> pl.DataFrame:
    """SPANS of each meter and each day from `first` to `last`, both included."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rows = [
        (subscription_id, meter, day, day + timedelta(days=1))
        for meter in meter_ids
        for day in days
    ]
    return pl.DataFrame(rows, schema=SPANS, orient="row")


def a_whole_each(
    subscription_id: str, meter_ids: list[str], first: date, until: date
) -> pl.DataFrame:
    """SPANS of each meter for the days [first, until)."""
    rows = [(subscription_id, meter, first, until) for meter in meter_ids]
    return pl.DataFrame(rows, schema=SPANS, orient="row")
