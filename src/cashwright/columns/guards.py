"""Guards: sums and products of amounts that refuse instead of wrapping around.

Polars' Int64 goes from 9,223,372,036,854,775,807 to its negative without a word. Here such
arithmetic is done in Int128 (*wide*), where products of two and sums of any number of 64-bit values
fit, and comes back to Int64 (*narrow*) only when it fits. The cost: 10 to 20 ms a million rows.
"""

from collections.abc import Callable

import polars as pl

from cashwright.kernel.money import MINOR_MAX
from cashwright.kernel.refusals import Refusal


class ColumnOverflow(Refusal):
    """facts: told, which names the column. Remedy: no book holds that; look for a misread unit.

    Made from one line of text because Polars makes it anew, from its text, on the way out.
    """

    code = "columns.overflow"

    def __init__(self, told: str) -> None:
        super().__init__(told=told.splitlines()[0])

    def __str__(self) -> str:
        return str(self.facts["told"])

    @classmethod
    def of(cls, column: str) -> "ColumnOverflow":
        return cls(f"{column} is beyond {MINOR_MAX}")


def wide(value: pl.Expr) -> pl.Expr:
    """`value` (integers) as Int128, for arithmetic that ends in `narrow`."""
    return value.cast(pl.Int128)


def narrow(value: pl.Expr, name: str) -> pl.Expr:
    """`value` (Int128) as Int64 under `name`. Raises ColumnOverflow when the frame is collected."""

    def fit(found: pl.Series) -> pl.Series:
        largest, smallest = found.max(), found.min()
        if largest is not None and (largest > MINOR_MAX or smallest < -MINOR_MAX - 1):  # type: ignore[operator]
            raise ColumnOverflow.of(name)
        return found.cast(pl.Int64)

    return each(value, fit, pl.Int64()).alias(name)


def each(value: pl.Expr, made: Callable[[pl.Series], pl.Series], dtype: pl.DataType) -> pl.Expr:
    """`made` of whole columns, also within an aggregation: asked once, not once a group."""
    return value.map_batches(made, return_dtype=dtype, is_elementwise=True)


def guarded_product(left: pl.Expr, right: pl.Expr, name: str) -> pl.Expr:
    """left x right as Int64 under `name`, null where one is. Raises ColumnOverflow."""
    return narrow(wide(left) * wide(right), name)


def guarded_sum(value: pl.Expr, name: str, over: list[str] | None = None) -> pl.Expr:
    """The sum as Int64 under `name`: in `select`, in `group_by().agg()`, or `over` columns.

    Nulls count as nothing, no rows sum to 0. Raises ColumnOverflow.
    """
    total = wide(value).sum()
    return narrow(total.over(over) if over else total, name)
