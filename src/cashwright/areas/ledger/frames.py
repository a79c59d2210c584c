"""The set-based twin of ledger.rules: functional amounts for a million documents at once.

tests/areas/ledger/test_twins.py proves both equal.
"""

from collections.abc import Callable
from datetime import date

import polars as pl

from cashwright.columns.rates import convert
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.rates import Rate

_TABLE = {
    "currency": pl.String,
    "on": pl.Date,
    "rate_numerator": pl.Int64,
    "rate_denominator": pl.Int64,
    "units": pl.Int64,
}


def with_functional(
    documents: pl.DataFrame,
    *,
    amount: str,
    on: str,
    home: str,
    rate: Callable[[str, str, date], Rate],
) -> pl.DataFrame:
    """Add rate_numerator, rate_denominator and functional_minor to every document, in their order.

    amount, on  the columns with the amount in `currency` and the day that decides the rate
    home        the functional currency
    rate        source, target, day -> Rate; asked once for each pair of currency and day
    """
    pairs = documents.select("currency", pl.col(on).alias("on")).unique().rows()
    rates = [(code, day, rate(code, home, day)) for code, day in pairs]
    table = pl.DataFrame(
        [(code, day, r.numerator, r.denominator, minor_units(code)) for code, day, r in rates],
        schema=_TABLE,
        orient="row",
    ).rename({"on": on})
    priced = documents.join(table, on=["currency", on], how="left", maintain_order="left")
    converted = convert(
        pl.col(amount),
        pl.col("rate_numerator"),
        pl.col("rate_denominator"),
        pl.col("units"),
        minor_units(home),
        "functional_minor",
    )
    return priced.with_columns(
        functional_minor=pl.when(pl.col("currency") == home).then(amount).otherwise(converted)
    ).drop("units")
