"""Exact amounts as columns: 10**-15ths of a minor unit in Int128, refused where no book holds them.

All of them are zero or more. An exact amount that would not fit 64 bits as minor units is refused
before it is computed, so that products and sums of a few never come near the end of Int128.
"""

import polars as pl

from cashwright.areas.catalog.rules.terms import EXACT
from cashwright.areas.catalog.rules.terms import tens as power
from cashwright.columns.guards import ColumnOverflow
from cashwright.kernel.money import MINOR_MAX

EXACT_MAX = MINOR_MAX * EXACT
_TENS = {units: power(units) for units in range(7)}


def times(left: pl.Series, right: pl.Series | int, name: str) -> pl.Series:
    """left x right as Int128. Raises ColumnOverflow, naming `name`, beyond EXACT_MAX."""
    wide = left.cast(pl.Int128)
    other = _one(right) if isinstance(right, int) else right.cast(pl.Int128)
    if _largest(wide) * _largest(other) > EXACT_MAX:  # perhaps not in one row: look at each
        fits = _one(EXACT_MAX) // other.replace(0, 1)
        if (wide > fits).any():
            raise ColumnOverflow.of(name)
    return wide * other


def tens(units: pl.Series) -> pl.Series | int:
    """10**units: one number where all rows have the same currency decimals."""
    least, most = units.min(), units.max()
    if least == most:
        return _TENS[int(least or 0)]  # type: ignore[arg-type]
    return units.replace_strict(_TENS, return_dtype=pl.Int128)


def at_price(quantity_e6: pl.Series, scaled_e9: pl.Series, units: pl.Series) -> pl.Series:
    """Units at a unit price, or money at a rate: exact, as rules.terms.units_at."""
    return times(times(quantity_e6, scaled_e9, "quantity x price"), tens(units), "quantity x price")


def flat(minor: pl.Series) -> pl.Series:
    """An amount in minor units, exact."""
    return minor.cast(pl.Int128) * _one(EXACT)


def rounded(exact: pl.Series, name: str) -> pl.Series:
    """Minor units, half up, as Int64. Raises ColumnOverflow."""
    found = (exact + _one(EXACT // 2)) // _one(EXACT)
    if _largest(found) > MINOR_MAX:
        raise ColumnOverflow.of(name)
    return found.cast(pl.Int64)


def _one(value: int) -> pl.Series:
    """One row that stands beside every other: Int128 columns take no plain numbers."""
    return pl.Series([value], dtype=pl.Int128)


def _largest(values: pl.Series) -> int:
    return int(values.max() or 0)  # type: ignore[arg-type]
