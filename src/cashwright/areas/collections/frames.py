"""The set-based twins of rules: aging and reminders for a million open items at once.

Frames are Polars; money columns are Int64 and end in `_minor`; a step is the Int32 number of its
day counted from the due date. tests/areas/collections/test_twins.py proves rules and frames equal.
"""

from datetime import date

import polars as pl

from cashwright.areas.collections.policies import Ladder
from cashwright.areas.collections.rules import BUCKETS, Bucket, Suppression
from cashwright.columns.dtypes import DAY, FLAG, ID, MINOR

ITEMS = {
    "customer_id": ID, "invoice_id": ID, "issued_on": DAY, "due_on": DAY,
    "balance_minor": MINOR, "sent_up_to": pl.Int32(), "is_held": FLAG,
}  # fmt: skip
STANDINGS = {
    "customer_id": ID, "has_contact": FLAG, "has_consent": FLAG, "is_opted_out": FLAG,
    "is_on_hold": FLAG, "last_sent_on": DAY,
}  # fmt: skip

BUCKET = pl.Enum([bucket.value for bucket in Bucket])
SUPPRESSION = pl.Enum([code.value for code in Suppression])

_DUE_ON = pl.col("due_on")


def _days_past_due(on: date) -> pl.Expr:
    return (pl.lit(on) - _DUE_ON).dt.total_days().cast(pl.Int32)


def age(items: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Add how late each item is.

    items    due_on Date | anything else
    returns  the same rows with days_past_due Int32 (negative: not yet due) | bucket BUCKET
    """
    days = pl.col("days_past_due")
    bucket: pl.Expr = pl.lit(Bucket.OVER_120.value)
    for most, name in reversed(BUCKETS):
        bucket = pl.when(days <= most).then(pl.lit(name.value)).otherwise(bucket)
    return items.with_columns(days_past_due=_days_past_due(on)).with_columns(
        bucket=bucket.cast(BUCKET)
    )


def due_steps(items: pl.LazyFrame, ladder: Ladder, on: date) -> pl.LazyFrame:
    """The step each item has reached and not yet been sent, one row per item that has one.

    items    invoice_id Utf8 | due_on Date | sent_up_to Int32 | anything else; `sent_up_to` is the
             highest day among the steps sent or skipped, null when there is none
    returns  the rows with a due step, with step Int32 | skipped List(Int32) added
    """
    steps = pl.Series("step", [step.days_from_due for step in ladder.steps], dtype=pl.Int32)
    days, step, done = pl.col("days_past_due"), pl.col("step"), pl.col("sent_up_to")
    latest = pl.lit(None, dtype=pl.Int32)
    for day in steps:
        latest = pl.when(days >= day).then(pl.lit(day, dtype=pl.Int32)).otherwise(latest)
    skipped = pl.concat_list(
        pl.when((step > day) & (done.is_null() | (done < day))).then(pl.lit(day, dtype=pl.Int32))
        for day in steps
    ).list.drop_nulls()
    return (
        items.with_columns(days_past_due=_days_past_due(on))
        .with_columns(step=latest)
        .filter(step.is_not_null() & (done.is_null() | (done < step)))
        .filter((step >= 0) | (days <= 0))
        .with_columns(skipped=skipped)
        .drop("days_past_due")
    )


def plan_reminders(
    items: pl.LazyFrame, standings: pl.LazyFrame, ladder: Ladder, on: date
) -> pl.LazyFrame:
    """What every customer hears on `on`, one row per item with a due step.

    items      ITEMS; `sent_up_to` as in due_steps
    standings  STANDINGS, one row per customer
    returns    customer_id | invoice_id | step Int32 | skipped List(Int32) |
               suppressed SUPPRESSION (null: sent) | lead Int32, the step whose text and tone the
               customer's one message has (null when suppressed), by customer, due date, invoice
    """
    last = pl.max_horizontal("issued_on", "last_sent_on")
    stops = {
        Suppression.PAID: pl.col("balance_minor") <= 0,
        Suppression.OPTED_OUT: pl.col("is_opted_out"),
        Suppression.ON_HOLD: pl.col("is_on_hold") | pl.col("is_held"),
        Suppression.NO_CONTACT: ~pl.col("has_contact"),
        Suppression.NO_CONSENT: ~pl.col("has_consent"),
        Suppression.MIN_GAP: (pl.lit(on) - last).dt.total_days() < ladder.gap_days,
    }
    suppressed = pl.coalesce(
        pl.when(stops[code]).then(pl.lit(code.value, dtype=SUPPRESSION)) for code in Suppression
    )
    is_sent = pl.col("suppressed").is_null()
    lead = pl.col("step").filter(is_sent).max().over("customer_id")
    return (
        due_steps(items, ladder, on)
        .join(standings, on="customer_id")
        .with_columns(suppressed=suppressed)
        .with_columns(lead=pl.when(is_sent).then(lead))
        .sort("customer_id", "due_on", "invoice_id")
        .select("customer_id", "invoice_id", "step", "skipped", "suppressed", "lead")
    )
