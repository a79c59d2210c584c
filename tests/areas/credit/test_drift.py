"""When a customer is said to pay worse, and when not."""

import math
import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cashwright.areas.credit.policies import Detector, DriftPolicy
from cashwright.areas.credit.rules import (
    Awaited,
    Baseline,
    Paying,
    Prior,
    Warned,
    baseline,
    open_drift,
    paid_drift,
    signal_drift,
    spikes_of,
)

POLICY, NOBODY = DriftPolicy(), Prior()
JAN_1 = date(2026, 1, 1)


def monthly(lateness: list[float], gap_days: int = 30) -> list[Paying]:
    return [Paying(JAN_1 + timedelta(gap_days * n), late) for n, late in enumerate(lateness)]


def test_thirty_twenty_nine_thirty_one_thirty_then_forty_five_warns_on_the_fifth() -> None:
    days = monthly([30, 29, 31, 30, 45])
    assert [paid_drift(days[:n], NOBODY, POLICY) for n in range(5)] == [None] * 5
    told = paid_drift(days, NOBODY, POLICY)
    assert told is not None
    assert (told.detector, round(told.baseline_days), told.latest_days) == (Detector.PAID, 30, 45)


def test_an_ordinary_fifth_or_an_early_one_says_nothing() -> None:
    for fifth in (15, 29, 32, 36):
        assert paid_drift(monthly([30, 29, 31, 30, fifth]), NOBODY, POLICY) is None


def test_one_odd_week_of_a_weekly_payer_is_waited_out_and_two_are_not() -> None:
    usual = [2.0, 3, 2, 1, 2, 3, 2, 2]
    assert paid_drift(monthly([*usual, 40], 7), NOBODY, POLICY) is None
    assert paid_drift(monthly([*usual, 40, 2], 7), NOBODY, POLICY) is None
    assert paid_drift(monthly([*usual, 20, 20], 7), NOBODY, POLICY) is not None


def test_what_was_as_late_before_is_nothing_new() -> None:
    usual = [2.0, 3, 2, 1, 2, 3, 2, 2, 3, 2]
    assert paid_drift(monthly([*usual, 30]), NOBODY, POLICY) is not None
    assert paid_drift(monthly([*usual, 30, *usual, 30]), NOBODY, POLICY) is None


def test_a_slow_slip_does_not_become_the_habit_while_it_is_looked_for() -> None:
    slow = monthly([0.0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 4, 5, 6, 7, 8, 9])
    assert paid_drift(slow, NOBODY, POLICY) is not None


def test_the_habit_of_few_paying_days_leans_on_customers_alike() -> None:
    alike = Prior(typical_days=10, between_days=10, spread_days=4)
    few, many = baseline([0, 0, 0], alike), baseline([0.0] * 24, alike)
    assert 0 < many.typical_days < few.typical_days < 10
    assert 1 < many.spread_days < few.spread_days < 4


HABIT = Baseline(typical_days=2, spread_days=2, count=12)
DUE = date(2026, 3, 1)


def waiting(count: int, settled_on: date | None = None) -> list[Awaited]:
    return [Awaited(DUE, DUE - timedelta(30), settled_on)] * count


def open_on(awaited: list[Awaited], days: int, run_size: float = 1) -> Warned | None:
    on = DUE + timedelta(days)
    return open_drift(awaited, HABIT, run_size=run_size, on=on, policy=POLICY)


def test_open_invoices_warn_before_the_first_late_payment_comes() -> None:
    assert open_on(waiting(2), 5) is None
    told = open_on(waiting(2), 20)
    assert told is not None
    assert (told.detector, told.baseline_days, told.latest_days) == (Detector.OPEN, 2, 20)


def test_one_invoice_in_dispute_never_warns_alone() -> None:
    assert open_on(waiting(1), 300) is None


def test_invoices_of_one_payment_run_are_one_decision() -> None:
    assert open_on(waiting(5), 60) is not None
    assert open_on(waiting(5), 60, run_size=5) is None


def test_others_paid_meanwhile_speak_against_it() -> None:
    paid = waiting(6, DUE + timedelta(2))
    assert open_on(waiting(2), 10) is not None
    assert open_on([*waiting(2), *paid], 10) is None


def test_promises_broken_twice_within_weeks_warn_of_who_used_to_keep_them() -> None:
    told = signal_drift(Detector.PROMISES, 3, 0, 700, POLICY)
    assert told is not None
    assert told.latest_days == 3
    assert signal_drift(Detector.PROMISES, 1, 0, 700, POLICY) is None
    assert signal_drift(Detector.PROMISES, 3, 30, 700, POLICY) is None


def _pay_run(rng: random.Random) -> float:
    return float(rng.randrange(7))


NOISE: dict[str, Callable[[random.Random], float]] = {
    "normal": lambda rng: rng.gauss(5, 6),
    "heavy-tailed": lambda rng: 5 + 3 * rng.gauss(0, 1) / math.sqrt(rng.gammavariate(1.5, 2) / 3),
    "integer": lambda rng: float(rng.randrange(-2, 3)),
    "weekly pay-run": _pay_run,
    "monthly pay-run": lambda rng: float(rng.randrange(30)),
}


@pytest.mark.parametrize("kind", NOISE)
def test_noise_warns_at_most_once_in_a_hundred_customer_months(kind: str) -> None:
    rng, alarms, customers, months = random.Random(7), 0, 60, 24
    for _ in range(customers):
        days, quiet_until = monthly([NOISE[kind](rng) for _ in range(months)]), JAN_1
        for n in range(1, months + 1):
            today = days[n - 1].paid_on
            if today >= quiet_until and paid_drift(days[:n], NOBODY, POLICY):
                alarms += 1
                quiet_until = today + timedelta(POLICY.cooldown_days)
    assert 100 * alarms / (customers * months) <= 1


ODD: dict[str, tuple[float, int]] = {
    "forgotten, a month late": (0.05, 30), "a fortnight late": (0.05, 15), "often": (0.1, 30),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_where_single_invoices_are_forgotten_now_and_then_one_late_day_warns_of_nobody(
    kind: str,
) -> None:
    share, days = ODD[kind]
    rng, alarms, customers, months = random.Random(7), 0, 50, 24
    books = [
        [
            rng.gauss(3, 2) + (rng.random() < share) * days * (1 + rng.random())
            for _ in range(months)
        ]
        for _ in range(customers)
    ]
    known = spikes_of(books)
    assert not known.alone_tells
    prior = Prior(alone_tells=known.alone_tells)
    for each in books:
        payings, quiet_until = monthly(each), JAN_1
        for n in range(1, months + 1):
            today = payings[n - 1].paid_on
            if today >= quiet_until and paid_drift(payings[:n], prior, POLICY):
                alarms += 1
                quiet_until = today + timedelta(POLICY.cooldown_days)
    assert 100 * alarms / (customers * months) <= 1


def test_where_late_days_stay_or_there_are_few_one_alone_warns() -> None:
    steady = [2.0, 3, 2, 3, 2, 3, 2, 3]
    assert spikes_of([steady] * 30).alone_tells
    passing, staying = [*steady, 40, 2, 3], [*steady, *steady, 40, 41]
    assert spikes_of([passing] * 4).alone_tells, "four of them tell nothing"
    assert not spikes_of([passing] * 5).alone_tells
    assert spikes_of([*[passing] * 5, *[staying] * 5]).alone_tells


def test_a_slip_of_ten_days_is_found_within_three_paying_days_at_the_middle() -> None:
    rng, found = random.Random(11), []
    for _ in range(60):
        before = [rng.gauss(3, 2) for _ in range(12)]
        after = [rng.gauss(13, 2) for _ in range(10)]
        days = monthly([*before, *after])
        seen = [n for n in range(1, 11) if paid_drift(days[: 12 + n], NOBODY, POLICY)]
        found.append(min(seen, default=99))
    assert sorted(found)[30] <= 3
