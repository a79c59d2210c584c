"""The set-based twin of rules: the same decision for a million payments at once.

Frames are Polars; money columns are Int64 and end in `_minor`. The running sums of one customer
stay far below the Int64 limit: balances are held to 10**15 by the books.
tests/areas/cash/test_twins.py proves rules and frames equal.
"""

import polars as pl


def apply_oldest_first(payments: pl.LazyFrame, items: pl.LazyFrame) -> pl.LazyFrame:
    """Apply each customer's one payment to that customer's items, oldest due first.

    payments  customer_id Utf8 | payment_minor Int64 >= 0                  one row per customer
    items     customer_id Utf8 | invoice_id Utf8 | due_on Date | balance_minor Int64 > 0
    currency  one per call; runs/apply_cash.py partitions by it
    returns   customer_id | invoice_id | applied_minor Int64 > 0           at most one row per item
    """
    settled_before = pl.col("balance_minor").cum_sum().over("customer_id") - pl.col("balance_minor")
    still_left = (pl.col("payment_minor") - settled_before).clip(lower_bound=0)
    return (
        items.join(payments, on="customer_id")
        .sort("customer_id", "due_on", "invoice_id")
        .with_columns(applied_minor=pl.min_horizontal("balance_minor", still_left))
        .filter(pl.col("applied_minor") > 0)
        .select("customer_id", "invoice_id", "applied_minor")
    )


def exact_items(payments: pl.LazyFrame, items: pl.LazyFrame) -> pl.LazyFrame:
    """For each payment, the single open item of its customer with exactly its balance.

    payments  payment_id Utf8 | customer_id Utf8 | payment_minor Int64 >= 0
    items     customer_id Utf8 | invoice_id Utf8 | due_on Date | balance_minor Int64 > 0
    currency  one per call
    returns   payment_id | invoice_id Utf8 | fits UInt32: one row per payment. `invoice_id` is the
              fit when `fits` is 1, otherwise null (0: nothing fits; more: ambiguous)
    alone     each payment is judged alone: two payments may name the same item, and the run
              applies the first of them and plans the other again
    """
    fits = payments.join(
        items, left_on=["customer_id", "payment_minor"], right_on=["customer_id", "balance_minor"]
    )
    found = fits.group_by("payment_id").agg(
        invoice_id=pl.when(pl.len() == 1).then(pl.col("invoice_id").first()), fits=pl.len()
    )
    return payments.join(found, on="payment_id", how="left").select(
        "payment_id", "invoice_id", pl.col("fits").fill_null(0)
    )
