"""Promises: what an amount is for, when it was kept, and the published rates (F14)."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.collections.rules.promises import (
    Judged,
    KeptRate,
    OpenPart,
    judged,
    kept_rate_of,
    kept_until,
    spread,
)
from cashwright.areas.collections.states import PromiseState

KEPT, PARTLY, BROKEN = PromiseState.KEPT, PromiseState.PARTLY, PromiseState.BROKEN


def _part(number: int, due_on: date, minor: int) -> OpenPart:
    return OpenPart(UUID(int=number), due_on, minor)


def test_an_amount_is_for_the_oldest_invoices_and_a_part_of_the_next() -> None:
    parts = [_part(2, date(2026, 2, 1), 100_00), _part(1, date(2026, 1, 1), 100_00)]
    assert spread(150_00, parts) == ((UUID(int=1), 100_00), (UUID(int=2), 50_00))


@given(
    amount=st.integers(1, 10**9),
    balances=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10**8)), max_size=8),
)
def test_no_cent_of_a_promise_is_lost(amount: int, balances: list[tuple[int, int]]) -> None:
    parts = [
        _part(number, date(2026, 1, 1).replace(day=1 + day % 28), minor)
        for number, (day, minor) in enumerate(balances)
    ]
    told = spread(amount, parts)
    assert sum(minor for _, minor in told) == min(amount, sum(p.balance_minor for p in parts))
    by_id = {part.invoice_id: part.balance_minor for part in parts}
    assert all(0 < minor <= by_id[invoice_id] for invoice_id, minor in told)


def test_two_business_days_of_grace_leave_out_the_weekend_and_the_holidays_of_the_place() -> None:
    assert kept_until(date(2026, 3, 6), "DE") == date(2026, 3, 10)  # a Friday
    assert kept_until(date(2026, 4, 2), "DE") == date(2026, 4, 8)  # before Easter
    assert kept_until(date(2026, 4, 2), "US") == date(2026, 4, 6)


@pytest.mark.parametrize(
    ("paid", "is_over", "state"),
    [
        (100_00, False, KEPT), (99_00, False, None), (99_00, True, KEPT), (98_99, True, PARTLY),
        (1, True, PARTLY), (0, True, BROKEN), (-5_00, True, BROKEN), (0, False, None),
        (250_00, False, KEPT),
    ],
)  # fmt: skip
def test_what_has_become_of_a_promise_of_a_hundred(
    paid: int, is_over: bool, state: PromiseState | None
) -> None:
    assert judged(expected_minor=100_00, paid_minor=paid, is_over=is_over) == state


def test_a_promise_of_what_nobody_owes_any_more_is_withdrawn() -> None:
    assert judged(expected_minor=0, paid_minor=0, is_over=False) == PromiseState.WITHDRAWN


def test_the_published_rates_by_count_and_by_amount() -> None:
    whole = [
        *[Judged(KEPT, "EUR", 8_000_00, 8_000_00)] * 36,
        *[Judged(PARTLY, "EUR", 10_000_00, 5_666_66)] * 5,
        Judged(PARTLY, "EUR", 10_000_00, 5_666_70),
        *[Judged(BROKEN, "EUR", 6_500_00, 0)] * 8,
    ]
    rate = kept_rate_of(whole)
    assert (rate.kept, rate.partly, rate.broken, rate.judged) == (36, 6, 8, 50)
    assert rate.by_count_bp == 72_00
    assert rate.amounts["EUR"] == (400_000_00, 322_000_00)
    assert rate.by_amount_bp("EUR") == 80_50


def test_more_than_was_promised_counts_as_what_was_promised() -> None:
    rate = kept_rate_of([Judged(KEPT, "EUR", 100_00, 500_00), Judged(BROKEN, "EUR", 100_00, 0)])
    assert rate.by_amount_bp("EUR") == 50_00


def test_amounts_of_two_currencies_are_never_added() -> None:
    rate = kept_rate_of([Judged(KEPT, "EUR", 100, 100), Judged(BROKEN, "USD", 100, 0)])
    assert (rate.by_amount_bp("EUR"), rate.by_amount_bp("USD")) == (100_00, 0)
    assert rate.by_amount_bp("GBP") is None


def test_who_never_promised_has_no_rate() -> None:
    assert kept_rate_of([]) == KeptRate()
    assert KeptRate().by_count_bp is None
