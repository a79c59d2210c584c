"""Percentage prices over single events as columns: rules.percentage for many lines at once."""

import polars as pl

from cashwright.areas.catalog.frames import exact
from cashwright.areas.catalog.frames.rating import event_worth
from cashwright.areas.catalog.refusals import NegativeQuantity, NoPriceInCurrency
from cashwright.columns.dtypes import COUNT, ID, MINOR

TRANSACTIONS = {"line": COUNT, "price_version_id": ID, "amount_minor": MINOR, "units": COUNT}


def rate_transactions(transactions: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """line, gross_minor Int64 and refusal (a code or null), one row a line.

    transactions  TRANSACTIONS, in the order in which they happened within each line; a line has one
                  version, whose model is percentage, and one currency
    terms         rating.TERMS
    refused       the whole line: no_price_in_currency, negative_quantity
    raises        ColumnOverflow
    """
    rows = transactions.join(terms, on="price_version_id", how="left", maintain_order="left")
    lines = rows.group_by("line", maintain_order=True).agg(
        refusal=pl.when(pl.col("model").is_null().any())
        .then(pl.lit(NoPriceInCurrency.code))
        .when((pl.col("amount_minor") < 0).any())
        .then(pl.lit(NegativeQuantity.code))
    )
    sound = rows.join(lines.filter(pl.col("refusal").is_null()), on="line", maintain_order="left")
    amount = pl.col("amount_minor").cast(pl.Int128)
    sound = sound.with_columns(
        before=amount.cum_sum().over("line") - amount,
        number=pl.int_range(pl.len()).over("line"),
    )
    paid, is_free = _paid(sound)
    worth = event_worth(sound, exact.times(paid, 10**6, "amount_minor"), is_free)
    sums = (
        sound.select("line", "maximum_minor", worth=worth)
        .group_by("line")
        .agg(pl.col("worth").sum(), pl.col("maximum_minor").first())
    )
    gross = exact.rounded(sums["worth"], "gross_minor")
    capped = pl.min_horizontal(pl.lit(gross), pl.col("maximum_minor"))
    return lines.join(
        sums.select("line", gross_minor=capped), on="line", how="left", maintain_order="left"
    ).select("line", "gross_minor", "refusal")


def _paid(rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """How much of each event is over the allowances, and whether all of it is free."""
    amount, before = pl.col("amount_minor").cast(pl.Int128), pl.col("before")
    events, allowed = pl.col("free_events"), pl.col("free_minor").cast(pl.Int128)
    is_within = ((events > 0) | (allowed > 0)) & ((events == 0) | (pl.col("number") < events))
    left = (allowed - before).clip(0)
    over = amount - pl.min_horizontal(amount, left)
    by_amount = pl.when(allowed > 0).then(over).otherwise(pl.lit(0, pl.Int128))
    told = rows.select(
        paid=pl.when(is_within).then(by_amount).otherwise(amount),
        is_free=is_within & ((allowed == 0) | (before + amount <= allowed)),
    )
    return told["paid"], told["is_free"]
