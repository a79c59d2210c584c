"""What cannot be billed yet is told by its code, and tried again until it can."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cashwright.areas.catalog.models import TaxRate
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.ledger.models import Period
from cashwright.runs.bill import plan_bill
from cashwright.runs.models import BillException
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription, version
from tests.runs.bill.bill_makers import (
    FEB_1,
    JAN_1,
    billed,
    company,
    counts,
    invoices,
    lines_of,
    totals,
)

pytestmark = pytest.mark.django_db
JAN_2, JAN_3 = date(2026, 1, 2), date(2026, 1, 3)


def test_without_a_price_in_the_currency_the_charge_waits_and_is_billed_once_there_is_one() -> None:
    home = company()
    makers.rate("USD", JAN_1, "1.1")
    fee = price()
    subscription(contract(makers.customer(home), currency="USD"), fee)

    assert counts(billed(home)) == {"catalog.no_price_in_currency": 1}
    assert counts(billed(home, JAN_2)) == {"catalog.no_price_in_currency": 1}

    version(fee, 20_00, currency="USD")
    assert counts(billed(home, JAN_3)) == {"invoices": 1}
    assert lines_of(invoices()[0]) == [("App, 1–31 January 2026", 20_00, 3_80)]
    assert not BillException.objects.exists()
    assert counts(billed(home, date(2026, 1, 4))) == {}


def test_the_other_charges_of_the_contract_do_not_wait() -> None:
    home = company()
    makers.rate("USD", JAN_1, "1.1")
    fee, extra = price("FEE", 10_00, currency="USD"), price("EXTRA", 5_00)
    subscription(contract(makers.customer(home), currency="USD"), [fee, extra])

    assert counts(billed(home)) == {"invoices": 1, "catalog.no_price_in_currency": 1}
    version(extra, 5_00, currency="USD")
    assert counts(billed(home, JAN_2)) == {"invoices": 1}
    assert totals() == [11_90, 5_95]


def test_a_stub_that_waited_for_its_tax_rate_is_still_a_stub() -> None:
    home = company()
    TaxRate.objects.all().delete()
    subscription(
        contract(makers.customer(home), starts_on=date(2026, 1, 22)), price("FEE", 31_00),
        anchor_on=FEB_1,
    )  # fmt: skip

    assert counts(billed(home, date(2026, 1, 22))) == {"catalog.no_tax_rate": 1}
    TaxRate.objects.create(
        country="DE", tax_class="standard", rate_ppm=190_000, valid_from=date(2020, 1, 1)
    )
    assert counts(billed(home, date(2026, 1, 23))) == {"invoices": 1}
    assert lines_of(invoices()[0]) == [("App, 22–31 January 2026", 10_00, 1_90)]


def test_a_currency_without_a_rate_of_exchange_waits() -> None:
    home = company()
    subscription(contract(makers.customer(home), currency="USD"), price("FEE", currency="USD"))

    assert counts(billed(home)) == {"ledger.no_rate": 1}
    makers.rate("USD", JAN_2, "1.1")
    assert counts(billed(home, JAN_2)) == {"invoices": 1}


def test_a_contract_agreed_after_its_first_day_is_billed_by_the_next_run() -> None:
    home = company()
    fee = price()
    subscription(contract(makers.customer(home)), fee)
    billed(home)
    subscription(contract(makers.customer(home, "LATE")), fee)

    assert counts(billed(home, JAN_2)) == {"invoices": 1}
    assert counts(billed(home, JAN_3)) == {}


def test_a_plan_tells_what_the_run_would_do_and_writes_nothing() -> None:
    home = company()
    subscription(contract(makers.customer(home)), price("FEE", 100_00))
    makers.rate("USD", JAN_1, "1.1")
    subscription(contract(makers.customer(home, "C-2"), currency="USD"), price("OTHER"))

    planned = plan_bill(home, JAN_1)

    assert planned.totals().rows() == [("EUR", "post", 1, 100_00, 19_00, 119_00)]
    assert planned.exceptions["refusal"].to_list() == ["catalog.no_price_in_currency"]
    assert not invoices()
    assert not BillException.objects.exists()
    assert counts(billed(home)) == {"invoices": 1, "catalog.no_price_in_currency": 1}


def test_what_a_closed_month_declined_is_billed_once_it_is_open() -> None:
    home = company()
    subscription(contract(makers.customer(home)), price())
    Subscription.objects.update(changed_at=datetime(2025, 1, 1, tzinfo=UTC))
    month = Period.objects.create(
        entity=home, starts_on=JAN_1, ends_on=date(2026, 1, 31), state="closed"
    )
    for day in (JAN_1, JAN_2):
        assert counts(billed(home, day)) == {"ledger.period_closed": 1}
    assert BillException.objects.get().code == "ledger.period_closed"

    Period.objects.filter(pk=month.pk).update(state="open")
    assert counts(billed(home, JAN_3)) == {"invoices": 1}
    assert lines_of(invoices()[0]) == [("App, 1–31 January 2026", 10_00, 1_90)]
    assert not BillException.objects.exists()
    assert counts(billed(home, date(2026, 1, 4))) == {}
