"""Orders of other systems: taken once, strictly read, kept with their reason when refused."""

from datetime import date
from typing import Any

import pytest

from cashwright.areas.catalog.models import Price
from cashwright.areas.contracts.models import BillItem, Contract, Milestone, Order, Subscription
from cashwright.areas.contracts.refusals import OrderKeyReused, OrderUnreadable
from cashwright.areas.contracts.rules.orders import amount_minor, read_order
from cashwright.areas.contracts.services import (
    MilestoneDraft,
    retry_order,
    retry_refused_orders,
    set_milestones,
    take_order,
)
from cashwright.areas.controls.models import Fact
from cashwright.areas.parties.models import Customer
from cashwright.kernel.refusals import NotAllowedNow
from tests import makers as house
from tests.areas.contracts import makers
from tests.areas.contracts.makers import JAN_1
from tests.makers import ANN

SEATS: dict[str, Any] = {
    "kind": "subscription", "customer": "C-1", "starts_on": "2026-03-01", "reference": "acme-1",
    "lines": [{"price": "SEAT", "quantity": "2.5"}],
}  # fmt: skip
ITEM: dict[str, Any] = {
    "kind": "one_off", "customer": "C-1", "product": "APP", "amount": "250.00",
    "bill_on": "2026-03-01",
}  # fmt: skip


@pytest.fixture
def buyer(db: None) -> Customer:
    return house.customer(house.entity())


def take(buyer: Customer, payload: dict[str, Any], ref: str = "7") -> Order:
    return take_order(
        entity_id=buyer.entity_id, payload=payload, source="shop", source_ref=ref, on=JAN_1, by=ANN
    )


def test_an_order_becomes_a_contract_with_a_subscription_once(buyer: Customer) -> None:
    makers.price("SEAT")
    first, again = take(buyer, SEATS), take(buyer, SEATS)
    assert (first.state, again.pk) == ("fulfilled", first.pk)
    made = Subscription.objects.get()
    assert (made.reference, made.contract_id) == ("acme-1", first.contract_id)
    assert made.charges.get().spans.get().quantity_e6 == 2_500_000
    assert made.contract.state == "active"
    assert Fact.objects.filter(name="contracts.order_taken").count() == 1
    with pytest.raises(OrderKeyReused):
        take(buyer, ITEM)


def test_an_order_that_cannot_be_fulfilled_is_kept_and_tried_again(buyer: Customer) -> None:
    refused = take(buyer, SEATS)
    assert (refused.state, refused.refusal) == ("refused", "not_found")
    assert refused.refusal_facts == {"document": "price", "id": "SEAT"}
    assert not Contract.objects.exists()
    assert take(buyer, SEATS).state == "refused"
    makers.price("SEAT")
    assert retry_refused_orders(entity_id=buyer.entity_id, on=JAN_1, by=ANN) == 1
    done = Order.objects.get()
    assert (done.state, done.refusal, Contract.objects.count()) == ("fulfilled", "", 1)
    with pytest.raises(NotAllowedNow):
        retry_order(order_id=done.pk, on=JAN_1, by=ANN)


def test_what_fails_halfway_leaves_nothing_behind(buyer: Customer) -> None:
    makers.price("SEAT")
    Price.objects.update(is_active=False)
    assert take(buyer, SEATS).refusal == "contracts.price_not_sold"
    assert not Contract.objects.exists()
    assert not Fact.objects.filter(name="contracts.created").exists()


def test_a_single_item_goes_to_its_contract_or_gets_one(buyer: Customer) -> None:
    makers.product()
    number = makers.contract(buyer).contract_no
    take(buyer, ITEM | {"contract": number}, "1")
    take(buyer, ITEM, "2")
    assert take(buyer, ITEM | {"customer": "C-9", "contract": number}, "3").refusal == "not_found"
    rows = BillItem.objects.order_by("pk").values_list("net_minor", "reason", "contract__source")
    assert list(rows) == [(250_00, "order", "console"), (250_00, "order", "order shop")]


def test_the_news_of_a_milestone_bills_it(buyer: Customer) -> None:
    of = makers.contract(buyer)
    draft = MilestoneDraft(product_id=makers.product().pk, name="Design", amount_minor=4_00)
    set_milestones(contract_id=of.pk, milestones=[draft], by=ANN)
    news = {
        "kind": "milestone",
        "contract": of.contract_no,
        "position": 1,
        "reached_on": "2026-02-01",
    }
    assert take(buyer, news).state == "fulfilled"
    assert Milestone.objects.get().reached_on == date(2026, 2, 1)
    assert take(buyer, news, "8").refusal == "contracts.milestone_reached_before"


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({}, "kind"),
        ({"kind": "gift"}, "kind"),
        (SEATS | {"discount": 3}, "discount"),
        (SEATS | {"starts_on": "1 March"}, "starts_on"),
        (SEATS | {"starts_on": 0}, "starts_on"),
        (SEATS | {"starts_on": "2026-02-30"}, "starts_on"),
        (SEATS | {"lines": []}, "lines"),
        (SEATS | {"lines": ["SEAT"]}, "lines[0]"),
        (SEATS | {"lines": [{"price": "SEAT", "quantity": 2}]}, "lines[0].quantity"),
        (SEATS | {"lines": [{"price": "SEAT", "quantity": "-2"}]}, "lines[0].quantity"),
        (SEATS | {"lines": [{"price": "SEAT", "qty": "2"}]}, "lines[0].qty"),
        (ITEM | {"amount": "1e9"}, "amount"),
        (ITEM | {"amount": True}, "amount"),
        (ITEM | {"customer": ""}, "customer"),
    ],
)
def test_an_order_is_read_strictly(payload: dict[str, Any], field: str) -> None:
    with pytest.raises(OrderUnreadable) as told:
        read_order(payload)
    assert told.value.facts["field"] == field


def test_amounts_have_no_more_decimals_than_the_currency() -> None:
    assert [amount_minor("12.5", 2), amount_minor("-3", 2), amount_minor("7.00", 0)] == [
        1250,
        -300,
        7,
    ]
    with pytest.raises(OrderUnreadable):
        amount_minor("7.5", 0)
