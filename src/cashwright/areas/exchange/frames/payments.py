"""Rows of a payment file: typed, and checked within the file."""

import polars as pl

from cashwright.areas.exchange.frames.rows import read_rows, refuse
from cashwright.areas.exchange.rules.reading import HowToRead

_CONTENT = ("account_no", "received_on", "currency", "amount_minor", "reference", "payer_text")


def read_payments(batch: pl.DataFrame, how: HowToRead) -> pl.DataFrame:
    """The rows of `read_rows`; the account is the customer's name where there is no number."""
    frame = read_rows(batch, how)
    account = pl.coalesce("account_no", pl.col("customer_name").str.slice(0, 64))
    frame = frame.with_columns(account_no=account)
    frame = refuse(frame, "account_no", "exchange.customer_missing", pl.col("account_no").is_null())
    for field, column in (("received_on", "received_on"), ("amount", "amount_minor")):
        frame = refuse(frame, field, "exchange.value_missing", pl.col(column).is_null())
    frame = refuse(frame, "currency", "exchange.currency_missing", pl.col("currency").is_null())
    frame = refuse(frame, "amount", "exchange.zero_amount", pl.col("amount_minor") == 0)
    return refuse(frame, "amount", "exchange.negative_payment", pl.col("amount_minor") < 0)


def judge_payments(payments: pl.LazyFrame) -> pl.LazyFrame:
    """All payments of a file, with what only the whole file shows, and `occurrence`.

    occurrence  UInt32, from 1: the how-manieth payment with the same content and no reference of
                its own. A customer may pay the same amount twice a day; the second of them is new,
                and a file that is imported again brings the same two.
    """
    ref = pl.col("payment_ref")
    again = ref.is_not_null() & (pl.len().over("payment_ref") > 1)
    contents = pl.struct(_CONTENT).n_unique().over("payment_ref")
    is_new = pl.col("refusal").is_null()
    duplicate, reused = pl.lit("exchange.duplicate_in_file"), pl.lit("exchange.number_reused")
    code = pl.when(again & (contents == 1)).then(duplicate).when(again).then(reused)
    return payments.with_columns(
        refusal=pl.coalesce("refusal", code),
        refusal_field=pl.when(is_new & again)
        .then(pl.lit("payment_ref"))
        .otherwise("refusal_field"),
        occurrence=(pl.int_range(pl.len()).over(_CONTENT) + 1).cast(pl.UInt32),
    )
