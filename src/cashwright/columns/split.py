"""Split as columns: the twin of kernel/money.split_minor for many amounts at once."""

from collections.abc import Sequence

import polars as pl

from cashwright.columns.dtypes import FrameMismatch
from cashwright.columns.guards import each, narrow, wide


def split(minor: pl.Expr, weight: pl.Expr, by: Sequence[str], name: str) -> pl.Expr:
    """Each row's part of its group's amount, under `name`: parts of a group sum to it exactly.

    minor     Int64, any sign, the same amount on every row of a group
    weight    Int64 >= 0, in each group at least one positive
    by        the columns that make a group
    ties      largest remainder first; equal remainders to the row that comes first in the frame
    raises    FrameMismatch when collected: a negative weight, or a group that has none positive
    """
    groups = list(by)
    size = wide(minor).abs()
    weights = _sound(wide(weight), wide(weight).sum().over(groups), name)
    product, whole = size * weights, wide(weight).sum().over(groups)
    floors, rest = product // whole, product % whole
    left_over = size - floors.sum().over(groups)
    is_lucky = rest.rank("ordinal", descending=True).over(groups) <= left_over
    part = floors + wide(is_lucky)
    return narrow(part * wide(minor.sign()), name)


def portion(amount: pl.Expr, part: pl.Expr, whole: pl.Expr, name: str) -> pl.Expr:
    """amount x part / whole under `name`, half away from zero; 0 where the whole is 0.

    amount, part, whole   Int64 >= 0
    """
    product, over = wide(amount) * wide(part), wide(whole)
    share = (product * 2 + over) // (over * 2)
    return narrow(pl.when(over > 0).then(share).otherwise(wide(pl.lit(0))), name)


def _sound(weights: pl.Expr, whole: pl.Expr, name: str) -> pl.Expr:
    def refuse(found: pl.Series) -> pl.Series:
        pair = found.struct.unnest()
        if (pair["weight"] < 0).any():
            raise FrameMismatch(f"{name}: weights are not negative")
        if not (pair["whole"] > 0).all():
            raise FrameMismatch(f"{name}: one weight of each group must be positive")
        return pair["weight"]

    return each(pl.struct(weight=weights, whole=whole), refuse, pl.Int128())
