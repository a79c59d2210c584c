"""Rates: exact ratios; money is rounded once, in the target's own minor unit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.kernel.money import Money
from cashwright.kernel.rates import Rate, convert, convert_money
from cashwright.kernel.refusals import BadInput

rates = st.builds(Rate, st.integers(1, 10**12), st.integers(1, 10**12))
units = st.integers(0, 4)


def test_a_hundred_euros_are_so_many_yen_dollars_and_dinars() -> None:
    assert convert_money(Money(100_00, "EUR"), Rate.of("163.06"), "JPY") == Money(16306, "JPY")
    assert convert_money(Money(16306, "JPY"), Rate.of("163.06").inverse(), "EUR") == Money(
        100_00, "EUR"
    )
    assert convert_money(Money(100_00, "USD"), Rate.of("0.30705"), "KWD") == Money(30_705, "KWD")
    assert convert_money(Money(1, "CLF"), Rate.of(38000), "CLP") == Money(4, "CLP")


def test_a_half_goes_away_from_zero_on_both_sides() -> None:
    assert convert(1, Rate(1, 2), 2, 2) == 1
    assert convert(-1, Rate(1, 2), 2, 2) == -1
    assert convert(49, Rate(1, 100), 0, 0) == 0
    assert convert(50, Rate(1, 100), 0, 0) == 1


def test_a_rate_is_kept_in_lowest_terms_so_equal_rates_are_equal() -> None:
    assert Rate.of("1.50") == Rate(3, 2) == Rate(6, 4) == Rate.of(Decimal("1.5"))
    assert Rate.of("2").inverse() == Rate(1, 2)


def test_a_cross_rate_is_the_product_without_rounding() -> None:
    dollar_to_euro, euro_to_yen = Rate.of("1.0389").inverse(), Rate.of("163.06")
    crossed = dollar_to_euro.cross(euro_to_yen)
    assert Fraction(crossed.numerator, crossed.denominator) == Fraction("163.06") / Fraction(
        "1.0389"
    )


@pytest.mark.parametrize("text", ["0", "-1", "", "N/A", "NaN", "Infinity", "1,5", "1E+40"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        Rate.of(text)
    assert refused.value.facts["field"] == "rate"


@given(rate=rates, other=rates)
def test_turning_a_rate_twice_or_crossing_it_with_its_inverse_gives_it_back(
    rate: Rate, other: Rate
) -> None:
    assert rate.inverse().inverse() == rate
    assert rate.cross(rate.inverse()) == Rate(1)
    assert rate.cross(other) == other.cross(rate)


@given(minor=st.integers(-(10**18), 10**18), rate=rates, from_units=units, to_units=units)
def test_a_conversion_is_never_more_than_half_a_unit_off(
    minor: int, rate: Rate, from_units: int, to_units: int
) -> None:
    exact = Fraction(minor * rate.numerator, rate.denominator) * Fraction(10) ** (
        to_units - from_units
    )
    made = convert(minor, rate, from_units, to_units)
    assert abs(made - exact) <= Fraction(1, 2)
    assert convert(-minor, rate, from_units, to_units) == -made
