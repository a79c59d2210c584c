"""A percentage of money that changed hands is charged event by event, as the price says."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cashwright.areas.catalog.models import Price
from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.catalog.services import add_price, add_product, set_price
from cashwright.areas.catalog.services.prices import PriceNumbers
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.invoicing.queries import price_billed_on
from cashwright.areas.usage.models import Event
from cashwright.runs.bill.preview import plan_bill
from tests import makers
from tests.areas.contracts.makers import contract, subscription
from tests.areas.usage import usage_makers
from tests.makers import ANN
from tests.runs.bill.bill_makers import FEB_1, billed, company, invoices, lines_of

pytestmark = pytest.mark.django_db


def _fee() -> Price:
    """1.2 % and 0.10 a payment, the first two free, none above 5.00."""
    product = add_product(code="PAY", name="Payments", account="4100", by=ANN)
    fee = add_price(
        product_id=product.pk, code="PAY", name="Payments", model=ChargeModel.PERCENTAGE,
        timing=Timing.ARREARS, interval_months=1, meter_id=usage_makers.meter().pk, by=ANN,
    )  # fmt: skip
    numbers = PriceNumbers(
        rate_e9=12_000_000, event_fee_e9=100_000_000, free_events=2, event_maximum_minor=5_00
    )
    set_price(
        price_id=fee.pk, currency="EUR", valid_from=date(2020, 1, 1), numbers=numbers,
        billed=price_billed_on, by=ANN,
    )  # fmt: skip
    return fee


def _paid(of: Subscription, day: int, euros_e6: int) -> None:
    at = datetime(2026, 1, day, 9, tzinfo=UTC)
    meter = of.charges.get().price.meter
    assert meter is not None
    Event.objects.create(
        event_key=makers.some_id(), content_key=0, entity_id=of.entity_id, subscription=of,
        meter=meter, occurred_at=at, received_at=at, value_e6=euros_e6,
        source="test", source_id="",
    )  # fmt: skip


def test_fee_allowance_and_bound_are_those_of_each_event_in_their_order() -> None:
    home = company()
    one = subscription(contract(makers.customer(home)), _fee())
    for day, euros in ((9, 500), (2, 100), (3, 100), (4, 50)):
        _paid(one, day, euros * 1_000_000)

    planned = plan_bill(home, FEB_1)
    billed(home, FEB_1)

    # The 2nd and 3rd are free; then 50 x 1.2 % + 0.10 = 0.70, and 6.10 is more than 5.00.
    assert [lines_of(i) for i in invoices()] == [[("Payments, 1–31 January 2026", 5_70, 1_08)]]
    assert planned.documents["net_minor"].to_list() == [5_70]


def test_a_month_without_a_payment_costs_nothing() -> None:
    home = company()
    subscription(contract(makers.customer(home)), _fee())
    billed(home, FEB_1)
    assert [i.net_minor for i in invoices("settled")] == [0]


def test_money_below_a_cent_is_rounded_event_by_event() -> None:
    home = company()
    one = subscription(contract(makers.customer(home)), _fee())
    for day in (2, 3, 4):
        _paid(one, day, 10_004_999)
    billed(home, FEB_1)
    assert [i.net_minor for i in invoices()] == [22]
