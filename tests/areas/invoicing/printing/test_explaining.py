"""What a line says of its amount is true of it: else it says nothing of quantity and price."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.catalog.rules import TierDraft
from cashwright.areas.catalog.services import PriceNumbers, add_price, set_price
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.contracts.policies import Proration
from cashwright.areas.contracts.services import change_quantity
from cashwright.areas.invoicing.printing.explaining import explanations
from cashwright.areas.invoicing.queries import billed_lines, price_billed_on
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.models import Event
from tests import makers
from tests.areas.contracts.makers import contract, price, product, subscription
from tests.areas.usage import usage_makers
from tests.makers import ANN
from tests.runs.bill.bill_makers import FEB_1, billed, company, invoices

pytestmark = pytest.mark.django_db
JAN_16 = date(2026, 1, 16)


def _said() -> list[dict[int, str]]:
    return [explanations(one, language="en") for one in invoices()]


def _calls() -> tuple[LegalEntity, Subscription]:
    """Ten calls at 1.00 each, those after them at 0.50, in arrears."""
    home = company()
    calls = add_price(
        product_id=product().pk, code="CALLS", name="Calls", model=ChargeModel.GRADUATED,
        timing=Timing.ARREARS, meter_id=usage_makers.meter().pk, interval_months=1, by=ANN,
    )  # fmt: skip
    tiers = (
        TierDraft(up_to_e6=10_000_000, unit_price_e9=1_000_000_000),
        TierDraft(up_to_e6=None, unit_price_e9=500_000_000),
    )
    set_price(
        price_id=calls.pk, currency="EUR", valid_from=date(2020, 1, 1),
        numbers=PriceNumbers(tiers=tiers), billed=price_billed_on, by=ANN,
    )  # fmt: skip
    return home, subscription(contract(makers.customer(home)), calls)


def _called(one: Subscription, count: int, known_on: date) -> None:
    meter_id = one.charges.get().price.meter_id
    assert meter_id is not None
    Event.objects.create(
        event_key=makers.some_id(), content_key=0, meter_id=meter_id,
        entity_id=one.entity_id, subscription=one,
        occurred_at=datetime(2026, 1, 10, 9, tzinfo=UTC),
        received_at=datetime(known_on.year, known_on.month, known_on.day, 9, tzinfo=UTC),
        value_e6=count * 1_000_000, source="test", source_id="",
    )  # fmt: skip


def test_a_correction_of_usage_is_not_told_at_the_prices_of_the_first_units() -> None:
    home, one = _calls()
    _called(one, 12, date(2026, 1, 10))
    billed(home, FEB_1)
    _called(one, 8, date(2026, 2, 3))
    billed(home, date(2026, 2, 5))
    first, second = invoices()
    assert (first.net_minor, second.net_minor) == (11_00, 4_00)
    told, corrected = _said()
    assert "10" in told[1]
    assert "0.50" in told[1]
    assert corrected == {}


def test_seats_changed_in_mid_month_are_told_with_their_days() -> None:
    home = company()
    seat = price("SEAT", 31_00, model=ChargeModel.PER_UNIT)
    one = subscription(contract(makers.customer(home)), seat)
    billed(home)
    change_quantity(
        charge_id=one.charges.get().pk, quantity_e6=3_000_000, effective_on=JAN_16, on=JAN_16,
        billed=billed_lines, by=ANN, proration=Proration.NOW,
    )  # fmt: skip
    billed(home, JAN_16)
    whole, change = _said()
    assert "31.00" in whole[1]
    assert "of 31 days" not in whole[1]
    assert all("31.00" in text and "16 of 31 days" in text for text in change.values())


def test_a_share_that_holds_a_minimum_is_not_told_by_its_seats() -> None:
    home = company()
    seat = price("SEAT", 10_00, model=ChargeModel.PER_UNIT)
    set_price(
        price_id=seat.pk, currency="EUR", valid_from=date(2025, 1, 1), billed=price_billed_on,
        numbers=PriceNumbers(unit_price_e9=10 * 10**9, minimum_minor=40_00), by=ANN,
    )  # fmt: skip
    one = subscription(contract(makers.customer(home)), seat)
    billed(home)
    change_quantity(
        charge_id=one.charges.get().pk, quantity_e6=5_000_000, effective_on=JAN_16, on=JAN_16,
        billed=billed_lines, by=ANN, proration=Proration.NOW,
    )  # fmt: skip
    billed(home, JAN_16)
    change = {
        line.revision: explanations(invoices()[1], language="en")[line.line_no]
        for line in invoices()[1].lines.all()
    }
    assert change[-1] == "16 of 31 days"  # of 40.00, not of one seat at 10.00
    assert "10.00" in change[1]
