"""As of: for each row the value that was in force on its day."""

from collections.abc import Sequence
from typing import TypeVar

import polars as pl

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

_PLACE = "__place"


def as_of(
    frame: Frame, values: Frame, *, on: str, valid_from: str, by: Sequence[str] = ()
) -> Frame:
    """`frame` with the columns of the last row of `values` whose `valid_from` is on or before `on`.

    on           a Date column of `frame`
    valid_from   a Date column of `values`, kept in the result: it tells how old the value is
    by           columns of both that must be equal (the pair of currencies of a rate)
    returns      every row of `frame`, in its order; nulls where nothing was in force yet
    ties         several values of one day: the one that comes last in `values`
    """
    assert on != valid_from, "the two days need two names"
    groups = list(by)
    found = (
        frame.with_row_index(_PLACE)
        .sort(on, maintain_order=True)
        .join_asof(
            values.sort(valid_from, maintain_order=True),
            left_on=on,
            right_on=valid_from,
            by=groups or None,
            strategy="backward",
            check_sortedness=False,
            coalesce=False,
        )
    )
    return found.sort(_PLACE).drop(_PLACE)
