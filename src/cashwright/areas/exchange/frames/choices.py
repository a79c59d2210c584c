"""What a file says about itself, over all its rows: decimal mark, order of dates, keys made decimals."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cashwright.areas.exchange.frames.cells import csv_plain
from cashwright.areas.exchange.frames.dates import day_text
from cashwright.areas.exchange.frames.numbers import shapes
from cashwright.areas.exchange.ports import Table, cell
from cashwright.areas.exchange.rules.dates import OrderChoice, choose_order
from cashwright.areas.exchange.rules.fields import FIELDS, Kind, Reading
from cashwright.areas.exchange.rules.numbers import MarkChoice, choose_mark

_WHOLE_KEY = r"^[0-9]+\.0$"
_SHAPES_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Findings:
    """`mark` and `order` may be undecided; `whole_keys` as in HowToRead."""

    mark: MarkChoice
    order: OrderChoice
    whole_keys: frozenset[str]


def rows_of(table: Table) -> pl.LazyFrame:
    """row_no UInt32 | c0 .. cn Utf8, in file order."""
    return pl.scan_parquet(table.parts / "*.parquet")


def find(
    table: Table, kind: Kind, columns: Mapping[str, int], decimals_max: int | None
) -> Findings:
    """Look at every row once, column by column; what is kept are distinct shapes and days.

    decimals_max  of the currencies the file may hold, where that is known
    """
    scan = rows_of(table)
    numbers: list[tuple[str, int | None, list[tuple[str, str]]]] = []
    dates: list[tuple[str, list[str]]] = []
    whole: set[str] = set()
    for field in FIELDS[kind]:
        if field.name not in columns:
            continue
        column = columns[field.name]
        header = table.headers[column]
        if field.reading in (Reading.AMOUNT, Reading.NUMBER):
            most = decimals_max if field.reading is Reading.AMOUNT else None
            numbers.append((header, most, _shapes(scan, column)))
        elif field.reading is Reading.DATE:
            dates.append((header, _days(scan, column)))
        elif field.reading is Reading.KEY and _is_whole(scan, column):
            whole.add(field.name)
    return Findings(choose_mark(numbers), choose_order(dates), frozenset(whole))


def _distinct(scan: pl.LazyFrame, column: int) -> pl.LazyFrame:
    """text: the distinct values of a column, of which a million rows have few."""
    text = csv_plain(pl.col("text").str.strip_chars())
    values = scan.select(text=pl.col(cell(column))).drop_nulls().unique()
    return values.select(text=text)


def _shapes(scan: pl.LazyFrame, column: int) -> list[tuple[str, str]]:
    found = (
        _distinct(scan, column)
        .group_by(shape=shapes(pl.col("text")))
        .agg(pl.col("text").min(), pl.len().alias("count"))
        .top_k(_SHAPES_MOST, by=["count", "shape"])
        .sort("count", "shape", descending=[True, False])
        .collect(engine="streaming")
    )
    return list(found.select("shape", "text").iter_rows())


def _days(scan: pl.LazyFrame, column: int) -> list[str]:
    days = _distinct(scan, column).select(text=day_text(pl.col("text"))).unique().sort("text")
    return days.collect(engine="streaming")["text"].to_list()


def _is_whole(scan: pl.LazyFrame, column: int) -> bool:
    text = pl.col(cell(column))
    found = scan.select(
        every=text.str.strip_chars().str.contains(_WHOLE_KEY).all(), some=text.is_not_null().any()
    ).collect(engine="streaming")
    return bool(found["every"][0]) and bool(found["some"][0])


def currencies_of(table: Table, column: int) -> list[str]:
    """The distinct codes of a currency column, in capitals."""
    codes = _distinct(rows_of(table), column).select(pl.col("text").str.to_uppercase()).unique()
    return sorted(codes.collect(engine="streaming")["text"].to_list())
