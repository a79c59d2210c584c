"""Payment plans: instalments add up, and one missed is a default whatever came later."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.collections.rules.plans import (
    Even,
    Interval,
    Part,
    Standing,
    cumulative,
    even_parts,
    filled,
    outcome,
    standings,
)
from cashwright.areas.collections.states import PlanState

JAN_31 = date(2026, 1, 31)


def _parts(*amounts: int) -> list[Part]:
    """One instalment every ten days from 31 January, with two days of grace."""
    days = [JAN_31 + timedelta(days=10 * place) for place in range(len(amounts))]
    return [
        Part(day, day + timedelta(days=2), minor) for day, minor in zip(days, amounts, strict=True)
    ]


def test_a_hundred_in_three_parts_loses_no_cent_and_months_end_where_they_end() -> None:
    assert even_parts(100_00, Even(3, JAN_31)) == (
        (date(2026, 1, 31), 33_34), (date(2026, 2, 28), 33_33), (date(2026, 3, 31), 33_33),
    )  # fmt: skip


def test_instalments_may_be_weeks_apart() -> None:
    weekly = even_parts(30, Even(3, JAN_31, Interval.WEEK))
    assert [day for day, _ in weekly] == [JAN_31, date(2026, 2, 7), date(2026, 2, 14)]
    assert even_parts(30, Even(2, JAN_31, Interval.TWO_WEEKS))[1][0] == date(2026, 2, 14)


@given(total=st.integers(60, 10**12), count=st.integers(1, 60), interval=st.sampled_from(Interval))
def test_instalments_add_up_to_the_cent_and_their_days_ascend(
    total: int, count: int, interval: Interval
) -> None:
    parts = even_parts(total, Even(count, JAN_31, interval))
    assert sum(minor for _, minor in parts) == total
    assert max(m for _, m in parts) - min(m for _, m in parts) <= 1
    days = [day for day, _ in parts]
    assert days == sorted(set(days))


def test_each_instalment_needs_all_before_it() -> None:
    assert cumulative(_parts(10, 20, 30)) == (10, 30, 60)


def test_one_large_payment_meets_several_instalments() -> None:
    parts = _parts(10, 20, 30)
    found = standings(parts, (35, 35, 35), 35, JAN_31)
    assert found == (Standing.MET, Standing.MET, Standing.COMING)
    assert outcome(parts, (35, 35, 35), 35, JAN_31) is None


def test_a_miss_is_a_default_on_the_day_after_its_grace_and_not_before() -> None:
    parts = _parts(10, 20)
    last = parts[0].kept_until
    assert outcome(parts, (9, 9), 9, last) is None
    assert outcome(parts, (9, 9), 9, last + timedelta(days=1)) == PlanState.DEFAULTED


def test_money_that_comes_after_the_grace_does_not_heal_a_miss() -> None:
    parts = _parts(10, 20)
    assert outcome(parts, (9, 30), 30, parts[1].due_on) == PlanState.DEFAULTED


def test_money_that_went_back_is_missed() -> None:
    parts = _parts(10, 20)
    assert outcome(parts, (10, 0), 0, parts[0].kept_until) is None
    assert outcome(parts, (10, 0), 0, parts[1].due_on) == PlanState.DEFAULTED


def test_the_last_instalment_keeps_the_plan_even_when_it_comes_early() -> None:
    assert outcome(_parts(10, 20), (30, 30), 30, JAN_31) == PlanState.KEPT


def test_bars_fill_from_the_first_instalment_on() -> None:
    assert filled(_parts(10, 20, 30), 25) == (10, 15, 0)
    assert filled(_parts(10), -5) == (0,)
