"""The arithmetic of entries: shares that add up, items relieved to nothing, hashes of balances."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.ledger.refusals import EntryUnbalanced
from cashwright.areas.ledger.rules import (
    BalanceRow,
    Line,
    check_balanced,
    functional,
    functional_parts,
    relieve,
    settlement_lines,
    trial_balance_hash,
)
from cashwright.kernel.rates import Rate

minor = st.integers(1, 10**12)


def test_a_functional_amount_is_rounded_once_half_away_from_zero() -> None:
    assert functional(100_00, "USD", "EUR", Rate.of("0.905")) == 90_50
    assert functional(1, "USD", "EUR", Rate.of("0.5")) == 1
    assert functional(-1, "USD", "EUR", Rate.of("0.5")) == -1
    assert functional(1_000, "JPY", "EUR", Rate.of("0.00625")) == 6_25
    assert functional(1_000, "KWD", "EUR", Rate.of("3")) == 3_00
    assert functional(7, "EUR", "EUR", Rate.of("2")) == 7


def test_the_largest_part_takes_the_difference_and_of_equals_the_first() -> None:
    assert functional_parts([1, 1, 1], 100) == (34, 33, 33)
    assert functional_parts([1, 2, 1], 3) == (1, 1, 1)
    assert functional_parts([100_00, -10_00], 81_00) == (90_00, -9_00)
    assert functional_parts([5, -5], 0) == (5, -5)


@given(parts=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=8), whole=minor)
def test_functional_parts_add_up_exactly(parts: list[int], whole: int) -> None:
    if sum(parts) > 0:
        shares = functional_parts(parts, whole)
        assert sum(shares) == whole
        largest = max(range(len(parts)), key=lambda i: (abs(parts[i]), -i))
        for n, (part, share) in enumerate(zip(parts, shares, strict=True)):
            slack = Fraction(len(parts), 2) if n == largest else Fraction(1, 2)
            assert abs(share - Fraction(part * whole, sum(parts))) <= slack


@given(amount=minor, worth=minor, cuts=st.lists(st.integers(1, 10**12), max_size=6))
def test_an_item_relieved_to_the_end_has_nothing_left(
    amount: int, worth: int, cuts: list[int]
) -> None:
    left, left_worth = amount, worth
    for part in [*(cut for cut in cuts), amount]:
        part = min(part, left)
        if part:
            taken = relieve(part, left, left_worth)
            assert 0 <= taken <= left_worth
            left, left_worth = left - part, left_worth - taken
    assert (left, left_worth) == (0, 0)


@given(amount=minor, from_invoice=minor, from_credit=minor)
def test_a_settlement_is_balanced_in_both_currencies(
    amount: int, from_invoice: int, from_credit: int
) -> None:
    lines = settlement_lines(
        receivable=Line("1100", "USD", -amount, -from_invoice),
        credit=Line("2100", "USD", amount, from_credit),
        fx_account="7000",
    )
    check_balanced(lines)
    assert len(lines) == (2 if from_invoice == from_credit else 3)


@pytest.mark.parametrize(
    ("lines", "currency", "difference"),
    [
        ([Line("1000", "EUR", 5, 5), Line("4000", "EUR", -4, -5)], "EUR", 1),
        ([Line("1000", "EUR", 5, 5), Line("4000", "USD", -5, -5)], "EUR", 5),
        ([Line("1000", "USD", 5, 5), Line("4000", "USD", -5, -4)], "functional", 1),
    ],
)
def test_an_entry_out_of_balance_says_where_and_by_how_much(
    lines: list[Line], currency: str, difference: int
) -> None:
    with pytest.raises(EntryUnbalanced) as refused:
        check_balanced(lines)
    assert refused.value.facts == {"currency": currency, "difference_minor": difference}


def test_a_trial_balance_has_one_hash_whatever_the_order_and_the_zeros() -> None:
    rows = [BalanceRow("1000", "EUR", 5, 5), BalanceRow("4000", "EUR", -5, -5)]
    same = [rows[1], rows[0], BalanceRow("6200", "EUR", 0, 0)]
    assert trial_balance_hash(rows) == trial_balance_hash(same)
    assert trial_balance_hash(rows) != trial_balance_hash(
        [rows[0], BalanceRow("4000", "EUR", -5, -4)]
    )
    assert trial_balance_hash(rows) != trial_balance_hash(
        [rows[0], BalanceRow("4100", "EUR", -5, -5)]
    )
