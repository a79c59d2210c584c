"""What changes in days that were billed, or passed over: every day is paid for once, none is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cashwright.areas.catalog.models import Price
from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.catalog.services import PriceNumbers, set_price
from cashwright.areas.contracts.models import BillItem, Subscription
from cashwright.areas.contracts.policies import Proration, ProrationUnit
from cashwright.areas.contracts.refusals import AmendmentBeforePosted
from cashwright.areas.contracts.services import (
    add_charge,
    cancel,
    change_price,
    change_quantity,
    coterm,
    negotiate_discount,
    pause,
    resume,
)
from cashwright.areas.invoicing.models import CreditNoteLine, InvoiceLine
from cashwright.areas.invoicing.queries import billed_lines, price_billed_on
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.refusals import BadInput
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.areas.usage import usage_makers
from tests.makers import ANN
from tests.runs.bill.bill_makers import FEB_1, JAN_1, MARCH_1, billed, company

pytestmark = pytest.mark.django_db
JAN_10, JAN_16, JAN_20, FEB_5 = (
    date(2026, 1, 10), date(2026, 1, 16), date(2026, 1, 20), date(2026, 2, 5),
)  # fmt: skip


def _sold(prices: Price | list[Price], **more: Any) -> tuple[LegalEntity, Subscription]:
    home = company()
    return home, subscription(contract(makers.customer(home), **more), prices)


def _how(on: date, effective_on: date | None = None) -> dict[str, Any]:
    """Recorded on a day, effective then or on another; settled at once."""
    return {
        "on": on, "effective_on": effective_on or on, "billed": billed_lines, "by": ANN,
        "proration": Proration.NOW,
    }  # fmt: skip


def _net() -> int:
    """All that was billed, less all that was credited."""
    rows = InvoiceLine.objects.values_list("net_minor", flat=True)
    given_back = CreditNoteLine.objects.values_list("net_minor", flat=True)
    return sum(rows) - sum(given_back)


def test_a_pause_known_before_the_bill_and_ended_after_it_is_billed_for_its_last_days() -> None:
    home, one = _sold(price("FEE", 31_00))
    pause(subscription_id=one.pk, **_how(JAN_1, JAN_10))
    billed(home)
    assert _net() == 9_00
    resume(subscription_id=one.pk, **_how(JAN_20))
    for day in (JAN_20, date(2026, 1, 21)):
        billed(home, day)
    assert _net() == 9_00 + 12_00


def test_a_charge_added_beside_a_known_pause_is_billed_for_the_days_after_it() -> None:
    home, one = _sold(price("FEE", 31_00))
    pause(subscription_id=one.pk, until_on=JAN_20, **_how(JAN_1, JAN_10))
    billed(home)
    add_charge(subscription_id=one.pk, price_id=price("MORE", 62_00).pk, **_how(date(2026, 1, 5)))
    billed(home, date(2026, 1, 5))
    assert _net() == 21_00 + 2 * (5_00 + 12_00)


def _seats_of_at_least_40() -> tuple[LegalEntity, Subscription]:
    seat = price("SEAT", 10_00, model=ChargeModel.PER_UNIT)
    numbers = PriceNumbers(unit_price_e9=10 * 10**9, minimum_minor=40_00)
    set_price(
        price_id=seat.pk, currency="EUR", valid_from=date(2025, 1, 1), numbers=numbers,
        billed=price_billed_on, by=ANN,
    )  # fmt: skip
    return _sold(seat)


def test_three_seats_instead_of_one_still_cost_the_agreed_minimum() -> None:
    home, one = _seats_of_at_least_40()
    billed(home)
    change_quantity(charge_id=one.charges.get().pk, quantity_e6=3_000_000, **_how(JAN_1))
    billed(home, date(2026, 1, 2))
    assert _net() == 40_00


def test_a_minimum_is_given_back_with_the_days_that_are_cancelled() -> None:
    home, one = _seats_of_at_least_40()
    billed(home)
    cancel(subscription_id=one.pk, **_how(JAN_16))
    billed(home, JAN_16)
    assert _net() == 40_00 - 20_65  # 16 of 31 days


def test_what_was_billed_in_arrears_is_settled_when_a_change_is_recorded_late() -> None:
    home, one = _sold(price("SEAT", 31_00, model=ChargeModel.PER_UNIT, timing=Timing.ARREARS))
    billed(home, FEB_1)
    change_quantity(charge_id=one.charges.get().pk, quantity_e6=3_000_000, **_how(FEB_5, JAN_16))
    billed(home, FEB_5)
    assert _net() == 15_00 + 3 * 16_00
    billed(home, MARCH_1)
    assert _net() == 63_00 + 93_00


def test_a_change_of_days_billed_in_arrears_goes_on_the_next_bill_where_that_was_agreed() -> None:
    home, one = _sold(price("SEAT", 31_00, model=ChargeModel.PER_UNIT, timing=Timing.ARREARS))
    billed(home, FEB_1)
    told = {**_how(FEB_5, JAN_16), "proration": Proration.NEXT_BILL}
    change_quantity(charge_id=one.charges.get().pk, quantity_e6=3_000_000, **told)
    assert set(BillItem.objects.values_list("bill_on", flat=True)) == {MARCH_1}


def test_a_charge_in_arrears_added_late_catches_up_to_what_is_billed() -> None:
    home, one = _sold([price("FEE", 31_00, timing=Timing.ARREARS), price("BASE", 1_00)])
    for day in (JAN_1, FEB_1):
        billed(home, day)
    more = price("MORE", 31_00, timing=Timing.ARREARS)
    add_charge(subscription_id=one.pk, price_id=more.pk, **_how(FEB_5, JAN_16))
    for day in (FEB_5, MARCH_1):
        billed(home, day)
    assert _net() == 3 * 1_00 + 2 * 31_00 + 16_00 + 31_00


def test_usage_that_was_billed_is_not_changed_behind_its_back() -> None:
    calls = price("CALLS", 10, model=ChargeModel.PER_UNIT, timing=Timing.ARREARS)
    calls.meter = usage_makers.meter()
    calls.save()
    home, one = _sold(calls)
    billed(home, FEB_1)
    with pytest.raises(AmendmentBeforePosted) as told:
        cancel(subscription_id=one.pk, **_how(FEB_5, JAN_16))
    assert told.value.facts["earliest_on"] == FEB_1
    with pytest.raises(AmendmentBeforePosted):
        add_charge(subscription_id=one.pk, price_id=calls.pk, **_how(FEB_5, JAN_16))
    cancel(subscription_id=one.pk, with_credit=False, **_how(FEB_5, JAN_16))


def test_from_paying_in_arrears_to_paying_in_advance_no_day_is_lost() -> None:
    home, one = _sold([price("FEE", 31_00, timing=Timing.ARREARS), price("BASE", 31_00)])
    billed(home)
    old = one.charges.get(price__code="FEE")
    change_price(charge_id=old.pk, price_id=price("AHEAD", 62_00).pk, **_how(JAN_16))
    for day in (JAN_16, date(2026, 1, 17)):
        billed(home, day)
    assert _net() == 31_00 + 32_00
    billed(home, FEB_1)
    assert _net() == 63_00 + 15_00 + 93_00  # the old to the 15th, the new and the base for February


def test_from_paying_in_advance_to_paying_in_arrears_no_day_is_billed_twice() -> None:
    home, one = _sold([price("FEE", 31_00), price("BASE", 31_00, timing=Timing.ARREARS)])
    billed(home)
    old = one.charges.get(price__code="FEE")
    later = price("LATER", 62_00, timing=Timing.ARREARS)
    change_price(charge_id=old.pk, price_id=later.pk, **_how(JAN_16))
    for day in (JAN_16, FEB_1):
        billed(home, day)
    assert _net() == 15_00 + 32_00 + 31_00


def test_a_charge_added_for_months_that_were_billed_costs_each_its_own_share() -> None:
    home, one = _sold(price("FEE", 31_00))
    for day in (JAN_1, FEB_1, MARCH_1):
        billed(home, day)
    on = date(2026, 3, 10)
    add_charge(subscription_id=one.pk, price_id=price("MORE", 31_00).pk, **_how(on, JAN_16))
    billed(home, on)
    assert _net() == 3 * 31_00 + 16_00 + 31_00 + 31_00


def test_an_amount_off_the_contract_is_shared_with_its_other_subscriptions_when_one_changes() -> (
    None
):
    home, one = _sold(price("SEAT", 10_00, model=ChargeModel.PER_UNIT))
    subscription(one.contract, price("OTHER", 30_00))
    negotiate_discount(
        contract_id=one.contract_id, from_on=JAN_1, amount_minor=4_00, reason="loyal", by=ANN
    )
    billed(home)
    assert _net() == 36_00
    change_quantity(charge_id=one.charges.get().pk, quantity_e6=3_000_000, **_how(JAN_1))
    billed(home, date(2026, 1, 2))
    assert _net() == 36_00 - 9_00 + 28_00  # 4.00 on 30.00 and 30.00, the other keeps its 3.00


def test_an_amount_off_the_contract_comes_off_nothing_paid_in_arrears() -> None:
    seat = price("SEAT", 31_00, model=ChargeModel.PER_UNIT, timing=Timing.ARREARS)
    home, one = _sold([price("FEE", 31_00), seat])
    negotiate_discount(
        contract_id=one.contract_id, from_on=JAN_1, amount_minor=3_10, reason="loyal", by=ANN
    )
    for day in (JAN_1, FEB_1):
        billed(home, day)
    arrears = one.charges.get(price__code="SEAT")
    change_quantity(charge_id=arrears.pk, quantity_e6=2_000_000, **_how(FEB_5, FEB_1))
    change_quantity(charge_id=arrears.pk, quantity_e6=3_000_000, **_how(FEB_5, JAN_16))
    items = BillItem.objects.order_by("pk").values_list("net_minor", "discount_minor")
    assert list(items) == [(-16_00, 0), (48_00, 0)]


def test_a_change_says_its_days_as_every_line_does() -> None:
    home, one = _sold(price("SEAT", 31_00, model=ChargeModel.PER_UNIT))
    billed(home)
    change_quantity(charge_id=one.charges.get().pk, quantity_e6=3_000_000, **_how(JAN_16))
    assert list(BillItem.objects.order_by("pk").values_list("description", flat=True)) == [
        "Unused: App, 16–31 January 2026",
        "App, 16–31 January 2026",
    ]


def test_by_the_second_a_change_of_earlier_that_day_may_be_recorded_after_a_later_one() -> None:
    home, one = _sold(
        price("SEAT", 31_00, model=ChargeModel.PER_UNIT), proration_unit=ProrationUnit.SECOND
    )
    billed(home)
    charge = one.charges.get()
    late, early = (datetime(2026, 1, 16, hour, tzinfo=UTC) for hour in (17, 11))
    change_quantity(charge_id=charge.pk, quantity_e6=2_000_000, effective_at=late, **_how(JAN_16))
    change_quantity(charge_id=charge.pk, quantity_e6=3_000_000, effective_at=early, **_how(JAN_16))
    assert 31_00 + sum(i.net_minor for i in BillItem.objects.all()) == 31_00 + 2 * 15_50
    billed(home, JAN_16)
    assert _net() == 31_00 + 2 * 15_50


def test_an_instant_of_another_day_than_the_change_is_refused() -> None:
    home, one = _sold(
        price("SEAT", 31_00, model=ChargeModel.PER_UNIT), proration_unit=ProrationUnit.SECOND
    )
    billed(home)
    at = datetime(2026, 1, 16, 23, 30, tzinfo=UTC)  # the 17th in Berlin
    with pytest.raises(BadInput) as told:
        change_quantity(
            charge_id=one.charges.get().pk, quantity_e6=2_000_000, effective_at=at, **_how(JAN_16)
        )
    assert told.value.facts["field"] == "effective_at"


def test_brought_in_step_on_the_day_it_was_billed_no_day_is_billed_twice() -> None:
    home, one = _sold(price("FEE", 31_00))
    billed(home)
    coterm(subscription_id=one.pk, anchor_on=JAN_16, on=JAN_1, by=ANN)
    for day in (JAN_16, FEB_1, date(2026, 2, 16)):
        billed(home, day)
    lines = InvoiceLine.objects.order_by("from_on").values_list("from_on", "until_on")
    assert list(lines) == [
        (JAN_1, FEB_1), (FEB_1, date(2026, 2, 16)), (date(2026, 2, 16), date(2026, 3, 16)),
    ]  # fmt: skip
