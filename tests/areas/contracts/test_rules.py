"""Schedules and shares: the calendar matrix, and parts that sum to the whole."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.contracts.policies import Proration
from cashwright.areas.contracts.rules import (
    Billed,
    Days,
    New,
    Priced,
    Span,
    billed_days,
    capped_credit,
    change_quote,
    parts,
    prorated,
    schedule,
)
from cashwright.kernel.clock import FixedClock, running_on, today

ZONES = [
    "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "Australia/Lord_Howe",
    "America/New_York", "Europe/Berlin", "America/Sao_Paulo", "UTC",
]  # fmt: skip


def starts(first: date, months: int, count: int, anchor: date | None = None) -> list[str]:
    until = date(first.year + 30, 1, 1)
    found = schedule(first, None, anchor or first, until=until, interval_months=months)
    return [p.start_on.isoformat() for p in found[:count]]


@pytest.mark.parametrize(
    ("first", "months", "told"),
    [
        (date(2026, 1, 31), 1, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (date(2028, 1, 31), 1, ["2028-01-31", "2028-02-29", "2028-03-31"]),
        (date(2028, 2, 29), 12, ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        (date(2026, 12, 31), 1, ["2026-12-31", "2027-01-31", "2027-02-28"]),
        (date(2099, 11, 30), 3, ["2099-11-30", "2100-02-28", "2100-05-30"]),
        (date(2037, 12, 19), 1, ["2037-12-19", "2038-01-19", "2038-02-19"]),
    ],
)  # fmt: skip
def test_anniversaries_keep_their_day(first: date, months: int, told: list[str]) -> None:
    assert starts(first, months, len(told)) == told


def test_weeks_go_on_through_week_53_and_the_year_end() -> None:
    monday = date(2026, 12, 21)
    found = schedule(monday, None, monday, until=date(2027, 1, 12), interval_days=7)
    assert [p.start_on.isocalendar()[1] for p in found] == [52, 53, 1, 2]


def test_a_calendar_month_begins_with_a_stub_and_ends_with_one() -> None:
    found = schedule(
        date(2026, 1, 10), date(2026, 3, 5), date(2026, 1, 1), until=date(2027, 1, 1),
        interval_months=1,
    )  # fmt: skip
    assert [(p.start_on.day, p.days, p.full_days) for p in found] == [
        (10, 22, 31),
        (1, 28, 28),
        (1, 4, 31),
    ]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "around",
    [date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 4), date(2026, 11, 1), date(2028, 2, 29)],
)
def test_every_daily_period_starts_once_on_each_local_day(zone: str, around: date) -> None:
    """Walk an hour at a time over the change of the clocks: each local day starts one period."""
    first = around - timedelta(days=3)
    periods = schedule(first, None, first, until=around + timedelta(days=3), interval_days=1)
    fired: list[date] = []
    at = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
    for _ in range(24 * 9 * 2):
        with running_on(FixedClock(at)):
            due = [p.start_on for p in periods if p.start_on <= today(zone)]
        fired += [on for on in due if on not in fired]
        at += timedelta(minutes=30)
    assert fired == [p.start_on for p in periods]
    assert all(b - a == timedelta(days=1) for a, b in pairwise(fired))


@given(amount=st.integers(-(10**9), 10**9), lengths=st.lists(st.integers(0, 40), min_size=1))
def test_the_parts_of_a_period_sum_to_it(amount: int, lengths: list[int]) -> None:
    if sum(lengths) == 0:
        return
    found = parts(amount, lengths)
    assert sum(found) == amount
    assert found[-1] == prorated(amount, lengths[-1], sum(lengths))


@given(
    net=st.integers(0, 10**9), whole=st.integers(2, 366), cuts=st.lists(st.integers(1, 365), max_size=6),
    new=st.integers(0, 10**9),
)  # fmt: skip
def test_change_after_change_never_credits_more_than_was_billed(
    net: int, whole: int, cuts: list[int], new: int
) -> None:
    """Each change credits what is left of the one before; what is kept of each is never negative."""
    billed, at = [Billed(0, 0, whole, Priced(net))], 1
    for start in sorted(cut for cut in cuts if cut < whole):
        quote = change_quote(
            policy=Proration.NOW, start=start, end=whole, billed=billed, new=New(Priced(new), whole)
        )
        standing = (
            net if at == 1 else sum(b.priced.net_minor for b in billed if b.revision == at - 1)
        )
        assert 0 <= -sum(c.net_minor for c in quote.credits) <= standing
        billed += [Billed(-at, c.start, c.end, c.priced) for c in quote.credits]
        billed += [Billed(at, c.start, c.end, c.priced) for c in quote.charges]
        at += 1
    gone = change_quote(policy=Proration.NOW, start=0, end=whole, billed=billed)
    assert sum(b.priced.net_minor for b in billed) + gone.net_minor == 0


def test_a_credit_is_capped_and_never_negative() -> None:
    assert [capped_credit(w, 200, b) for w, b in [(100, 50), (300, 50), (100, 250)]] == [
        100,
        150,
        0,
    ]


def test_discounts_are_taken_before_the_share() -> None:
    assert Priced(20_00, 5_00).part(1, 2) == Priced(10_00, 2_50)
    assert Priced(10_01, 1).part(1, 3).net_minor == 3_33


VERSION = UUID(int=7)
JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)


@pytest.mark.parametrize(
    ("spans", "pauses", "trial", "over", "told"),
    [
        ([Span(date(2025, 1, 1), None, 5)], [], None, None, [(1, 32, 5)]),
        ([Span(date(2026, 1, 11), None, 5, VERSION)], [], None, None, [(11, 32, 5)]),
        ([Span(JAN, date(2026, 1, 11), 5), Span(date(2026, 1, 11), None, 8)], [], None, None,
         [(1, 11, 5), (11, 32, 8)]),
        ([Span(JAN, None, 5)], [Days(date(2026, 1, 5), date(2026, 1, 8))], None, None,
         [(1, 5, 5), (8, 32, 5)]),
        ([Span(JAN, None, 5)], [Days(date(2025, 12, 5), None)], None, None, []),
        ([Span(JAN, None, 5)], [Days(date(2026, 1, 5), None)], date(2026, 1, 3), None, [(3, 5, 5)]),
        ([Span(JAN, None, 5)], [], date(2026, 3, 1), None, []),
        ([Span(JAN, None, 5)], [], None, date(2026, 1, 21), [(1, 21, 5)]),
        ([Span(date(2026, 2, 1), None, 5)], [], None, None, []),
    ],
)  # fmt: skip
def test_the_days_of_a_period_that_count(
    spans: list[Span], pauses: list[Days], trial: date | None, over: date | None,
    told: list[tuple[int, int, int]],
) -> None:  # fmt: skip
    """January, days told by their number: 32 is the first of February."""
    found = billed_days(JAN, FEB, spans, pauses, trial, over)
    days = [((s.from_on - JAN).days + 1, (s.until_on - JAN).days + 1, s.quantity_e6) for s in found]
    assert days == told
    assert [s.price_version_id for s in found] == [spans[0].price_version_id] * len(found)
