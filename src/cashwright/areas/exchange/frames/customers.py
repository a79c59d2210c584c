"""Rows of a customer file: typed, and checked within the file."""

import polars as pl

from cashwright.areas.exchange.frames.rows import read_rows, refuse
from cashwright.areas.exchange.rules.reading import HowToRead


def read_customers(batch: pl.DataFrame, how: HowToRead) -> pl.DataFrame:
    """The rows of `read_rows`; a missing account is the name."""
    frame = read_rows(batch, how)
    account = pl.coalesce("account_no", pl.col("name").str.slice(0, 64))
    frame = frame.with_columns(account_no=account)
    return refuse(frame, "account_no", "exchange.value_missing", pl.col("account_no").is_null())


def judge_customers(customers: pl.LazyFrame) -> pl.LazyFrame:
    """All customers of a file, with what only the whole file shows."""
    again = pl.col("account_no").is_not_null() & (pl.len().over("account_no") > 1)
    is_new = pl.col("refusal").is_null()
    return customers.with_columns(
        refusal=pl.coalesce("refusal", pl.when(again).then(pl.lit("exchange.duplicate_in_file"))),
        refusal_field=pl.when(is_new & again).then(pl.lit("account_no")).otherwise("refusal_field"),
    )
