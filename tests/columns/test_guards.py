"""Int64 wraps around in silence; guarded arithmetic refuses."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.columns.guards import ColumnOverflow, guarded_product, guarded_sum
from cashwright.kernel.money import MINOR_MAX

BIG = 10**18
numbers = st.integers(-(2**63), 2**63 - 1)


def test_polars_itself_wraps_which_is_why_the_guards_exist() -> None:
    frame = pl.DataFrame({"a": [BIG] * 10}, schema={"a": pl.Int64})
    assert frame.select(pl.col("a").sum()).item() != 10 * BIG
    assert frame.select(pl.col("a") * 10)["a"][0] != 10 * BIG


def test_nine_times_ten_to_the_eighteen_is_summed_and_ten_times_is_refused() -> None:
    frame = pl.DataFrame({"a": [BIG] * 9})
    assert frame.select(guarded_sum(pl.col("a"), "total")).item() == 9 * BIG
    with pytest.raises(ColumnOverflow) as refused:
        pl.concat([frame, frame]).select(guarded_sum(pl.col("a"), "total"))
    assert refused.value.facts == {"told": f"total is beyond {MINOR_MAX}"}
    with pytest.raises(ColumnOverflow):
        frame.lazy().select(guarded_product(pl.col("a"), pl.lit(-10), "debt")).collect()


def test_the_largest_and_the_smallest_number_fit_and_the_next_ones_are_refused() -> None:
    for edge, step in [(MINOR_MAX, 1), (-MINOR_MAX - 1, -1)]:
        total = guarded_sum(pl.col("a"), "total")
        assert pl.select(a=pl.Series([edge])).select(total).item() == edge
        with pytest.raises(ColumnOverflow):
            pl.select(a=pl.Series([edge, step])).select(total)


def test_a_group_that_overflows_is_refused_though_the_others_fit() -> None:
    frame = pl.DataFrame({"g": ["x"] * 9 + ["y"] * 10, "a": [BIG] * 19})
    with pytest.raises(ColumnOverflow):
        frame.group_by("g").agg(guarded_sum(pl.col("a"), "total"))
    with pytest.raises(ColumnOverflow):
        frame.lazy().select(guarded_sum(pl.col("a"), "total", over=["g"])).collect()
    fits = frame.filter(pl.col("g") == "x").group_by("g").agg(guarded_sum(pl.col("a"), "total"))
    assert fits.rows() == [("x", 9 * BIG)]


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_sums_by_group_and_over_groups_agree(engine: "pl._typing.EngineType") -> None:
    frame = pl.LazyFrame({"g": ["a", "b", "a", "b"], "n": [1, 2, 3, None]})
    grouped = frame.group_by("g").agg(guarded_sum(pl.col("n"), "total")).sort("g")
    assert grouped.collect(engine=engine).rows() == [("a", 4), ("b", 2)]
    over = frame.select(guarded_sum(pl.col("n"), "total", over=["g"]))
    assert over.collect(engine=engine)["total"].to_list() == [4, 2, 4, 2]


@given(pairs=st.lists(st.tuples(numbers, numbers), max_size=6))
def test_a_product_is_exact_or_refused(pairs: list[tuple[int, int]]) -> None:
    frame = pl.DataFrame(pairs, schema={"a": pl.Int64, "b": pl.Int64}, orient="row")
    exact = [a * b for a, b in pairs]
    made = frame.lazy().select(guarded_product(pl.col("a"), pl.col("b"), "p"))
    if all(-(2**63) <= value < 2**63 for value in exact):
        assert made.collect()["p"].to_list() == exact
    else:
        with pytest.raises(ColumnOverflow):
            made.collect()


@given(values=st.lists(numbers, max_size=6))
def test_a_sum_is_exact_or_refused(values: list[int]) -> None:
    made = pl.LazyFrame({"a": values}, schema={"a": pl.Int64}).select(guarded_sum(pl.col("a"), "s"))
    if -(2**63) <= sum(values) < 2**63:
        assert made.collect().item() == sum(values)
    else:
        with pytest.raises(ColumnOverflow):
            made.collect()
