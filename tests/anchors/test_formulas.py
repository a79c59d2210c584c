"""Every KPI against the worked vectors of formulas.md F1 to F10, in euros and cents."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import pytest

from cashwright.areas.collections.rules import Bucket, bucket
from cashwright.areas.insight import rules
from cashwright.areas.insight.definitions import Flag
from cashwright.areas.insight.rules import AgedAmount, AgedBalance, LateAmount, Month, RatedBalance

EUR = "EUR"


def months(*rows: tuple[int, int]) -> list[Month]:
    """(billings in euros, days), latest first."""
    return [Month(billings * 100, days) for billings, days in rows]


AUTUMN = months((240_000, 30), (200_000, 31), (180_000, 31))


def aged(current: int, past_due: int) -> AgedBalance:
    return AgedBalance(
        dict.fromkeys(Bucket, 0) | {Bucket.CURRENT: current * 100, Bucket.DAYS_1_30: past_due * 100}
    )


def late(*rows: tuple[int, int]) -> list[LateAmount]:
    return [LateAmount(amount * 100, days) for amount, days in rows]


def test_f1_simple_dso() -> None:
    dso = rules.dso_simple(ar_minor=250_000_00, billings_minor=600_000_00, days=92, currency=EUR)
    assert dso.shown() == "38.33"
    assert dso.workings == "250,000 / 600,000 x 92 days = 38.33"


@pytest.mark.parametrize(
    ("ar", "history", "days"),
    [
        (500_000, AUTUMN, "71.33"),
        (212_000, months((100_000, 30), (80_000, 30), (70_000, 30)), "73.71"),
        (12_000_000, months((5_000_000, 28), (6_000_000, 28), (6_000_000, 28)), "60.67"),
        (90_000, AUTUMN, "11.25"),
        (0, AUTUMN, "0.00"),
        (
            12_000,
            months((2500, 30), (1750, 31), (2250, 31), (2500, 30), (2000, 31), (2250, 30)),
            "166.33",
        ),
    ],
)
def test_f2_count_back_dso(ar: int, history: list[Month], days: str) -> None:
    dso = rules.dso_count_back(ar_minor=ar * 100, months=history, currency=EUR)
    assert dso.shown() == days
    assert dso.flags == ()


def test_f2_the_count_back_tells_its_days_month_by_month() -> None:
    dso = rules.dso_count_back(ar_minor=500_000_00, months=AUTUMN, currency=EUR)
    assert dso.workings == "30 + 31 + 60,000 / 180,000 x 31 days = 71.33"


def test_f2_a_history_that_ends_too_early_is_flagged_with_what_it_leaves() -> None:
    dso = rules.dso_count_back(ar_minor=1_000_000_00, months=AUTUMN, currency=EUR)
    assert dso.shown() == "92.00"
    assert dso.flags == (Flag.HISTORY_EXHAUSTED,)
    assert "380,000 older than the billings on record" in dso.workings


@pytest.mark.parametrize("billings", [0, -5_000])
def test_f2_a_month_without_sales_counts_its_days_and_is_flagged(billings: int) -> None:
    history = months((240_000, 30), (billings, 31), (520_000, 31))
    dso = rules.dso_count_back(ar_minor=500_000_00, months=history, currency=EUR)
    assert dso.shown() == "76.50"  # 30 + 31 + 260/520 x 31
    assert dso.flags == (Flag.MONTH_WITHOUT_SALES,)


def test_f3_best_possible_dso() -> None:
    best = rules.best_possible_dso(
        current_minor=190_000_00, billings_minor=600_000_00, days=92, currency=EUR
    )
    assert best.shown() == "29.13"
    counted = rules.best_possible_dso_count_back(
        current_minor=320_000_00, months=AUTUMN, currency=EUR
    )
    assert counted.shown() == "42.40"


def test_f4_three_named_average_days_delinquent() -> None:
    paid, overdue = late((140, 7), (85, 55)), late((214, 20))
    weighted = rules.add_weighted(paid=paid, overdue=overdue, currency=EUR)
    assert weighted.shown() == "22.63"
    assert weighted.workings == "(140 x 7 + 85 x 55 + 214 x 20) / 439 = 22.63"
    assert rules.add_weighted_paid(paid=paid, currency=EUR).shown() == "25.13"
    assert rules.add_mean(paid=paid, overdue=overdue).shown() == "27.33"


def test_f4_the_gap_subtracts_exact_values_and_not_shown_ones() -> None:
    dso = rules.dso_simple(ar_minor=250_000_00, billings_minor=600_000_00, days=92, currency=EUR)
    best = rules.best_possible_dso(
        current_minor=190_000_00, billings_minor=600_000_00, days=92, currency=EUR
    )
    gap = rules.add_gap(dso, best)
    assert gap.shown() == "9.20"
    assert gap.value == 60 * 92 / Fraction(600)


def test_f4b_true_dso() -> None:
    items = [
        AgedAmount(amount_minor=60_00, age_days=20, month_billings_minor=240_00),
        AgedAmount(amount_minor=40_00, age_days=56, month_billings_minor=200_00),
        AgedAmount(amount_minor=18_00, age_days=72, month_billings_minor=180_00),
    ]
    assert rules.true_dso(items=items, currency=EUR).shown() == "23.40"


@pytest.mark.parametrize(
    ("opening", "billings", "count", "ar", "current", "percent"),
    [
        (250, 200, 1, 240, 190, "80.77"),
        (220, 600, 3, 250, 190, "73.91"),
        (250, 200, 1, 190, 190, "100.00"),
    ],
)
def test_f5_collection_effectiveness(
    opening: int, billings: int, count: int, ar: int, current: int, percent: str
) -> None:
    cei = rules.cei(
        ar_opening_minor=opening * 100,
        billings_minor=billings * 100,
        months=count,
        ar_minor=ar * 100,
        current_minor=current * 100,
        currency=EUR,
    )
    assert cei.shown() == percent


def test_f5_nothing_collectable_leaves_effectiveness_undefined() -> None:
    cei = rules.cei(
        ar_opening_minor=100,
        billings_minor=100,
        months=1,
        ar_minor=200,
        current_minor=200,
        currency=EUR,
    )
    assert cei.value is None
    assert cei.flags == (Flag.UNDEFINED,)


def test_f6_turnover() -> None:
    turned = rules.turnover(
        billings_minor=2_400_000_00, ar_minor=[230_000_00, 240_000_00], currency=EUR
    )
    assert turned.shown(places=4) == "10.2128"
    assert rules.turnover_days(turned).shown() == "35.74"


def test_f7_bad_debt() -> None:
    gross = rules.bad_debt_gross(
        written_off_minor=18_000_00, billings_minor=2_400_000_00, currency=EUR
    )
    net = rules.bad_debt_net(
        written_off_minor=18_000_00,
        recovered_minor=3_000_00,
        billings_minor=2_400_000_00,
        currency=EUR,
    )
    assert gross.shown() == "0.75"
    assert net.shown(places=3) == "0.625"


def test_f7_the_allowance_matrix() -> None:
    rows = [(190_000, 50), (35_000, 200), (15_000, 500), (6_000, 1_500), (4_000, 4_000)]
    matrix = [RatedBalance(balance * 100, loss_bp) for balance, loss_bp in rows]
    allowance = rules.allowance(matrix=matrix, currency=EUR)
    assert allowance.value == 4_900_00
    assert allowance.workings == (
        "190,000 x 0.5 % + 35,000 x 2 % + 15,000 x 5 % + 6,000 x 15 % + 4,000 x 40 % = 4,900"
    )


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2026, 8, 31), Bucket.CURRENT),
        (date(2026, 9, 1), Bucket.DAYS_1_30),
        (date(2026, 9, 30), Bucket.DAYS_1_30),
        (date(2026, 10, 1), Bucket.DAYS_31_60),
    ],
)
def test_f8_an_item_due_on_31_august_in_its_bucket(on: date, name: Bucket) -> None:
    assert bucket(date(2026, 8, 31), on) is name


def test_f8_percent_current() -> None:
    assert rules.percent_current(aged(190, 60), currency=EUR).shown() == "76.00"


def test_f8_at_risk_rate() -> None:
    rate = rules.at_risk_rate(still_unpaid_minor=30_00, billed_minor=400_00, currency=EUR)
    assert rate.workings == "30 / 400 x 100 = 7.50 %"


def test_f9_collector_effectiveness() -> None:
    effectiveness = rules.collector_effectiveness(
        collected_minor=96_000_00,
        opening_past_due_minor=80_000_00,
        became_past_due_minor=70_000_00,
        currency=EUR,
    )
    assert effectiveness.shown() == "64.00"


def test_f10_retention() -> None:
    losses = {"contraction_minor": 3_000_00, "churn_minor": 5_000_00}
    net = rules.net_revenue_retention(
        opening_minor=100_000_00, expansion_minor=12_000_00, **losses, currency=EUR
    )
    gross = rules.gross_revenue_retention(opening_minor=100_000_00, **losses, currency=EUR)
    involuntary = rules.involuntary_churn(
        lost_to_failure_minor=1_800_00, churn_minor=5_000_00, currency=EUR
    )
    assert [figure.shown() for figure in (net, gross, involuntary)] == ["104.00", "92.00", "36.00"]


def _undefined() -> Iterable[rules.Figure]:
    yield rules.dso_simple(ar_minor=1, billings_minor=0, days=92, currency=EUR)
    yield rules.dso_simple(ar_minor=1, billings_minor=-1, days=92, currency=EUR)
    yield rules.add_weighted(paid=[], overdue=[], currency=EUR)
    yield rules.add_mean(paid=[], overdue=[])
    yield rules.add_gap(
        rules.dso_simple(ar_minor=1, billings_minor=0, days=92, currency=EUR),
        rules.dso_count_back(ar_minor=0, months=[], currency=EUR),
    )
    yield rules.turnover(billings_minor=1, ar_minor=[0], currency=EUR)
    yield rules.turnover_days(rules.turnover(billings_minor=0, ar_minor=[1], currency=EUR))
    yield rules.bad_debt_gross(written_off_minor=1, billings_minor=0, currency=EUR)
    yield rules.percent_current(aged(0, 0), currency=EUR)
    yield rules.at_risk_rate(still_unpaid_minor=0, billed_minor=0, currency=EUR)


@pytest.mark.parametrize("figure", list(_undefined()), ids=lambda figure: figure.definition.key)
def test_a_figure_with_nothing_to_divide_by_has_no_value_and_says_so(
    figure: rules.Figure,
) -> None:
    assert figure.value is None
    assert figure.shown() == "-"
    assert figure.flags == (Flag.UNDEFINED,)
    assert figure.workings.endswith("= undefined")
