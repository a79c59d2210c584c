"""Discounts as columns: rules.discounted_lines for many bills at once, one discount after the other."""

import polars as pl

from cashwright.columns.dtypes import COUNT, ID, MINOR
from cashwright.columns.guards import narrow, wide
from cashwright.columns.split import split

DISCOUNTS = {
    "bill": COUNT, "charge_id": ID, "position": COUNT, "percent_ppm": COUNT, "amount_minor": MINOR,
}  # fmt: skip
_PPM = 10**6


def discount_lines(lines: pl.DataFrame, discounts: pl.DataFrame) -> pl.DataFrame:
    """`lines` with discount_minor Int64, signed as their gross.

    lines      bill Int64 (what one set of discounts is for: a contract and period), charge_id,
               gross_minor, and any other columns
    discounts  DISCOUNTS: charge_id null for all charges of the bill; exactly one of percent_ppm and
               amount_minor; taken by `position`, then in the order of the frame
    raises     ColumnOverflow
    """
    left = lines.select("bill", "charge_id", "gross_minor", left="gross_minor").with_row_index("n")
    ordered = discounts.sort("position", maintain_order=True).with_columns(
        turn=pl.int_range(pl.len()).over("bill")
    )
    concerned = left.join(ordered.select("bill").unique(), on="bill", maintain_order="left")
    for _, turn in sorted(ordered.partition_by("turn", as_dict=True).items()):
        concerned = _after(concerned, turn)
    taken = concerned.select("n", discount_minor=pl.col("gross_minor") - pl.col("left"))
    found = left.select("n").join(taken, on="n", how="left", maintain_order="left")
    return lines.hstack([found["discount_minor"].fill_null(0)])


def _after(lines: pl.DataFrame, turn: pl.DataFrame) -> pl.DataFrame:
    """`lines` with what is left after one discount of each bill."""
    theirs = lines.join(
        turn.select("bill", "percent_ppm", "amount_minor", only="charge_id"), on="bill",
        maintain_order="left",
    ).filter(pl.col("only").is_null() | (pl.col("only") == pl.col("charge_id")))  # fmt: skip
    share = theirs.filter(pl.col("percent_ppm").is_not_null()).select("n", taken=_share())
    amounts = theirs.filter(pl.col("amount_minor").is_not_null() & (pl.col("left") > 0))
    most = wide(pl.col("left")).sum().over("bill")
    amounts = amounts.with_columns(
        spread=narrow(pl.min_horizontal(wide(pl.col("amount_minor")), most), "amount_minor")
    )
    parts = amounts.select("n", taken=split(pl.col("spread"), pl.col("left"), ["bill"], "taken"))
    taken = pl.concat([share, parts])
    return (
        lines.join(taken, on="n", how="left", maintain_order="left")
        .with_columns(left=pl.col("left") - pl.col("taken").fill_null(0))
        .drop("taken")
    )


def _share() -> pl.Expr:
    """percent_ppm of what is left, half away from zero."""
    size = (wide(pl.col("left")).abs() * pl.col("percent_ppm") + _PPM // 2) // _PPM
    return narrow(size * wide(pl.col("left").sign()), "discount_minor")
