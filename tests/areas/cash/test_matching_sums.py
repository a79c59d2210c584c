"""Counting the sets of amounts that make a sum, against trying every set."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from cashwright.areas.cash.rules.matching.sums import sets_among, sets_summing


def every_set(target: int, amounts: list[int]) -> list[tuple[int, ...]]:
    """All sets of two and more places that sum to the target, the plain way."""
    sizes = range(2, len(amounts) + 1)
    return [
        places
        for size in sizes
        for places in combinations(range(len(amounts)), size)
        if sum(amounts[p] for p in places) == target
    ]


@settings(max_examples=300, deadline=None)
@given(
    amounts=st.lists(st.integers(1, 60) | st.sampled_from([4900, 9900]), max_size=10),
    target=st.integers(1, 300) | st.sampled_from([9800, 14_800]),
)
def test_sets_are_counted_as_by_trying_them_all(amounts: list[int], target: int) -> None:
    plain = every_set(target, amounts)
    found = sets_summing(target, amounts)
    assert found.count == min(len(plain), 2)
    if plain:
        assert tuple(sorted(found.first)) in plain


@settings(max_examples=100, deadline=None)
@given(amounts=st.lists(st.integers(1, 10**6), min_size=2, max_size=26), data=st.data())
def test_a_set_that_is_there_is_found_up_to_26_amounts(
    amounts: list[int], data: st.DataObject
) -> None:
    places = data.draw(st.sets(st.integers(0, len(amounts) - 1), min_size=2))
    target = sum(amounts[p] for p in places)
    found = sets_summing(target, amounts)
    assert found.count >= 1
    assert sum(amounts[p] for p in found.first) == target


def test_equal_amounts_are_different_documents() -> None:
    assert sets_summing(9800, [4900, 4900, 4900]).count == 2
    assert sets_summing(9800, [4900, 4900]).count == 1


def test_of_very_many_amounts_pairs_are_found_and_called_chance() -> None:
    assert sets_among(3, (*range(100, 140), 1, 2)).count == 1
    many = sets_among(203, tuple(range(101, 141)))
    assert (many.count, many.chance) == (1, 1.0)


def test_prices_in_whole_hundreds_meet_by_chance_more_often_than_odd_amounts() -> None:
    plans = sets_summing(
        50_000, [4_900, 9_900, 19_900, 29_900, 14_900, 24_900, 39_900, 5_000, 10_100]
    )
    usage = sets_summing(
        50_001, [4_913, 9_871, 19_937, 29_113, 14_907, 24_919, 39_971, 5_003, 25_082]
    )
    assert usage.chance < plans.chance
