"""Dtypes: what a column of each kind is, and the contract a frame is held to.

Words: a *schema* maps column names to dtypes, in order. Ids are String, written as `str(uuid)`
writes them: that is how PostgreSQL gives them, so frames from both sides join.
"""

from collections.abc import Mapping
from functools import lru_cache

import polars as pl
from polars.datatypes import DataType, DataTypeClass

Schema = Mapping[str, DataType | DataTypeClass]

MINOR = pl.Int64()  # money: minor units of one currency
ID = pl.String()  # a UUID as str() writes it
CODE = pl.String()  # a currency, a state, a reason
TEXT = pl.String()
DAY = pl.Date()  # a business day, local to the legal entity
INSTANT = pl.Datetime("us", "UTC")
COUNT = pl.Int64()
FLAG = pl.Boolean()


def no_rows(schema: Schema) -> pl.DataFrame:
    """A frame of `schema` without rows, of one that is kept: to make one takes as long as to ask for rows."""
    return _without_rows(tuple(schema.items())).clone()


@lru_cache(maxsize=512)
def _without_rows(columns: tuple[tuple[str, DataType | DataTypeClass], ...]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(columns))


@lru_cache(maxsize=1024)
def literal(value: str | int | None, dtype: DataType | DataTypeClass) -> pl.Expr:
    """One value as a column of a dtype. It is kept: to make one of an Enum takes longer than to use it."""
    return pl.lit(value, dtype=dtype)


class FrameMismatch(AssertionError):
    """A frame does not keep its contract: a bug of whoever made it, told in one sentence."""


def check(frame: pl.DataFrame | pl.LazyFrame, schema: Schema, name: str = "frame") -> None:
    """Assert that `frame` has at least the columns of `schema`, of exactly these dtypes.

    raises   FrameMismatch, naming every missing column and every wrong dtype
    """
    found = frame.collect_schema()
    wrong = [
        f"{column} is missing"
        if column not in found
        else f"{column} is {found[column]}, not {dtype}"
        for column, dtype in schema.items()
        if found.get(column) != dtype
    ]
    if wrong:
        raise FrameMismatch(f"{name}: {'; '.join(wrong)}")
