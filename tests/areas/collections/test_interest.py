"""Late interest: published figures to the cent, and the same sum however the days are cut."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.collections.data.reference_rates import (
    BANK_OF_ENGLAND,
    ECB,
    GERMANY,
    SWISS,
)
from cashwright.areas.collections.policies.charging import Rounding
from cashwright.areas.collections.rules.interest import (
    Span,
    fee_minor,
    interest_minor,
    last_whole_month,
    parts_minor,
    spans,
)

DAY = timedelta(days=1)
UK_FEES = ((0, 40_00), (1_000_00, 70_00), (10_000_00, 100_00))


def test_the_published_figure_of_the_european_union() -> None:
    assert interest_minor([_days(45, 1225, 10_000_00)], Rounding.EXACT) == 151_03


def test_a_rate_that_changes_at_mid_year_makes_two_spans() -> None:
    found = spans(
        [(date(2024, 5, 1), 10_000_00), (date(2024, 8, 29), 0)],
        [(day, rate + 800) for day, rate in ECB],
        date(2024, 6, 1), date(2024, 12, 31),
    )  # fmt: skip
    assert [(one.days, one.rate_bp) for one in found] == [(30, 1250), (60, 1225)]
    assert parts_minor([], found, Rounding.EXACT) == [102_74, 201_37]
    assert interest_minor(found, Rounding.EXACT) == 304_11


def test_the_published_figures_of_the_united_kingdom_by_either_rounding() -> None:
    whole = [_days(101, 1225, 5_000_00)]
    assert interest_minor(whole, Rounding.EXACT) == 169_49
    assert interest_minor(whole, Rounding.PER_DAY) == 169_68
    assert interest_minor([_days(45, 1325, 2_000_00)], Rounding.EXACT) == 32_67


@pytest.mark.parametrize(
    ("debt_minor", "fee"),
    [(999_99, 40_00), (1_000_00, 70_00), (9_999_99, 70_00), (10_000_00, 100_00)],
)
def test_the_british_fee_grows_with_the_debt(debt_minor: int, fee: int) -> None:
    assert fee_minor(UK_FEES, debt_minor) == fee


def test_the_european_fee_is_the_same_for_any_debt_and_none_is_none() -> None:
    assert fee_minor([(0, 40_00)], 1) == fee_minor([(0, 40_00)], 10**9) == 40_00
    assert fee_minor([], 10**9) == 0


def test_the_reference_rates_are_those_of_their_half_years() -> None:
    assert _on(ECB, date(2024, 6, 30)) == 450
    assert _on(ECB, date(2024, 7, 1)) == 425
    assert _on(ECB, date(2022, 12, 31)) == 0
    assert _on(ECB, date(2025, 1, 1)) == 315
    assert _on(GERMANY, date(2022, 12, 31)) == -88
    assert _on(GERMANY, date(2024, 1, 1)) == 362
    assert _on(BANK_OF_ENGLAND, date(2024, 7, 1)) == 525
    assert _on(BANK_OF_ENGLAND, date(2025, 7, 1)) == 425
    assert _on(SWISS, date(2026, 1, 1)) == 500


def test_the_base_of_germany_follows_the_main_rate_of_the_central_bank() -> None:
    ecb = [_on(ECB, day) for day, _ in GERMANY]
    moves = [b - a for a, b in itertools.pairwise(ecb)]
    base = [rate for _, rate in GERMANY]
    assert [b - a for a, b in itertools.pairwise(base)] == moves


def test_the_due_day_bears_no_interest_and_the_day_of_payment_does() -> None:
    open_minor = [(date(2026, 1, 1), 100_00), (date(2026, 3, 12), 0)]
    found = spans(open_minor, [(date(2020, 1, 1), 900)], date(2026, 3, 11), date(2026, 3, 31))
    assert found == (Span(date(2026, 3, 11), date(2026, 3, 12), 900, 100_00),)


def test_interest_follows_a_partial_payment_from_the_day_after_it() -> None:
    open_minor = [(date(2026, 1, 1), 100_00), (date(2026, 3, 12), 40_00)]
    found = spans(open_minor, [(date(2020, 1, 1), 900)], date(2026, 3, 11), date(2026, 3, 14))
    assert [(one.days, one.principal_minor) for one in found] == [(2, 100_00), (2, 40_00)]


def test_the_disputed_part_bears_no_interest_while_it_is_disputed() -> None:
    held = [(date(2026, 3, 11), 30_00), (date(2026, 3, 13), 0)]
    found = spans(
        [(date(2026, 1, 1), 100_00)], [(date(2020, 1, 1), 900)], date(2026, 3, 11),
        date(2026, 3, 15), held_minor=held,
    )  # fmt: skip
    assert [(o.days, o.principal_minor) for o in found] == [(1, 100_00), (2, 70_00), (2, 100_00)]


def test_what_is_wholly_disputed_or_bears_a_rate_below_zero_costs_nothing() -> None:
    whole = [(date(2026, 1, 1), 100_00)]
    day = date(2026, 3, 11)
    assert spans(whole, [(date(2020, 1, 1), 900)], day, day, held_minor=whole) == ()
    assert spans(whole, [(date(2020, 1, 1), -38)], day, day) == ()


def test_an_invoice_that_stays_open_is_charged_by_whole_months() -> None:
    assert last_whole_month(date(2026, 3, 1)) == date(2026, 2, 28)
    assert last_whole_month(date(2026, 3, 31)) == date(2026, 2, 28)
    assert last_whole_month(date(2026, 1, 15)) == date(2025, 12, 31)


START = date(2024, 1, 1)
day_numbers = st.integers(0, 200)
dated_amounts = st.dictionaries(day_numbers, st.integers(0, 10**9), max_size=6)
dated_rates = st.dictionaries(day_numbers, st.integers(-100, 2_000), min_size=1, max_size=4)


@given(
    opens=dated_amounts, rates=dated_rates, holds=dated_amounts, first=day_numbers,
    days=st.integers(0, 120), cuts=st.sets(st.integers(1, 119), max_size=5),
    rounding=st.sampled_from(Rounding),
)  # fmt: skip
def test_however_it_is_cut_the_sum_is_that_of_the_days_one_by_one(
    opens: dict[int, int], rates: dict[int, int], holds: dict[int, int], first: int, days: int,
    cuts: set[int], rounding: Rounding,
) -> None:  # fmt: skip
    open_minor, rates_bp, held = _dated(opens), _dated(rates), _dated(holds)
    from_on = START + first * DAY
    until_on = from_on + days * DAY
    charged, before = 0, list[Span]()
    edges = [from_on + cut * DAY for cut in sorted(cuts) if cut <= days]
    for begins, ends in zip([from_on, *edges], [*[e - DAY for e in edges], until_on], strict=True):
        added = spans(open_minor, rates_bp, begins, ends, held_minor=held)
        charged += sum(parts_minor(before, added, rounding))
        before += added
    assert charged == _day_by_day(open_minor, rates_bp, held, from_on, until_on, rounding)


def _day_by_day(
    open_minor: list[tuple[date, int]], rates_bp: list[tuple[date, int]],
    held: list[tuple[date, int]], from_on: date, until_on: date, rounding: Rounding,
) -> int:  # fmt: skip
    """The oracle: each day by itself, in fractions of a minor unit times 3,650,000."""
    exact = per_day = 0
    day = from_on
    while day <= until_on:
        principal = max(0, _on(open_minor, day - DAY) - _on(held, day - DAY))
        fraction = principal * max(0, _on(rates_bp, day))
        exact += fraction
        per_day += (2 * fraction + 3_650_000) // 7_300_000
        day += DAY
    return per_day if rounding == Rounding.PER_DAY else (2 * exact + 3_650_000) // 7_300_000


def _on(dated: tuple[tuple[date, int], ...] | list[tuple[date, int]], on: date) -> int:
    return next((value for day, value in reversed(dated) if day <= on), 0)


def _dated(values: dict[int, int]) -> list[tuple[date, int]]:
    return [(START + number * DAY, value) for number, value in sorted(values.items())]


def _days(count: int, rate_bp: int, principal_minor: int) -> Span:
    return Span(START, START + (count - 1) * DAY, rate_bp, principal_minor)
