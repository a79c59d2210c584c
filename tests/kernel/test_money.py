"""Money: whole minor units; dividing loses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.kernel.money import Money, split_minor
from cashwright.kernel.refusals import CurrencyMismatch

amounts = st.integers(-(10**18), 10**18)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


def test_a_hundred_euros_in_three_parts_give_the_odd_cent_to_the_first() -> None:
    parts = Money(100_00, "EUR").split([1, 1, 1])
    assert parts == (Money(33_34, "EUR"), Money(33_33, "EUR"), Money(33_33, "EUR"))


def test_the_largest_remainder_gets_the_unit_that_is_left() -> None:
    assert split_minor(10, [1, 2, 4]) == (1, 3, 6)
    assert split_minor(5, [1, 1]) == (3, 2)
    assert split_minor(1, [0, 5, 5]) == (0, 1, 0)


def test_a_credit_splits_as_the_mirror_image_of_the_charge() -> None:
    assert split_minor(-10, [1, 2, 4]) == (-1, -3, -6)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 5]])
def test_weights_that_make_no_sense_stop_the_run(weights: list[int]) -> None:
    with pytest.raises(AssertionError):
        split_minor(100, weights)


def test_two_currencies_never_meet_in_a_sum() -> None:
    with pytest.raises(CurrencyMismatch) as refused:
        Money(1, "EUR") + Money(1, "USD")
    assert refused.value.facts == {"left": "EUR", "right": "USD"}
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") - Money(1, "USD")
    assert Money(5, "EUR") - Money(7, "EUR") == Money(-2, "EUR")


@given(minor=amounts, weights=weights)
def test_the_parts_are_exactly_the_whole(minor: int, weights: list[int]) -> None:
    assert sum(split_minor(minor, weights)) == minor


@given(minor=amounts, weights=weights)
def test_no_part_is_a_whole_unit_away_from_its_exact_share(minor: int, weights: list[int]) -> None:
    whole = sum(weights)
    for part, weight in zip(split_minor(minor, weights), weights, strict=True):
        assert abs(part * whole - minor * weight) < whole


@given(minor=amounts, weights=weights)
def test_a_larger_weight_never_gets_less(minor: int, weights: list[int]) -> None:
    parts = [abs(part) for part in split_minor(minor, weights)]
    by_weight = sorted(zip(weights, parts, strict=True))
    assert [part for _, part in by_weight] == sorted(parts)


@given(minor=amounts, weights=weights)
def test_who_has_no_weight_gets_nothing_and_debts_mirror_claims(
    minor: int, weights: list[int]
) -> None:
    parts = split_minor(minor, weights)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)
    assert split_minor(-minor, weights) == tuple(-part for part in parts)
