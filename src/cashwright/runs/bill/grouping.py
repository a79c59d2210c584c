"""How lines come to documents: by subscription, by contract, or all of a payer together."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from cashwright.areas.contracts.policies import Grouping
from cashwright.areas.parties.rules import HOUSE_TERMS, Terms, discount_until, due_on
from cashwright.columns.dtypes import COUNT, DAY, ID

DATED = {
    "terms_id": ID,
    "custom_term_days": COUNT,
    "due_on": DAY,
    "discount_bp": pl.Int64(),
    "discount_until_on": DAY,
}


def ref() -> pl.Expr:
    """The document a line comes to, from its contract's grouping.

    Consolidated is what one payer owes in one currency under one set of terms and one purchase
    order. A document has one treatment of prices: all contain the tax, or none does.
    """
    together = pl.concat_str(
        "bill_to_id", "currency", pl.col("terms_id").fill_null(""),
        pl.col("custom_term_days").cast(pl.String).fill_null(""), "purchase_order_no",
        separator="|",
    )  # fmt: skip
    whole = (
        pl.when(pl.col("grouping") == Grouping.CONSOLIDATED).then(together)
        .when(pl.col("grouping") == Grouping.SUBSCRIPTION)
        .then(pl.col("subscription_id").fill_null(pl.col("contract_id")))
        .otherwise("contract_id")
    )  # fmt: skip
    return (
        pl.when(pl.col("is_tax_inclusive"))
        .then(pl.concat_str(whole, pl.lit("|incl")))
        .otherwise(whole)
        .alias("ref")
    )


def dated(
    headers: pl.DataFrame, terms: Mapping[str, Terms], default: Terms, issued_on: date
) -> pl.DataFrame:
    """`headers` with due_on and the early discount, by the contract's terms, else the payer's, else
    `default`; days of its own that a contract agreed go before the catalogue."""
    pairs = headers.select("terms_id", "custom_term_days").unique()
    rows = [
        (terms_id, days, *_dates(terms.get(terms_id or "", default), days, issued_on))
        for terms_id, days in pairs.rows()
    ]
    table = pl.DataFrame(rows, schema=DATED, orient="row")
    return headers.join(
        table, on=["terms_id", "custom_term_days"], nulls_equal=True, maintain_order="left"
    )


def _dates(terms: Terms, custom_days: int | None, issued_on: date) -> tuple[date, int, date | None]:
    if custom_days is not None:
        return issued_on + timedelta(days=custom_days), 0, None
    return due_on(terms, issued_on), terms.discount_bp, discount_until(terms, issued_on)


HOUSE = HOUSE_TERMS
