"""Minor units as decimals, for files that leave the house."""

import polars as pl

from cashwright.areas.exchange.frames.numbers import ten_to
from cashwright.kernel.currencies import CURRENCIES

_UNITS = {code: money.minor_units for code, money in CURRENCIES.items()}


def decimals(minor: str, currency: str, scale: int) -> pl.Expr:
    """The column `minor` as Decimal(38, scale): 123450 EUR with scale 2 is 1234.50.

    scale   at least the decimals of every currency in the column `currency`
    """
    units = pl.col(currency).replace_strict(_UNITS, return_dtype=pl.Int16)
    wide = pl.col(minor).cast(pl.Int128) * ten_to(scale - units)
    digits = wide.abs().cast(pl.String).str.zfill(scale + 1)
    sign = pl.when(pl.col(minor) < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    at = digits.str.len_chars().cast(pl.Int64) - scale
    point = pl.lit("." if scale else "")
    whole, rest = digits.str.slice(0, at), digits.str.slice(at)
    text = pl.concat_str([sign, whole, point, rest], ignore_nulls=False)
    return text.str.to_decimal(scale=scale).cast(pl.Decimal(38, scale))


def scale_of(codes: list[str]) -> int:
    """The most decimals any of the currencies has."""
    return max((_UNITS[code] for code in codes), default=2)
