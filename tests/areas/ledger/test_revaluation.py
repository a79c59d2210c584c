"""Open foreign items at a period's end."""

from datetime import date

import pytest

from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.ledger.queries import trial_balance
from cashwright.areas.ledger.refusals import NoRate
from cashwright.areas.ledger.revaluation import revaluation_of, revalue, valuations
from tests import makers
from tests.makers import ANN, JAN_5

pytestmark = pytest.mark.django_db
JAN_31, FEB_1 = date(2026, 1, 31), date(2026, 2, 1)


def unrealized(entity_id: object, on: date) -> int:
    rows = trial_balance(entity_id, on)  # type: ignore[arg-type]
    return sum(row.functional_minor for row in rows if row.account == "7010")


def test_open_foreign_items_are_worth_the_closing_rate_that_day_and_only_that_day() -> None:
    makers.rate("USD", JAN_5, "1.10")
    makers.rate("USD", date(2026, 1, 30), "1.00")
    home = makers.entity()
    makers.invoice(makers.customer(home, currency="USD"), 110_00)
    revalue(entity_id=home.pk, on=JAN_31, by=ANN)
    # 110.00 USD are carried at 100.00 EUR and worth 110.00 EUR: a gain of 10.00 EUR.
    assert unrealized(home.pk, JAN_31) == -10_00
    assert unrealized(home.pk, FEB_1) == 0
    receivable = {row.account: row.functional_minor for row in trial_balance(home.pk, JAN_31)}
    assert (receivable["1100"], receivable["1150"]) == (100_00, 10_00)


def test_two_revaluations_of_one_day_have_the_effect_of_one() -> None:
    makers.rate("USD", JAN_5, "1.10")
    makers.rate("USD", date(2026, 1, 30), "1.25")
    home = makers.entity()
    makers.invoice(makers.customer(home, currency="USD"), 110_00)
    first = revalue(entity_id=home.pk, on=JAN_31, by=ANN)
    again = revalue(entity_id=home.pk, on=JAN_31, by=ANN)
    assert first is not None
    assert again is not None
    assert first.pk == again.pk
    assert unrealized(home.pk, JAN_31) == 12_00
    assert JournalEntry.objects.filter(kind="revaluation").count() == 2


def test_books_in_one_currency_have_nothing_to_revalue() -> None:
    home = makers.entity()
    makers.invoice(makers.customer(home))
    assert revalue(entity_id=home.pk, on=JAN_31, by=ANN) is None


def test_what_is_open_is_valued_by_currency_and_a_missing_rate_is_told() -> None:
    makers.rate("USD", JAN_5, "1.10")
    makers.rate("GBP", JAN_5, "0.80")
    home = makers.entity()
    makers.invoice(makers.customer(home, currency="USD"), 110_00)
    makers.invoice(makers.customer(home, "C-2", currency="GBP"), 80_00)
    makers.invoice(makers.customer(home, "C-3"), 70_00)
    makers.rate("USD", date(2026, 1, 30), "1.00")
    dollars, pounds = sorted(
        valuations(home, JAN_31, trial_balance(home.pk, JAN_31)), key=lambda v: -v.minor
    )
    assert (dollars.currency, dollars.minor, dollars.carried_minor) == ("USD", 110_00, 100_00)
    assert (dollars.worth_minor, dollars.difference_minor) == (110_00, 10_00)
    assert (pounds.currency, pounds.worth_minor, pounds.difference_minor) == ("GBP", None, None)
    assert revaluation_of(home.pk, JAN_31) is None
    with pytest.raises(NoRate):
        revalue(entity_id=home.pk, on=JAN_31, by=ANN)
