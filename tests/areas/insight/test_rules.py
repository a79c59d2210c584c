"""KPIs: exact until shown, each with its formula, one definition per name."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.collections.rules import Bucket
from cashwright.areas.insight import definitions, rules
from cashwright.areas.insight.definitions import DEFINITIONS, Definition, Flag
from cashwright.areas.insight.rules import AgedAmount, LateAmount, Month

billings = st.lists(
    st.builds(Month, billings_minor=st.integers(-50, 10**6), days=st.integers(28, 31)), max_size=13
)


def test_every_definition_has_a_key_of_its_own_and_a_formula() -> None:
    written = [value for value in vars(definitions).values() if isinstance(value, Definition)]
    assert sorted(DEFINITIONS) == sorted(definition.key for definition in written)
    assert all(definition.formula and definition.name for definition in written)


def test_figures_are_exact_and_rounded_half_up_only_when_shown() -> None:
    figure = rules.dso_simple(ar_minor=1, billings_minor=8, days=1, currency="JPY")
    assert figure.value == Fraction(1, 8)
    assert figure.shown() == "0.13"
    assert figure.workings == "1 / 8 x 1 days = 0.13"


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (250_000_00, "EUR", "250,000"),
        (1_234_50, "EUR", "1,234.50"),
        (-5, "EUR", "-0.05"),
        (250_000, "JPY", "250,000"),
        (1_500, "KWD", "1.500"),
    ],
)
def test_amounts_in_workings_have_the_decimals_of_their_currency(
    minor: int, currency: str, text: str
) -> None:
    assert rules.amount_text(minor, currency) == text


@given(ar=st.integers(0, 10**7), months=billings)
def test_the_count_back_never_exceeds_the_days_on_record(ar: int, months: list[Month]) -> None:
    figure = rules.dso_count_back(ar_minor=ar, months=months, currency="EUR")
    days = sum(month.days for month in months)
    assert figure.value is not None
    assert 0 <= figure.value <= days
    exhausted = ar > sum(max(month.billings_minor, 0) for month in months)
    assert (Flag.HISTORY_EXHAUSTED in figure.flags) == exhausted
    if exhausted:
        assert figure.value == days


@given(ar=st.integers(0, 10**6), more=st.integers(0, 10**6), months=billings)
def test_more_receivables_never_make_the_count_back_shorter(
    ar: int, more: int, months: list[Month]
) -> None:
    fewer = rules.dso_count_back(ar_minor=ar, months=months, currency="EUR").value
    longer = rules.dso_count_back(ar_minor=ar + more, months=months, currency="EUR").value
    assert fewer is not None
    assert longer is not None
    assert fewer <= longer


def test_an_item_of_a_month_without_billings_is_left_out_of_true_dso_and_flagged() -> None:
    kept = AgedAmount(amount_minor=60, age_days=20, month_billings_minor=240)
    lost = AgedAmount(amount_minor=60, age_days=20, month_billings_minor=0)
    figure = rules.true_dso(items=[kept, lost], currency="EUR")
    assert figure.value == 5
    assert figure.flags == (Flag.MONTH_WITHOUT_SALES,)


def test_a_customer_that_pays_early_brings_the_average_delay_below_zero() -> None:
    figure = rules.add_mean(paid=[LateAmount(100, -4), LateAmount(100, 1)], overdue=[])
    assert figure.shown() == "-1.50"


def test_the_workings_of_many_invoices_tell_the_sum_instead_of_each() -> None:
    figure = rules.add_weighted(paid=[LateAmount(100, 3)] * 20, overdue=[], currency="EUR")
    assert figure.workings == "(sum of amount x days late) / 20 = 3.00"


def test_invoices_of_equal_days_late_count_one_by_one_in_the_plain_mean() -> None:
    figure = rules.add_mean(paid=[LateAmount(900, 2, 3)], overdue=[LateAmount(100, 10)])
    assert figure.workings == "(16 days late) / 4 invoices = 4.00"


def test_an_aged_balance_has_every_bucket_and_unapplied_cash_beside_them() -> None:
    on = date(2026, 8, 31)
    aged = rules.aged_balance(
        [(date(2026, 8, 31), 190), (date(2026, 8, 30), 35), (date(2026, 4, 1), 25)],
        on,
        unapplied_minor=-40,
    )
    assert list(aged.by_bucket) == list(Bucket)
    assert aged.by_bucket[Bucket.OVER_120] == 25
    assert (aged.open_minor, aged.current_minor, aged.past_due_minor) == (250, 190, 60)
    assert aged.total_minor == 210
    assert rules.percent_current(aged, currency="JPY").workings == "190 / 250 x 100 = 76.00 %"
