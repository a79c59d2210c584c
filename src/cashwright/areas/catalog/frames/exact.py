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
    if isinstance(right, int):
        other, most = pl.Series([right], dtype=pl.Int128), right
    else:
        other = right.cast(pl.Int128)
        most = _largest(other)
    if _largest(wide) * most > EXACT_MAX:  # perhaps not in one row: look at each
        fits = EXACT_MAX // other.clip(1)
        if (wide > (fits if len(fits) == len(wide) else fits[0])).any():
            raise ColumnOverflow.of(name)
    return wide * right if isinstance(right, int) else wide * other


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
    return minor.cast(pl.Int128) * EXACT


def rounded(exact: pl.Series, name: str) -> pl.Series:
    """Minor units, half up, as Int64. Raises ColumnOverflow."""
    found = (exact + EXACT // 2) // EXACT
    if _largest(found) > MINOR_MAX:
        raise ColumnOverflow.of(name)
    return found.cast(pl.Int64)


def _largest(values: pl.Series) -> int:
    return int(values.max() or 0)  # type: ignore[arg-type]
