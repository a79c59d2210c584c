"""Clearing what payers kept for a reason, for many invoices at once: checks, amounts, entries."""

from datetime import date

import polars as pl

from cashwright.areas.cash.frames.settlement import INVOICES, relieved
from cashwright.areas.cash.policies import DifferenceKind
from cashwright.areas.cash.refusals import AppliedTooEarly, ExceedsBalance, NotOpen, WrongEntity
from cashwright.areas.payments.refusals import NotPositive
from cashwright.columns.dtypes import CODE, ID, MINOR
from cashwright.columns.split import portion
from cashwright.kernel.refusals import NotFound

DIFFERENCES = {"payment_id": ID, "invoice_id": ID, "kind": CODE, "amount_minor": MINOR}
OPEN = {**INVOICES, "total_minor": MINOR, "tax_minor": MINOR}

ROLE = {
    DifferenceKind.TOLERANCE: "rounding",
    DifferenceKind.FEE: "fees",
    DifferenceKind.DISCOUNT: "discount",
    DifferenceKind.WITHHELD_TAX: "withheld_tax",
    DifferenceKind.FX: "fx_realized",
}
"""The account a difference goes to, by its role in the chart."""


def judged(
    differences: pl.DataFrame, invoices: pl.DataFrame, *, entity_id: str, on: date
) -> pl.DataFrame:
    """The differences with their invoices and a `refusal`: the code of the first reason.

    differences  DIFFERENCES
    invoices     OPEN, as locked just now
    """
    amount = pl.col("amount_minor")
    return differences.join(
        invoices, on="invoice_id", how="left", maintain_order="left"
    ).with_columns(
        refusal=pl.when(pl.col("invoice_entity_id").is_null()).then(pl.lit(NotFound.code))
        .when(pl.col("state") != "posted").then(pl.lit(NotOpen.code))
        .when(pl.col("invoice_entity_id") != entity_id).then(pl.lit(WrongEntity.code))
        .when(pl.col("open_since_on") > on).then(pl.lit(AppliedTooEarly.code))
        .when(amount <= 0).then(pl.lit(NotPositive.code))
        .when(amount.sum().over("invoice_id") > pl.col("balance_minor"))
        .then(pl.lit(ExceedsBalance.code))
    )  # fmt: skip


def with_amounts(good: pl.DataFrame, *, discount_tax: bool) -> pl.DataFrame:
    """Add functional_minor, and tax_minor: the share of output tax that a discount takes back.

    tax  amount x tax of the invoice / its total, half away from zero; nothing for other kinds
    """
    takes_tax = pl.lit(discount_tax) & (pl.col("kind") == str(DifferenceKind.DISCOUNT))
    share = portion(pl.col("amount_minor"), pl.col("tax_minor"), pl.col("total_minor"), "tax_minor")
    functional = relieved("invoice_id", "balance_minor", "balance_functional_minor")
    return good.with_columns(
        functional_minor=functional, tax_minor=pl.when(takes_tax).then(share).otherwise(0)
    ).with_columns(
        tax_functional_minor=portion(
            pl.col("functional_minor"),
            pl.col("tax_minor"),
            pl.col("amount_minor"),
            "tax_functional_minor",
        )
    )


def clearing_postings(
    made: pl.DataFrame, *, roles: dict[str, str], receivable: str, tax: str
) -> pl.DataFrame:
    """The entry of each difference: its account and output tax against the receivable.

    made   entry_id, entity_id, applied_on, currency, customer_id, invoice_id, kind, amount_minor,
           tax_minor, functional_minor, tax_functional_minor
    roles  DifferenceKind -> account code
    """
    shared = ["entry_id", "entity_id", "currency", "customer_id"]
    nothing = pl.lit(None, pl.String)
    kept = made.select(
        *shared, effective_on="applied_on", line_no=pl.lit(1),
        account_id=pl.col("kind").replace_strict(roles, return_dtype=pl.String),
        document_id=nothing, amount_minor=pl.col("amount_minor") - pl.col("tax_minor"),
        functional_minor=pl.col("functional_minor") - pl.col("tax_functional_minor"),
    )  # fmt: skip
    taken_back = made.filter(pl.col("tax_minor") != 0).select(
        *shared, effective_on="applied_on", line_no=pl.lit(3), account_id=pl.lit(tax),
        document_id=nothing, amount_minor="tax_minor", functional_minor="tax_functional_minor",
    )  # fmt: skip
    settled = made.select(
        *shared, effective_on="applied_on", line_no=pl.lit(2), account_id=pl.lit(receivable),
        document_id="invoice_id", amount_minor=-pl.col("amount_minor"),
        functional_minor=-pl.col("functional_minor"),
    )  # fmt: skip
    return pl.concat([one.select(kept.columns) for one in (kept, settled, taken_back)])
