"""When invoices were paid, a million at once; one meaning with rules/settling.py."""

from datetime import date

import polars as pl

from cashwright.areas.credit.frames.schemas import INVOICES, PAYINGS


def invoices_as_of(moves: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Each invoice with the day since when it has been closed by money, as of `on`.

    moves    MOVES; an invoice nothing was applied to has one row without `applied_on`
    returns  INVOICES
    """
    key = ["customer_id", "invoice_id", "issued_on", "due_on", "total_minor"]
    counts = pl.col("applied_on") <= on
    by_day = (
        moves.with_columns(
            amount_minor=pl.when(counts).then("amount_minor").otherwise(0),
            paid_minor=pl.when(counts & pl.col("is_payment")).then("amount_minor").otherwise(0),
            applied_on=pl.when(counts).then("applied_on"),
        )
        .group_by([*key, "applied_on"])
        .agg(pl.col("amount_minor", "paid_minor").sum())
    )
    left = pl.col("total_minor") - pl.col("amount_minor").cum_sum()
    since = pl.col("applied_on").filter(left == 0)
    last_open = pl.col("applied_on").filter(left != 0).max()
    closed_on = since.filter(last_open.is_null() | (since > last_open)).min()
    is_paid = pl.col("paid_minor").sum() > 0
    is_open = pl.col("amount_minor").sum() != pl.col("total_minor").first()
    return (
        by_day.sort("applied_on", nulls_last=False)
        .group_by(key)
        .agg(settled_on=pl.when(is_paid & ~is_open).then(closed_on), is_open=is_open)
        .select(list(INVOICES))
    )


def payings(invoices: pl.LazyFrame) -> pl.LazyFrame:
    """The paying days: one row per customer and day on which money closed invoices. Returns PAYINGS."""
    late = (pl.col("settled_on") - pl.col("due_on")).dt.total_days()
    return (
        invoices.filter(pl.col("settled_on").is_not_null())
        .group_by("customer_id", paid_on=pl.col("settled_on"))
        .agg(days_late=late.mean(), invoice_count=pl.len())
        .select(list(PAYINGS))
    )
