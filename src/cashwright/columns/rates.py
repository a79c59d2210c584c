"""Rates as columns: the twin of kernel/rates.py for a million amounts at once."""

import polars as pl

from cashwright.columns.guards import ColumnOverflow, each, narrow, wide

_WIDE_MAX = 2**125
_SCALES = {units: 10**units for units in range(5)}


def convert(
    minor: pl.Expr,
    numerator: pl.Expr,
    denominator: pl.Expr,
    from_units: pl.Expr | int,
    to_units: pl.Expr | int,
    name: str,
) -> pl.Expr:
    """`minor` at numerator / denominator under `name`, half away from zero: as in kernel.

    minor                    Int64 of a currency with `from_units` decimals (0..4)
    numerator, denominator   Int64 > 0: major units of the target for one of the source
    returns                  Int64 of a currency with `to_units` decimals; null where an input is
    raises                   ColumnOverflow when collected: no result wraps or loses a digit
    """
    size = wide(minor).abs()
    above = wide(numerator) * _scale(to_units)
    below = wide(denominator) * _scale(from_units)
    fits = size <= (_WIDE_MAX - below) // (2 * above)
    nearest = (2 * _only(size, fits, name) * above + below) // (2 * below)
    return narrow(nearest * wide(minor.sign()), name)


def _scale(units: pl.Expr | int) -> pl.Expr:
    if isinstance(units, int):
        return pl.lit(_SCALES[units], dtype=pl.Int128)
    return units.replace_strict(_SCALES, return_dtype=pl.Int128)


def _only(value: pl.Expr, fits: pl.Expr, name: str) -> pl.Expr:
    """`value` where all of it fits; raises ColumnOverflow otherwise."""

    def refuse(found: pl.Series) -> pl.Series:
        pair = found.struct.unnest()
        if not pair["fits"].all():
            raise ColumnOverflow.of(name)
        return pair["value"]

    return each(pl.struct(value=value, fits=fits), refuse, pl.Int128())
