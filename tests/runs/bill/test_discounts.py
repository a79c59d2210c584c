"""An amount off a contract is that of a full period: no pause, change or late reading makes it more or less."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from cashwright.areas.catalog.models import Price
from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.contracts.services import (
    change_quantity,
    negotiate_discount,
    pause,
    remove_charge,
)
from cashwright.areas.invoicing.models import CreditNote
from cashwright.areas.invoicing.queries import billed_lines
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.models import Event
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.areas.usage import usage_makers
from tests.makers import ANN
from tests.runs.bill.bill_makers import FEB_1, JAN_1, billed, company, invoices

pytestmark = pytest.mark.django_db
JAN_10, JAN_16, JAN_20 = date(2026, 1, 10), date(2026, 1, 16), date(2026, 1, 20)
ARREARS = Timing.ARREARS


def _sold(
    prices: list[Price], *, off_minor: int = 3_10, of: int | None = None
) -> tuple[LegalEntity, Subscription]:
    """A subscription with an amount off the contract, or off the charge of this number."""
    home = company()
    made = subscription(contract(makers.customer(home)), prices)
    charges = list(made.charges.order_by("position"))
    negotiate_discount(
        contract_id=made.contract_id, from_on=JAN_1, amount_minor=off_minor, reason="loyal", by=ANN,
        charge_id=charges[of].pk if of is not None else None,
    )  # fmt: skip
    return home, made


def _how(effective_on: date) -> dict[str, Any]:
    return {"effective_on": effective_on, "on": JAN_1, "billed": billed_lines, "by": ANN}


def _lines() -> list[tuple[int, int]]:
    """(gross, discount) of every line, in order."""
    rows = [line for each in invoices() for line in each.lines.order_by("line_no")]
    return [(row.gross_minor or 0, row.discount_minor or 0) for row in rows]


def test_a_month_that_a_pause_cut_has_the_amount_for_its_billed_days() -> None:
    home, one = _sold([price("FEE", 31_00)])
    pause(subscription_id=one.pk, until_on=JAN_20, **_how(JAN_10))
    billed(home)
    assert _lines() == [(9_00, 90), (12_00, 1_20)]


def test_a_month_of_five_seats_and_then_ten_has_the_whole_amount() -> None:
    home, one = _sold([price("SEAT", 31_00, model=ChargeModel.PER_UNIT, timing=ARREARS)])
    change_quantity(charge_id=one.charges.get().pk, quantity_e6=2_000_000, **_how(JAN_16))
    billed(home, FEB_1)
    assert _lines() == [(15_00, 99), (32_00, 2_11)]  # 3.10 by what the days cost


def test_what_goes_on_alone_has_the_amount_alone() -> None:
    home, one = _sold([price("FEE", 31_00), price("EXTRA", 31_00)])
    remove_charge(charge_id=one.charges.get(price__code="EXTRA").pk, **_how(JAN_16))
    billed(home)
    assert _lines() == [(31_00, 2_09), (15_00, 1_01)]


def test_an_amount_off_one_charge_goes_by_its_own_days() -> None:
    home, one = _sold([price("FEE", 31_00), price("EXTRA", 31_00)], of=1)
    remove_charge(charge_id=one.charges.get(price__code="EXTRA").pk, **_how(JAN_16))
    billed(home)
    assert _lines() == [(31_00, 0), (15_00, 1_50)]


def test_a_short_first_month_has_its_share_on_usage_as_on_fees() -> None:
    home = company()
    deal = contract(makers.customer(home))
    calls = price("CALLS", 10, model=ChargeModel.PER_UNIT, timing=ARREARS)
    meter = calls.meter = usage_makers.meter()
    calls.save()
    one = subscription(deal, calls, starts_on=JAN_16, anchor_on=JAN_1)
    negotiate_discount(
        contract_id=deal.pk, from_on=JAN_1, amount_minor=3_10, reason="loyal", by=ANN
    )
    _called(one, meter.pk, 100, date(2026, 1, 20), date(2026, 1, 20))
    billed(home, FEB_1)
    assert _lines() == [(10_00, 1_60)]  # 16 of 31 days


def _called(of: Subscription, meter_id: UUID, count: int, on: date, known_on: date) -> None:
    at, known_at = (datetime(day.year, day.month, day.day, 9, tzinfo=UTC) for day in (on, known_on))
    Event.objects.create(
        event_key=makers.some_id(), content_key=0, meter_id=meter_id, entity_id=of.entity_id,
        subscription=of, occurred_at=at, received_at=known_at, value_e6=count * 1_000_000,
        source="test", source_id="",
    )  # fmt: skip


def test_a_late_reading_has_its_part_of_the_amount_and_not_all_of_it() -> None:
    calls = price("CALLS", 10, model=ChargeModel.PER_UNIT, timing=ARREARS)
    meter = calls.meter = usage_makers.meter()
    calls.save()
    home, one = _sold([calls, price("FEE", 10_00, timing=ARREARS)], off_minor=10_00)
    _called(one, meter.pk, 100, JAN_10, JAN_10)
    billed(home, FEB_1)
    _called(one, meter.pk, 200, JAN_20, date(2026, 2, 3))
    billed(home, date(2026, 2, 15))
    assert _lines() == [(10_00, 5_00), (10_00, 5_00), (20_00, 2_50)]  # 7.50 of 10.00 on 30.00
    assert not CreditNote.objects.exists()
