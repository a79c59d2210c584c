"""Changes in the middle of a period: credits of the old, charges of the new, and what is refused."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.utils import Error

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.contracts.models import (
    Amendment,
    BillItem,
    Charge,
    ChargeSpan,
    Discount,
    Pause,
    Subscription,
)
from cashwright.areas.contracts.policies import Proration, ProrationUnit
from cashwright.areas.contracts.ports import BilledLine, nothing_billed
from cashwright.areas.contracts.refusals import (
    AlreadyPaused,
    AmendmentBeforePosted,
    ChargeNotRunning,
    NothingChanges,
    NotPaused,
    SubscriptionOver,
)
from cashwright.areas.contracts.rules.changing import ChangeQuantity
from cashwright.areas.contracts.services import (
    add_charge,
    amend,
    cancel,
    change_price,
    change_quantity,
    pause,
    preview_amendment,
    remove_charge,
    resume,
)
from cashwright.areas.parties.models import Customer
from cashwright.kernel.clock import now
from tests import makers as house
from tests.areas.contracts import makers
from tests.areas.contracts.makers import JAN_1
from tests.makers import ANN

pytestmark = pytest.mark.django_db
MAR_1, MAR_15, MAR_20, APR_1 = (
    date(2026, 3, 1), date(2026, 3, 15), date(2026, 3, 20), date(2026, 4, 1),
)  # fmt: skip


@dataclass
class Invoiced:
    """The port: lines as invoicing would tell them; `bill` is what a bill run does with items."""

    lines: list[BilledLine] = field(default_factory=list)

    def __call__(self, charge_ids: Collection[UUID], /) -> list[BilledLine]:
        return [line for line in self.lines if line.charge_id in charge_ids]

    def regular(
        self, charge: Charge, gross: int, from_on: date, until_on: date, **more: Any
    ) -> None:
        said = {"revision": 0, "discount_minor": 0, "credited_minor": 0, **more}
        self.lines.append(
            BilledLine(
                charge_id=charge.pk, from_on=from_on, until_on=until_on, gross_minor=gross, **said
            )
        )


@pytest.fixture
def buyer() -> Customer:
    return house.customer(house.entity())


def seats(buyer: Customer, quantity: int = 5, **more: Any) -> tuple[Subscription, Charge, Invoiced]:
    """Seats at 10.00 a month, March billed."""
    seat = makers.price("SEAT", 10_00, model=ChargeModel.PER_UNIT)
    made = makers.subscription(makers.contract(buyer, **more), seat, quantity)
    charge, billed = made.charges.get(), Invoiced()
    billed.regular(charge, quantity * 10_00, MAR_1, APR_1)
    return made, charge, billed


def how(billed: Invoiced, on: date = MAR_15, **more: Any) -> dict[str, Any]:
    return {"effective_on": on, "on": on, "billed": billed, "by": ANN, **more}


def items(made: Subscription) -> list[tuple[int, date, date, int, date]]:
    rows = BillItem.objects.filter(subscription=made).order_by("pk")
    return [(i.revision, i.from_on, i.until_on, i.net_minor, i.bill_on) for i in rows]


def spans(charge: Charge) -> list[tuple[date, date | None, int]]:
    rows = ChargeSpan.objects.filter(charge=charge).order_by("from_on")
    return [(s.from_on, s.until_on, s.quantity_e6 // 1_000_000) for s in rows]


def test_more_seats_in_mid_month_credit_the_old_and_charge_the_new(buyer: Customer) -> None:
    made, charge, billed = seats(buyer)
    change_quantity(charge_id=charge.pk, quantity_e6=10_000_000, **how(billed))
    assert items(made) == [
        (-1, MAR_15, APR_1, -27_42, APR_1),
        (1, MAR_15, APR_1, 54_84, APR_1),
    ]
    assert spans(charge) == [(JAN_1, MAR_15, 5), (MAR_15, None, 10)]


@pytest.mark.parametrize(
    ("policy", "after", "told"),
    [
        (Proration.NOW, 10, [(-27_42, MAR_15), (54_84, MAR_15)]),
        (Proration.NEXT_BILL, 10, [(-27_42, APR_1), (54_84, APR_1)]),
        (Proration.NONE, 10, []),
        (Proration.FULL_PRICE, 10, [(100_00, MAR_15)]),
        (Proration.NOW, 2, [(-27_42, MAR_15), (10_97, MAR_15)]),
        (Proration.NEXT_BILL, 2, [(-27_42, APR_1), (10_97, APR_1)]),
        (Proration.NONE, 2, []),
        (Proration.FULL_PRICE, 2, [(20_00, MAR_15)]),
    ],
)
def test_each_policy_treats_up_and_down_its_own_way(
    buyer: Customer, policy: Proration, after: int, told: list[tuple[int, date]]
) -> None:
    made, charge, billed = seats(buyer, proration=policy)
    change_quantity(charge_id=charge.pk, quantity_e6=after * 1_000_000, **how(billed))
    assert [(net, bill_on) for _, _, _, net, bill_on in items(made)] == told
    first_of_new = APR_1 if policy is Proration.NONE else MAR_15
    assert spans(charge)[-1] == (first_of_new, None, after)


def test_two_changes_on_one_day_leave_what_one_would_have(buyer: Customer) -> None:
    made, charge, billed = seats(buyer)
    change_quantity(charge_id=charge.pk, quantity_e6=8_000_000, **how(billed))
    change_quantity(charge_id=charge.pk, quantity_e6=10_000_000, **how(billed))
    assert [(r, net) for r, _, _, net, _ in items(made)] == [
        (-1, -27_42), (1, 43_87), (-2, -43_87), (2, 54_84),
    ]  # fmt: skip
    assert spans(charge) == [(JAN_1, MAR_15, 5), (MAR_15, None, 10)]


def test_changes_one_after_the_other_sum_to_the_days_each_was_in_force(buyer: Customer) -> None:
    made, charge, billed = seats(buyer)
    change_quantity(charge_id=charge.pk, quantity_e6=10_000_000, **how(billed))
    change_quantity(charge_id=charge.pk, quantity_e6=0, **how(billed, MAR_20))
    total = 50_00 + sum(net for _, _, _, net, _ in items(made))
    assert total == 50_00 - 27_42 + 54_84 - 38_71  # 14 days of 5, 5 days of 10


def test_what_is_credited_never_exceeds_what_is_left_of_the_line(buyer: Customer) -> None:
    made, charge, billed = seats(buyer)
    billed.lines.clear()
    billed.regular(charge, 50_00, MAR_1, APR_1, credited_minor=40_00)
    cancel(subscription_id=made.pk, **how(billed))
    assert [net for _, _, _, net, _ in items(made)] == [-10_00]


def test_a_change_before_the_last_billed_period_is_refused_with_the_day_it_may_be(
    buyer: Customer,
) -> None:
    made, charge, billed = seats(buyer)
    with pytest.raises(AmendmentBeforePosted) as told:
        change_quantity(charge_id=charge.pk, quantity_e6=1, **how(billed, date(2026, 2, 20)))
    assert told.value.facts["earliest_on"] == MAR_1
    assert items(made) == []


def test_a_change_in_days_nobody_has_billed_needs_no_items(buyer: Customer) -> None:
    made, charge, _ = seats(buyer)
    change_quantity(
        charge_id=charge.pk, quantity_e6=7_000_000, effective_on=MAR_15, on=MAR_15,
        billed=nothing_billed, by=ANN,
    )  # fmt: skip
    assert items(made) == []


def test_the_preview_is_what_is_posted(buyer: Customer) -> None:
    made, charge, billed = seats(buyer)
    change = ChangeQuantity(charge_id=charge.pk, quantity_e6=9_000_000)
    plan = preview_amendment(subscription_id=made.pk, change=change, **how(billed))
    assert not Amendment.objects.exists()
    amend(subscription_id=made.pk, change=change, **how(billed))
    shown = [(i.revision, i.from_on, i.until_on, i.net_minor, i.bill_on) for i in plan.items]
    assert shown == items(made)
    assert plan.net_minor == -27_42 + 49_35


def test_an_upgrade_follows_one_price_by_another(buyer: Customer) -> None:
    made, charge, billed = seats(buyer)
    plus = makers.price("PLUS", 20_00, model=ChargeModel.PER_UNIT)
    change_price(charge_id=charge.pk, price_id=plus.pk, **how(billed))
    assert [net for _, _, _, net, _ in items(made)] == [-27_42, 54_84]
    assert spans(charge) == [(JAN_1, MAR_15, 5)]
    assert spans(made.charges.get(price=plus)) == [(MAR_15, None, 5)]
    with pytest.raises(ChargeNotRunning):
        change_quantity(charge_id=charge.pk, quantity_e6=1, **how(billed, MAR_20))


def test_a_charge_added_in_mid_month_catches_up_to_what_is_billed(buyer: Customer) -> None:
    made, _, billed = seats(buyer)
    more = makers.price("MORE", 25_00)
    add_charge(subscription_id=made.pk, price_id=more.pk, **how(billed))
    assert items(made) == [(1, MAR_15, APR_1, 13_71, APR_1)]


def test_a_charge_removed_gives_back_its_unused_days(buyer: Customer) -> None:
    made, charge, billed = seats(buyer)
    remove_charge(charge_id=charge.pk, **how(billed))
    assert [net for _, _, _, net, _ in items(made)] == [-27_42]
    assert spans(charge) == [(JAN_1, MAR_15, 5)]


def test_a_pause_within_a_billed_month_gives_back_and_resuming_charges_again(
    buyer: Customer,
) -> None:
    made, _, billed = seats(buyer)
    pause(subscription_id=made.pk, **how(billed))
    with pytest.raises(AlreadyPaused):
        pause(subscription_id=made.pk, **how(billed, MAR_20))
    resume(subscription_id=made.pk, **how(billed, MAR_20))
    assert [(r, f, net) for r, f, _, net, _ in items(made)] == [
        (-1, MAR_15, -27_42), (2, MAR_20, 19_35),
    ]  # fmt: skip
    assert list(Pause.objects.values_list("from_on", "until_on")) == [(MAR_15, MAR_20)]
    with pytest.raises(NotPaused):
        resume(subscription_id=made.pk, **how(billed, MAR_20))


@pytest.mark.parametrize(
    ("given", "ends_on", "net"),
    [
        ({}, MAR_15, [-27_42]),
        ({"with_credit": False}, MAR_15, []),
        ({"at_period_end": True}, APR_1, []),
    ],
)
def test_cancelling_now_or_with_the_period_with_or_without_credit(
    buyer: Customer, given: dict[str, bool], ends_on: date, net: list[int]
) -> None:
    made, _, billed = seats(buyer)
    cancel(subscription_id=made.pk, **how(billed), **given)  # type: ignore[arg-type]
    made.refresh_from_db()
    assert made.ends_on == ends_on
    assert [n for _, _, _, n, _ in items(made)] == net
    with pytest.raises(SubscriptionOver):
        cancel(subscription_id=made.pk, **how(billed, APR_1))


def test_by_the_second_the_instant_counts(buyer: Customer) -> None:
    made, charge, billed = seats(buyer, 1, proration_unit=ProrationUnit.SECOND)
    billed.lines.clear()
    billed.regular(charge, 10_00, MAR_1, APR_1)
    # Berlin moves its clocks on 29 March: the month has 743 hours, 383.5 of them left at 23:30.
    at = datetime(2026, 3, 15, 22, 30, tzinfo=UTC)
    change_quantity(charge_id=charge.pk, quantity_e6=2_000_000, effective_at=at, **how(billed))
    assert [net for _, _, _, net, _ in items(made)] == [-5_16, 10_32]  # 767 / 1486


def test_a_fixed_discount_is_kept_through_an_upgrade(buyer: Customer) -> None:
    made, charge, billed = seats(buyer, 2)
    Discount.objects.create(
        contract=made.contract, amount_minor=5_00, from_on=JAN_1, agreed_by="x", agreed_at=now()
    )
    billed.lines.clear()
    billed.regular(charge, 20_00, MAR_1, APR_1, discount_minor=5_00)
    on = date(2026, 3, 1)
    change_quantity(charge_id=charge.pk, quantity_e6=3_000_000, **how(billed, on))
    assert [net for _, _, _, net, _ in items(made)] == [-15_00, 25_00]


def test_nothing_changes_is_said(buyer: Customer) -> None:
    _, charge, billed = seats(buyer)
    with pytest.raises(NothingChanges):
        change_quantity(charge_id=charge.pk, quantity_e6=5_000_000, **how(billed))


def test_an_amendment_and_an_invoiced_item_stay_for_good(buyer: Customer) -> None:
    _, charge, billed = seats(buyer)
    change_quantity(charge_id=charge.pk, quantity_e6=10_000_000, **how(billed))
    with pytest.raises(Error), transaction.atomic():
        Amendment.objects.update(why="never said")
    with pytest.raises(Error, match="stays as it was priced"), transaction.atomic():
        BillItem.objects.update(gross_minor=0)
    BillItem.objects.update(invoice_id=house.invoice(buyer).pk)
    with pytest.raises(Error, match="is on an invoice"), transaction.atomic():
        BillItem.objects.update(invoice_id=None)
    with pytest.raises(Error, match="is on an invoice"), transaction.atomic():
        BillItem.objects.all().delete()
