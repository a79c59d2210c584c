"""Each way of rounding against Python's exact decimals."""

from collections.abc import Callable
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.kernel.rounding import round_floor, round_half_even, round_half_up

Rounding = Callable[[int, int], int]
WAYS = [
    (round_half_up, ROUND_HALF_UP),
    (round_half_even, ROUND_HALF_EVEN),
    (round_floor, ROUND_FLOOR),
]


@pytest.mark.parametrize(
    ("numerator", "up", "even", "floor"),
    [
        (1, 1, 0, 0),
        (-1, -1, 0, -1),
        (5, 3, 2, 2),
        (7, 4, 4, 3),
        (-5, -3, -2, -3),
        (-7, -4, -4, -4),
        (4, 2, 2, 2),
        (0, 0, 0, 0),
    ],
)
def test_halves_go_where_the_name_says(numerator: int, up: int, even: int, floor: int) -> None:
    assert round_half_up(numerator, 2) == up
    assert round_half_even(numerator, 2) == even
    assert round_floor(numerator, 2) == floor


@pytest.mark.parametrize(("way", "decimal_way"), WAYS)
@given(numerator=st.integers(-(10**20), 10**20), twos=st.integers(0, 6), fives=st.integers(0, 6))
def test_rounding_agrees_with_decimal_arithmetic(
    way: Rounding, decimal_way: str, numerator: int, twos: int, fives: int
) -> None:
    denominator = 2**twos * 5**fives
    exact = Context(prec=60).divide(Decimal(numerator), Decimal(denominator))
    wanted = exact.quantize(Decimal(1), rounding=decimal_way, context=Context(prec=60))
    assert way(numerator, denominator) == wanted


@pytest.mark.parametrize(("way", "decimal_way"), WAYS)
@given(numerator=st.integers(), denominator=st.integers(1))
def test_the_result_is_less_than_one_away(
    way: Rounding, decimal_way: str, numerator: int, denominator: int
) -> None:
    assert abs(way(numerator, denominator) - Fraction(numerator, denominator)) < 1
