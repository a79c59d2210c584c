"""What a line says: the product and its days, in words: "Platform seats, 1–31 March 2026"."""

from datetime import date, timedelta

import polars as pl

from cashwright.columns.dtypes import DAY, TEXT


def days_in_words(from_on: date, until_on: date) -> str:
    """The days [from_on, until_on): "1–31 March 2026", "15 March – 14 April 2026", "1 March 2026"."""
    last_on = until_on - timedelta(days=1)
    end = f"{last_on.day} {last_on:%B %Y}"
    if from_on == last_on:
        return end
    if (from_on.year, from_on.month) == (last_on.year, last_on.month):
        return f"{from_on.day}–{end}"
    if from_on.year == last_on.year:
        return f"{from_on.day} {from_on:%B} – {end}"
    return f"{from_on.day} {from_on:%B %Y} – {end}"


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
