"""Settling for a million pairs of payment and invoice: the checks, amounts and entries of services/applying.py.

tests/areas/cash/test_twins.py applies the same plan both ways and compares what stands.
"""

from datetime import date

import polars as pl

from cashwright.areas.cash.refusals import (
    AppliedTooEarly,
    ExceedsBalance,
    ExceedsUnapplied,
    NothingLeft,
    NotOpen,
    WrongEntity,
)
from cashwright.areas.payments.refusals import NotPositive
from cashwright.columns.dtypes import CODE, DAY, ID, MINOR, TEXT
from cashwright.kernel.refusals import CurrencyMismatch, NotFound

PAYMENTS = {
    "payment_id": ID,
    "payment_entity_id": ID,
    "payer_id": ID,
    "payment_currency": CODE,
    "available_on": DAY,
    "unapplied_minor": MINOR,
    "unapplied_functional_minor": MINOR,
}
INVOICES = {
    "invoice_id": ID,
    "invoice_entity_id": ID,
    "customer_id": ID,
    "currency": CODE,
    "open_since_on": DAY,
    "state": CODE,
    "document_no": TEXT,
    "balance_minor": MINOR,
    "balance_functional_minor": MINOR,
}


def checked(
    plan: pl.DataFrame, payments: pl.DataFrame, invoices: pl.DataFrame, *, entity_id: str, on: date
) -> pl.DataFrame:
    """The plan with its documents and a `refusal`: the code of the first reason in the house's order.

    plan      payment_id, invoice_id, amount_minor, reason
    payments  PAYMENTS, invoices INVOICES: as locked just now
    returns   plan order; a payment with one refused row has all its rows refused
    """
    joined = plan.join(payments, on="payment_id", how="left", maintain_order="left").join(
        invoices, on="invoice_id", how="left", maintain_order="left"
    )
    amount = pl.col("amount_minor")
    by_payment, by_invoice = amount.sum().over("payment_id"), amount.sum().over("invoice_id")
    told = joined.with_columns(
        refusal=pl.when(pl.col("payment_entity_id").is_null() | pl.col("invoice_entity_id").is_null())
        .then(pl.lit(NotFound.code))
        .when(pl.col("unapplied_minor") == 0).then(pl.lit(NothingLeft.code))
        .when(pl.col("state") != "posted").then(pl.lit(NotOpen.code))
        .when((pl.col("payment_entity_id") != entity_id) | (pl.col("invoice_entity_id") != entity_id))
        .then(pl.lit(WrongEntity.code))
        .when(pl.col("payment_currency") != pl.col("currency")).then(pl.lit(CurrencyMismatch.code))
        .when((pl.col("available_on") > on) | (pl.col("open_since_on") > on))
        .then(pl.lit(AppliedTooEarly.code))
        .when(amount <= 0).then(pl.lit(NotPositive.code))
        .when(by_payment > pl.col("unapplied_minor")).then(pl.lit(ExceedsUnapplied.code))
        .when(by_invoice > pl.col("balance_minor")).then(pl.lit(ExceedsBalance.code))
    )  # fmt: skip
    return told.with_columns(
        refusal=pl.col("refusal").fill_null(
            pl.col("refusal").drop_nulls().first().over("payment_id")
        )
    )


def relieved(item: str, left: str, functional: str) -> pl.Expr:
    """What each row (`amount_minor`) takes of an item's functional amount, as the relief so far differs.

    For one row that is ledger.rules.relieve; over all rows of an item it adds up exactly.
    """
    so_far = pl.col("amount_minor").cast(pl.Int128).cum_sum().over(item)
    whole = pl.col(left).cast(pl.Int128)
    product = so_far * pl.col(functional)
    size = (product.abs() * 2 + whole) // (whole * 2)
    relief = pl.when(product >= 0).then(size).otherwise(0 - size)
    return (relief - relief.shift(1, fill_value=0).over(item)).cast(pl.Int64)


def functional_amounts(good: pl.DataFrame) -> pl.DataFrame:
    """Add invoice_functional_minor and source_functional_minor to checked rows."""
    return good.with_columns(
        invoice_functional_minor=relieved(
            "invoice_id", "balance_minor", "balance_functional_minor"
        ),
        source_functional_minor=relieved(
            "payment_id", "unapplied_minor", "unapplied_functional_minor"
        ),
    )


def settlement_postings(
    made: pl.DataFrame, *, receivable: str, credit: str, fx: str
) -> pl.DataFrame:
    """The entry of each application, as ledger.rules.settlement_lines: credit, receivable, difference.

    made  entry_id, entity_id, applied_on, currency, customer_id, payer_id, invoice_id, payment_id,
          amount_minor, invoice_functional_minor, source_functional_minor
    """
    shared = ["entry_id", "entity_id", "currency"]
    from_credit = made.select(
        *shared, "amount_minor", effective_on="applied_on", line_no=pl.lit(1),
        account_id=pl.lit(credit), customer_id="payer_id", document_id="payment_id",
        functional_minor="source_functional_minor",
    )  # fmt: skip
    from_receivable = made.select(
        *shared, "customer_id", effective_on="applied_on", line_no=pl.lit(2),
        account_id=pl.lit(receivable), document_id="invoice_id",
        amount_minor=-pl.col("amount_minor"),
        functional_minor=-pl.col("invoice_functional_minor"),
    )  # fmt: skip
    difference = made.select(
        *shared, "customer_id", effective_on="applied_on", line_no=pl.lit(3), account_id=pl.lit(fx),
        document_id=pl.lit(None, pl.String), amount_minor=pl.lit(0, pl.Int64),
        functional_minor=pl.col("invoice_functional_minor") - pl.col("source_functional_minor"),
    ).filter(pl.col("functional_minor") != 0)  # fmt: skip
    columns = from_credit.columns
    return pl.concat([from_credit, from_receivable.select(columns), difference.select(columns)])
