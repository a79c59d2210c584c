"""Discounts, prepaid credit, single items, milestones; contracts that end, renew and fall in step."""

from datetime import date

import pytest
from django.db import transaction
from django.db.utils import Error

from cashwright.areas.catalog.refusals import CouponNotForThis, CouponUsedUp
from cashwright.areas.catalog.services import add_coupon
from cashwright.areas.contracts.models import (
    BillItem,
    BillPeriod,
    CreditDraw,
    CreditGrant,
    Discount,
)
from cashwright.areas.contracts.refusals import (
    ContractNotRunning,
    MilestoneReachedBefore,
    NothingChanges,
    OtherBooks,
)
from cashwright.areas.contracts.services import (
    MilestoneDraft,
    bill_one_off,
    change_bill_to,
    coterm,
    create_contract,
    discard_contract,
    end_due,
    grant_credit,
    negotiate_discount,
    reach_due_milestones,
    reach_milestone,
    redeem_coupon,
    renew,
    renew_due,
    set_milestones,
    set_purchase_order,
)
from cashwright.areas.controls.models import Fact
from cashwright.areas.parties.models import Customer
from cashwright.kernel.refusals import BadInput, NotAllowedNow
from tests import makers as house
from tests.areas.contracts import makers
from tests.areas.contracts.makers import JAN_1
from tests.makers import ANN, some_id

pytestmark = pytest.mark.django_db
MAR_1 = date(2026, 3, 1)


@pytest.fixture
def buyer() -> Customer:
    return house.customer(house.entity())


def told(name: str) -> int:
    return Fact.objects.filter(name=f"contracts.{name}").count()


def test_a_coupon_for_three_periods_ends_by_itself_and_counts_once(buyer: Customer) -> None:
    of = makers.contract(buyer)
    makers.subscription(of, makers.price())
    add_coupon(
        code="TEN", name="Ten off", valid_from=JAN_1, percent_ppm=100_000, periods=3,
        redemptions_max=1, by=ANN,
    )  # fmt: skip
    made = redeem_coupon(contract_id=of.pk, code="ten", from_on=MAR_1, by=ANN)
    assert (made.percent_ppm, made.from_on, made.until_on) == (100_000, MAR_1, date(2026, 6, 1))
    with pytest.raises(NothingChanges):
        redeem_coupon(contract_id=of.pk, code="TEN", from_on=MAR_1, by=ANN)
    with pytest.raises(CouponUsedUp):
        redeem_coupon(contract_id=makers.contract(buyer).pk, code="TEN", from_on=MAR_1, by=ANN)
    assert told("discount_agreed") == 1


def test_a_coupon_in_another_currency_or_for_another_product_is_refused(buyer: Customer) -> None:
    of = makers.contract(buyer)
    makers.subscription(of, makers.price())
    add_coupon(
        code="USD5", name="Five", valid_from=JAN_1, amount_minor=5_00, currency="USD", by=ANN
    )
    add_coupon(
        code="OTHER", name="Other", valid_from=JAN_1, percent_ppm=1, by=ANN,
        product_id=makers.product("OTHER").pk,
    )  # fmt: skip
    for code in ("USD5", "OTHER"):
        with pytest.raises(CouponNotForThis):
            redeem_coupon(contract_id=of.pk, code=code, from_on=MAR_1, by=ANN)


def test_a_negotiated_discount_is_a_share_or_an_amount(buyer: Customer) -> None:
    of = makers.contract(buyer)
    negotiate_discount(contract_id=of.pk, from_on=JAN_1, reason="loyal", percent_ppm=50_000, by=ANN)
    negotiate_discount(contract_id=of.pk, from_on=JAN_1, reason="loyal", amount_minor=5_00, by=ANN)
    assert list(Discount.objects.order_by("position").values_list("position", flat=True)) == [1, 2]
    for wrong in ({}, {"percent_ppm": 2_000_000}, {"percent_ppm": 1, "amount_minor": 1}):
        with pytest.raises(BadInput):
            negotiate_discount(contract_id=of.pk, from_on=JAN_1, reason="x", by=ANN, **wrong)  # type: ignore[arg-type]


def test_prepaid_credit_is_used_by_draws_alone(buyer: Customer) -> None:
    grant = grant_credit(customer_id=buyer.pk, amount_minor=100_00, granted_on=JAN_1, by=ANN)
    draw = CreditDraw.objects.create(
        grant=grant, invoice_id=some_id(), drawn_on=MAR_1, amount_minor=30_00
    )
    grant.refresh_from_db()
    assert grant.used_minor == 30_00
    with pytest.raises(Error, match="stays as granted"), transaction.atomic():
        CreditGrant.objects.update(used_minor=0)
    with pytest.raises(Error, match="credit_grant_used_within_amount"), transaction.atomic():
        CreditDraw.objects.create(
            grant=grant, invoice_id=some_id(), drawn_on=MAR_1, amount_minor=71_00
        )
    draw.delete()
    grant.refresh_from_db()
    assert grant.used_minor == 0


def test_a_single_item_waits_for_the_next_invoice_once(buyer: Customer) -> None:
    of = makers.contract(buyer)
    asked = {
        "contract_id": of.pk, "product_id": makers.product().pk, "amount_minor": 250_00,
        "bill_on": MAR_1, "by": ANN, "source_ref": "order 7",
    }  # fmt: skip
    first, again = bill_one_off(**asked), bill_one_off(**asked)  # type: ignore[arg-type]
    assert first == again
    assert BillItem.objects.get().net_minor == 250_00
    assert told("item_to_bill") == 1


def test_a_last_milestone_due_after_the_contract_ended_is_billed_on_its_day(
    buyer: Customer,
) -> None:
    of, product = makers.contract(buyer, ends_on=date(2026, 2, 1)), makers.product()
    last = MilestoneDraft(product_id=product.pk, name="Accepted", amount_minor=9_00, due_on=MAR_1)
    set_milestones(contract_id=of.pk, milestones=[last], by=ANN)
    assert end_due(entity_id=buyer.entity_id, on=date(2026, 2, 1), by=ANN) == 1
    assert reach_due_milestones(entity_id=buyer.entity_id, on=MAR_1, by=ANN) == 1
    assert BillItem.objects.get().net_minor == 9_00


def test_a_milestone_is_billed_when_reached_or_on_its_day_and_never_twice(buyer: Customer) -> None:
    of, product = makers.contract(buyer), makers.product()
    drafts = [
        MilestoneDraft(product_id=product.pk, name="Design", amount_minor=400_00),
        MilestoneDraft(product_id=product.pk, name="Handover", amount_minor=600_00, due_on=MAR_1),
    ]
    design, _ = set_milestones(contract_id=of.pk, milestones=drafts, by=ANN)
    reach_milestone(milestone_id=design.pk, on=date(2026, 2, 1), by=ANN)
    with pytest.raises(MilestoneReachedBefore):
        reach_milestone(milestone_id=design.pk, on=MAR_1, by=ANN)
    assert reach_due_milestones(entity_id=buyer.entity_id, on=date(2026, 2, 28), by=ANN) == 0
    assert reach_due_milestones(entity_id=buyer.entity_id, on=MAR_1, by=ANN) == 1
    items = BillItem.objects.order_by("bill_on").values_list("description", "net_minor", "bill_on")
    assert list(items) == [
        ("Design", 400_00, date(2026, 2, 1)), ("Handover", 600_00, MAR_1),
    ]  # fmt: skip


def test_a_contract_that_renews_by_itself_goes_on_and_another_ends(buyer: Customer) -> None:
    first = date(2025, 1, 31)
    going = makers.contract(buyer, starts_on=first, ends_on=date(2025, 2, 28), renewal_months=1)
    over = makers.contract(buyer, starts_on=first, ends_on=date(2026, 1, 31))
    on = date(2025, 3, 30)
    assert renew_due(entity_id=buyer.entity_id, on=on, by=ANN) == 1
    assert renew_due(entity_id=buyer.entity_id, on=on, by=ANN) == 0
    going.refresh_from_db()
    assert going.ends_on == date(2025, 3, 31)
    assert end_due(entity_id=buyer.entity_id, on=date(2026, 1, 30), by=ANN) == 0
    assert end_due(entity_id=buyer.entity_id, on=date(2026, 1, 31), by=ANN) == 1
    over.refresh_from_db()
    assert (over.state, told("renewed")) == ("ended", 1)
    with pytest.raises(ContractNotRunning):
        bill_one_off(
            contract_id=over.pk, product_id=makers.product().pk, amount_minor=1, bill_on=MAR_1,
            by=ANN,
        )  # fmt: skip


def test_an_ended_contract_is_renewed_by_hand_with_its_subscriptions(buyer: Customer) -> None:
    of = makers.contract(buyer, ends_on=MAR_1)
    made = makers.subscription(of, makers.price())
    assert BillPeriod.objects.filter(subscription=made).count() == 2
    end_due(entity_id=buyer.entity_id, on=MAR_1, by=ANN)
    renew(contract_id=of.pk, until_on=date(2026, 5, 1), on=MAR_1, by=ANN)
    of.refresh_from_db()
    assert (of.state, of.ends_on) == ("active", date(2026, 5, 1))
    rows = BillPeriod.objects.filter(subscription=made).order_by("start_on")
    assert [p.start_on for p in rows] == [date(2026, n, 1) for n in (1, 2, 3, 4)]


def test_falling_in_step_leaves_the_running_period_and_writes_the_rest_anew(
    buyer: Customer,
) -> None:
    made = makers.subscription(makers.contract(buyer), makers.price())
    coterm(subscription_id=made.pk, anchor_on=date(2026, 1, 15), on=date(2026, 2, 10), by=ANN)
    rows = BillPeriod.objects.filter(subscription=made).order_by("start_on")[:4]
    assert [(p.start_on, p.end_on, p.full_days) for p in rows] == [
        (date(2026, 1, 1), date(2026, 2, 1), 31),
        (date(2026, 2, 1), date(2026, 3, 1), 28),
        (date(2026, 3, 1), date(2026, 3, 15), 28),
        (date(2026, 3, 15), date(2026, 4, 15), 31),
    ]


def test_who_pays_and_the_purchase_order_change_with_a_fact(buyer: Customer) -> None:
    of, parent = makers.contract(buyer), house.customer(buyer.entity, "C-2")
    change_bill_to(contract_id=of.pk, bill_to_id=parent.pk, by=ANN)
    set_purchase_order(contract_id=of.pk, purchase_order_no="PO 7", by=ANN)
    of.refresh_from_db()
    assert (of.bill_to_id, of.purchase_order_no, told("changed")) == (parent.pk, "PO 7", 2)
    with pytest.raises(OtherBooks):
        change_bill_to(contract_id=of.pk, by=ANN, bill_to_id=house.customer(house.entity("US")).pk)


def test_a_draft_is_discarded_an_active_contract_is_not(buyer: Customer) -> None:
    draft = create_contract(customer_id=buyer.pk, starts_on=JAN_1, by=ANN)
    assert discard_contract(contract_id=draft.pk, by=ANN).state == "discarded"
    with pytest.raises(NotAllowedNow):
        discard_contract(contract_id=makers.contract(buyer).pk, by=ANN)
