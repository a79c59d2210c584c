"""Columns of dates: a million cells hold few distinct days, and those are read by the rule itself."""

import polars as pl

from cashwright.areas.exchange.rules.dates import TIME, Order, read_date


def day_text(text: pl.Expr) -> pl.Expr:
    """The cell without a time after the date."""
    return text.str.strip_chars().str.replace(TIME, "")


def read_dates(values: pl.Series, order: Order) -> pl.Series:
    """Date, null where the cell is empty or no date."""
    days = pl.DataFrame({"text": values}).select(day_text(pl.col("text"))).to_series()
    distinct = days.drop_nulls().unique()
    known = [read_date(text, order) for text in distinct]
    if not known:
        return pl.Series(values.name, [None] * len(values), dtype=pl.Date)
    read = pl.Series(known, dtype=pl.Date)
    return days.replace_strict(distinct, read, default=None, return_dtype=pl.Date).alias(
        values.name
    )
