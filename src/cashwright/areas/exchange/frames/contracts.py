"""Rows of a contract file: typed, and checked within the file."""

import polars as pl

from cashwright.areas.exchange.frames.rows import read_rows, refuse
from cashwright.areas.exchange.rules.frequencies import MONTHS
from cashwright.areas.exchange.rules.reading import HowToRead


def read_contracts(batch: pl.DataFrame, how: HowToRead) -> pl.DataFrame:
    """The rows of `read_rows` and `months` Int64 between two bills; one month where none is told.

    The account is the customer's name where there is no number, the contract's number the account
    where there is none: a file of one contract a customer.
    """
    frame = read_rows(batch, how)
    account = pl.coalesce("account_no", pl.col("customer_name").str.slice(0, 64))
    word = pl.col("frequency").str.to_lowercase().str.replace_all(r"\s+", "-")
    months = word.replace_strict(dict(MONTHS), default=None, return_dtype=pl.Int64)
    frame = frame.with_columns(
        account_no=account,
        contract_ref=pl.coalesce("contract_ref", account),
        months=pl.when(word.is_null()).then(pl.lit(1, pl.Int64)).otherwise(months),
    )
    frame = refuse(frame, "account_no", "exchange.customer_missing", pl.col("account_no").is_null())
    frame = refuse(
        frame, "monthly_amount", "exchange.value_missing", pl.col("monthly_minor").is_null()
    )
    frame = refuse(frame, "currency", "exchange.currency_missing", pl.col("currency").is_null())
    frame = refuse(frame, "monthly_amount", "exchange.negative_price", pl.col("monthly_minor") < 0)
    is_early = pl.col("ends_on") <= pl.col("starts_on")
    frame = refuse(frame, "ends_on", "exchange.end_before_start", is_early)
    return refuse(frame, "frequency", "exchange.frequency_unknown", pl.col("months").is_null())


def judge_contracts(contracts: pl.LazyFrame) -> pl.LazyFrame:
    """All contracts of a file, with what only the whole file shows."""
    again = pl.col("contract_ref").is_not_null() & (pl.len().over("contract_ref") > 1)
    is_new = pl.col("refusal").is_null()
    return contracts.with_columns(
        refusal=pl.coalesce("refusal", pl.when(again).then(pl.lit("exchange.duplicate_in_file"))),
        refusal_field=pl.when(is_new & again)
        .then(pl.lit("contract_ref"))
        .otherwise("refusal_field"),
    )
