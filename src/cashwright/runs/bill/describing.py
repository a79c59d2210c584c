"""What a line says: the product and its days, in words: "Platform seats, 1–31 March 2026"."""

import polars as pl

from cashwright.columns.dtypes import DAY, TEXT
from cashwright.kernel.periods import days_in_words


def described(lines: pl.DataFrame) -> pl.DataFrame:
    """`lines` with description, from product_name, from_on and until_on; one that has its own keeps it."""
    pairs = lines.select("from_on", "until_on").unique().rows()
    table = pl.DataFrame(
        [(*pair, days_in_words(*pair)) for pair in pairs],
        schema={"from_on": DAY, "until_on": DAY, "days_said": TEXT},
        orient="row",
    )
    said = lines.join(table, on=["from_on", "until_on"], maintain_order="left")
    own = pl.format("{}, {}", "product_name", "days_said")
    return said.with_columns(description=pl.col("description").fill_null(own)).drop("days_said")
