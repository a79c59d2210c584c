"""KPIs as of any day, against sums a reader can check, and their snapshots."""

from datetime import date

import pytest

from cashwright.areas.cash.services import credit_invoice
from cashwright.areas.controls.models import Fact
from cashwright.areas.credit.services import write_off
from cashwright.areas.insight.definitions import Flag
from cashwright.areas.insight.models import KpiSnapshot
from cashwright.areas.insight.queries import kpis, quarter_to, rows_behind, snapshots
from cashwright.areas.insight.services import snapshot
from cashwright.areas.parties.models import LegalEntity
from tests import makers
from tests.areas.insight.books import (
    AUG_1,
    AUG_31,
    JUL_1,
    JUL_31,
    OCT_5,
    SEP_1,
    SEP_10,
    SEP_30,
    owed,
    pay,
)
from tests.makers import ANN

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> LegalEntity:
    """The quarter of formulas F2: 180, 200 and 240 billed in July, August, September."""
    company = makers.entity()
    buyer = makers.customer(company)
    july = owed(buyer, 180, JUL_1, JUL_31)
    august = owed(buyer, 200, AUG_1, AUG_31)
    owed(buyer, 240, SEP_1, OCT_5)
    pay(july, 120, SEP_10)  # 41 days late
    pay(august, 200, AUG_31)  # on time
    return company


def figures(company: LegalEntity, as_of: date = SEP_30) -> dict[str, str]:
    (found,) = kpis(company.pk, as_of)
    return {figure.definition.key: figure.workings for figure in found.figures}


def test_the_quarter_of_a_day_at_the_end_of_a_month_is_three_whole_months() -> None:
    assert quarter_to(SEP_30).days == 92
    assert (quarter_to(SEP_30).start, quarter_to(SEP_30).last_on) == (JUL_1, SEP_30)


def test_dso_in_all_its_variants(home: LegalEntity) -> None:
    told = figures(home)
    assert told["dso_simple"] == "300 / 620 x 92 days = 44.52"
    assert told["dso_count_back"] == "30 + 60 / 200 x 31 days = 39.30"
    assert told["dso_best_possible"] == "240 / 620 x 92 days = 35.61"
    assert told["dso_best_possible_count_back"] == "30 days = 30.00"
    assert told["dso_true"] == "91 days x 60 / 180 + 29 days x 240 / 240 = 59.33"


def test_average_days_delinquent_in_its_three_variants(home: LegalEntity) -> None:
    told = figures(home)
    assert told["add_gap"] == "44.52 - 35.61 = 8.90"
    assert told["add_weighted"] == "(200 x 0 + 120 x 41 + 60 x 61) / 380 = 22.58"
    assert told["add_weighted_paid"] == "(200 x 0 + 120 x 41) / 320 = 15.38"
    assert told["add_mean"] == "(0 + 61) / 2 invoices = 30.50"


def test_collection_figures_of_the_quarter(home: LegalEntity) -> None:
    told = figures(home)
    assert told["cei"] == "(0 + 206.67 - 300) / (0 + 206.67 - 240) x 100 = undefined"
    assert told["collector_effectiveness"] == "120 / 180 x 100 = 66.67 %"
    assert told["percent_current"] == "240 / 300 x 100 = 80.00 %"
    assert told["turnover"].startswith("620 / ")


def test_cei_with_a_balance_to_start_from() -> None:
    company = makers.entity()
    buyer = makers.customer(company)
    old = owed(buyer, 220, date(2026, 6, 1), date(2026, 6, 30))
    for issued_on in (JUL_1, AUG_1, SEP_1):
        owed(buyer, 60, issued_on, OCT_5)
        owed(buyer, 140, issued_on, SEP_10)
    pay(old, 220, SEP_10)
    told = figures(company)
    assert told["cei"] == "(220 + 200 - 600) / (220 + 200 - 180) x 100 = -75.00 %"


def test_what_happens_later_does_not_change_a_day_gone_by(home: LegalEntity) -> None:
    before = figures(home, AUG_31)
    buyer = makers.customer(home, "C-9")
    pay(owed(buyer, 999, OCT_5, OCT_5), 500, OCT_5)
    assert figures(home, AUG_31) == before
    assert figures(home, OCT_5) != before


def test_a_day_without_a_quarter_of_billings_has_a_count_back_but_no_simple_dso() -> None:
    company = makers.entity()
    owed(makers.customer(company), 180, date(2026, 1, 5), date(2026, 2, 5))
    (found,) = kpis(company.pk, SEP_30)
    assert found.figure("dso_simple").flags == (Flag.UNDEFINED,)
    counted = found.figure("dso_count_back")
    assert counted.value == 273  # the nine months from January, whose billings are what is owed
    assert Flag.MONTH_WITHOUT_SALES in counted.flags


def test_bad_debt_and_at_risk(home: LegalEntity) -> None:
    buyer = makers.customer(home, "C-2")
    lost = owed(buyer, 80, date(2026, 2, 1), date(2026, 3, 1))
    owed(buyer, 120, date(2026, 2, 2), date(2026, 3, 1))
    write_off(invoice_id=lost.pk, amount_minor=20_00, on=SEP_10, reason="bankrupt", by=ANN)
    told = figures(home)
    assert told["bad_debt_gross"] == "20 / 820 x 100 = 2.44 %"
    assert told["bad_debt_net"] == "20 / 820 x 100 = 2.44 %"
    assert told["at_risk"] == "200 / 200 x 100 = 100.00 %"
    assert told["allowance"] == (
        "240 x 0.5 % + 0 x 2 % + 0 x 5 % + 60 x 15 % + 0 x 40 % + 180 x 40 % = 82.20"
    )


def test_a_snapshot_keeps_every_figure_and_noting_it_again_changes_nothing(
    home: LegalEntity,
) -> None:
    taken = snapshot(entity_id=home.pk, as_of=SEP_30, by=ANN)
    assert taken == KpiSnapshot.objects.count() == len(figures(home))
    assert snapshot(entity_id=home.pk, as_of=SEP_30, by=ANN) == 0
    assert Fact.objects.filter(name="insight.kpis_noted").count() == 1
    (kept,) = snapshots(home.pk, "EUR", "dso_simple", SEP_30)
    assert str(kept.value) == "44.516129"
    assert kept.workings == "300 / 620 x 92 days = 44.52"


def test_a_day_noted_again_after_an_import_for_it_tells_the_new_figures(home: LegalEntity) -> None:
    snapshot(entity_id=home.pk, as_of=SEP_30, by=ANN)
    owed(makers.customer(home, "C-2"), 80, SEP_1, OCT_5)
    assert snapshot(entity_id=home.pk, as_of=SEP_30, by=ANN) > 0
    (kept,) = snapshots(home.pk, "EUR", "dso_simple", SEP_30)
    assert kept.workings == figures(home)["dso_simple"]


def test_a_history_of_a_kpi_is_told_oldest_first(home: LegalEntity) -> None:
    for day in (SEP_30, AUG_31):
        snapshot(entity_id=home.pk, as_of=day, by=ANN)
    days = snapshots(home.pk, "EUR", "cei", SEP_30).values_list("as_of", flat=True)
    assert list(days) == [AUG_31, SEP_30]


def parts(company: LegalEntity, kpi: str) -> dict[str, int]:
    return {part.label: part.total_minor() for part in rows_behind(kpi, company.pk, "EUR", SEP_30)}


def test_every_number_of_a_kpi_leads_to_documents_that_sum_to_it(home: LegalEntity) -> None:
    billed = {"Billings: invoices": 620_00, "Billings: credit notes": 0}
    assert parts(home, "dso_simple") == {"A/R": 300_00, **billed}
    assert parts(home, "dso_count_back") == {"A/R": 300_00, **billed, "Billings: invoices": 440_00}
    assert parts(home, "add_weighted") == {"Paid": 320_00, "Overdue": 60_00}
    assert parts(home, "add_mean") == {"Paid invoices": 200_00, "Overdue": 60_00}
    assert parts(home, "collector_effectiveness") == {
        "Past-due collected": 120_00,
        "Opening past-due": 0,
        "Became past-due": 180_00,
    }
    assert parts(home, "percent_current") == {"Current A/R": 240_00, "A/R": 300_00}
    assert parts(home, "at_risk") == {"Still unpaid": 0, "Billed in the month": 0}
    assert parts(home, "allowance") == {"A/R": 300_00}


def test_what_was_billed_less_credited_and_lost_leads_to_documents_too(home: LegalEntity) -> None:
    buyer = makers.customer(home, "C-2")
    lost = owed(buyer, 80, date(2026, 2, 1), date(2026, 3, 1))
    write_off(invoice_id=lost.pk, amount_minor=20_00, on=SEP_10, reason="bankrupt", by=ANN)
    credited = owed(buyer, 50, SEP_1, OCT_5)
    credit_invoice(invoice_id=credited.pk, on=SEP_10, reason="never delivered", by=ANN)
    assert figures(home)["bad_debt_gross"] == "20 / 700 x 100 = 2.86 %"
    assert parts(home, "bad_debt_net") == {
        "Written off": 20_00,
        "Recovered": 0,
        "Billings: invoices": 750_00,
        "Billings: credit notes": -50_00,
    }
    assert parts(home, "at_risk") == {"Still unpaid": 80_00, "Billed in the month": 80_00}
    assert parts(home, "cei") == {
        "Opening A/R": 80_00,
        "Billings: invoices": 670_00,
        "Billings: credit notes": -50_00,
        "A/R": 360_00,
        "Current A/R": 240_00,
    }


def test_every_kpi_has_rows_behind_it(home: LegalEntity) -> None:
    assert all(rows_behind(kpi, home.pk, "EUR", SEP_30) for kpi in figures(home))
