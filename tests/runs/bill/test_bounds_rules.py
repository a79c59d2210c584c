"""The bounds as numbers a reader can check."""

from __future__ import annotations

from cashwright.runs.bill.bounds import Bounds, bounds_of, price_jumped, total_jumped


def test_a_total_jumps_above_three_times_the_largest_of_enough_invoices() -> None:
    usual = Bounds()
    assert not total_jumped(3_000_00, 1_000_00, 3, usual, units=2)
    assert total_jumped(3_000_01, 1_000_00, 3, usual, units=2)
    assert not total_jumped(9_000_00, 1_000_00, 2, usual, units=2)
    assert not total_jumped(999_99, 1_00, 12, usual, units=2)
    assert total_jumped(1_001, 10, 12, usual, units=0)


def test_a_price_jumps_at_a_hundred_times_the_one_before_it_or_a_hundredth() -> None:
    usual = Bounds()
    assert price_jumped(100, 1, usual)
    assert price_jumped(1, 100, usual)
    assert not price_jumped(99, 1, usual)
    assert not price_jumped(5, 0, usual)


def test_member_states_ask_for_an_address_and_a_policy_may_say_otherwise() -> None:
    assert Bounds().required_in("DE") == ("postal_address",)
    assert Bounds().required_in("US") == ()
    told = bounds_of({"required": {"US": ["postal_address"], "DE": []}})
    assert told.required_in("US") == ("postal_address",)
    assert told.required_in("DE") == told.required_in("FR") == ()
