"""Columns and kernel have one meaning: the same parts, the same conversions, to the minor unit."""

from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.columns import rates as column_rates
from cashwright.columns.dtypes import FrameMismatch
from cashwright.columns.guards import ColumnOverflow
from cashwright.columns.split import split
from cashwright.kernel import rates
from cashwright.kernel.money import MINOR_MAX, split_minor

amounts = st.integers(-(10**4), 10**4) | st.integers(-MINOR_MAX, MINOR_MAX)
weights = st.lists(st.integers(0, 5) | st.integers(0, MINOR_MAX), min_size=1, max_size=8).filter(
    any
)
parts = st.integers(1, 10**4) | st.integers(1, 2**62)
units = st.integers(0, 4)

SPLITS = {"group": pl.Int64, "amount_minor": pl.Int64, "weight": pl.Int64}
RATES = {
    "minor": pl.Int64,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "from_units": pl.Int64,
    "to_units": pl.Int64,
}
PART = split(pl.col("amount_minor"), pl.col("weight"), ["group"], "part_minor")


@given(groups=st.lists(st.tuples(amounts, weights), max_size=5), shuffle=st.randoms())
def test_split_has_one_meaning(groups: list[tuple[int, list[int]]], shuffle: Random) -> None:
    rows = [(g, amount, w) for g, (amount, ws) in enumerate(groups) for w in ws]
    shuffle.shuffle(rows)
    frame = pl.DataFrame(rows, schema=SPLITS, orient="row").with_columns(PART)
    for group, (amount, _) in enumerate(groups):
        own = frame.filter(pl.col("group") == group)
        assert own["part_minor"].to_list() == list(split_minor(amount, own["weight"].to_list()))


def test_a_split_needs_weights_that_make_sense() -> None:
    negative = pl.DataFrame([(1, 100, 3), (1, 100, -1)], schema=SPLITS, orient="row")
    with pytest.raises(FrameMismatch, match="not negative"):
        negative.with_columns(PART)
    nothing = pl.DataFrame([(1, 100, 1), (2, 100, 0)], schema=SPLITS, orient="row")
    with pytest.raises(FrameMismatch, match="must be positive"):
        nothing.with_columns(PART)


CONVERTED = column_rates.convert(
    pl.col("minor"),
    pl.col("numerator"),
    pl.col("denominator"),
    pl.col("from_units"),
    pl.col("to_units"),
    "converted_minor",
)


@given(rows=st.lists(st.tuples(amounts, parts, parts, units, units), max_size=5))
def test_a_conversion_has_one_meaning_or_is_refused(
    rows: list[tuple[int, int, int, int, int]],
) -> None:
    exact = [rates.convert(m, rates.Rate(n, d), f, t) for m, n, d, f, t in rows]
    fit = all(abs(minor) <= MINOR_MAX for minor in exact)
    too_wide = any(2 * abs(m) * n * 10**t + d * 10**f > 2**124 for m, n, d, f, t in rows)
    try:
        made = pl.DataFrame(rows, schema=RATES, orient="row").select(CONVERTED)
    except ColumnOverflow:
        assert too_wide or not fit
    else:
        assert made["converted_minor"].to_list() == exact


def test_a_conversion_whose_way_is_too_wide_is_refused_though_its_end_would_fit() -> None:
    for minor, rate in [(2**62, 2**62), (10**18, 10**16), (MINOR_MAX, MINOR_MAX)]:
        frame = pl.DataFrame([(minor, rate, rate, 4, 4)], schema=RATES, orient="row")
        with pytest.raises(ColumnOverflow):
            frame.select(CONVERTED)


def test_yen_and_dinar_are_converted_with_their_own_decimals() -> None:
    frame = pl.DataFrame({"minor": [100_00, -1_00, None]}, schema={"minor": pl.Int64})
    yen = column_rates.convert(pl.col("minor"), pl.lit(16306), pl.lit(100), 2, 0, "yen")
    dinar = column_rates.convert(pl.col("minor"), pl.lit(3), pl.lit(10), 2, 3, "dinar")
    assert frame.select(yen, dinar).rows() == [(16306, 30_000), (-163, -300), (None, None)]


def test_one_rate_for_all_rows_is_given_as_literals_and_a_half_goes_away_from_zero() -> None:
    frame = pl.DataFrame({"minor": [1, -1, 3, -3]})
    half = column_rates.convert(pl.col("minor"), pl.lit(1), pl.lit(2), 2, 2, "half")
    assert frame.select(half)["half"].to_list() == [1, -1, 2, -2]
