"""Doing: orders of the outside world, each taken once; what cannot be fulfilled is kept and retried."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.catalog.queries import price_by_code, product_by_code
from cashwright.areas.contracts.events import OrderTaken
from cashwright.areas.contracts.models import Contract, Milestone, Order
from cashwright.areas.contracts.policies import BillReason
from cashwright.areas.contracts.refusals import OrderKeyReused
from cashwright.areas.contracts.rules.orders import (
    OrderedItem,
    OrderedMilestone,
    OrderedSubscription,
    amount_minor,
    read_order,
)
from cashwright.areas.contracts.services.billing import bill_one_off, reach_milestone
from cashwright.areas.contracts.services.creating import activate_contract, create_contract
from cashwright.areas.contracts.services.subscribing import ChargeDraft, add_subscription
from cashwright.areas.contracts.states import ORDER, OrderState
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.refusals import NotFound, Refusal


@command
def take_order(
    *,
    entity_id: UUID,
    payload: Mapping[str, Any],
    source: str,
    source_ref: str,
    on: date,
    by: Actor,
) -> Order:
    """Take an order: it becomes a contract with a subscription, a bill item or a reached milestone.

    payload  see rules.orders
    returns  the order, `fulfilled` or `refused` with code and facts: it is kept either way
    raises   OrderKeyReused (another order under this source and number), BadInput
    repeat   the same order again changes nothing; one that was refused is tried again
    """
    source = words.one_line("source", source, length_max=40)
    source_ref = words.one_line("source_ref", source_ref, length_max=120)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"order {entity_id} {source} {source_ref}"],
        )
    known = Order.objects.filter(entity_id=entity_id, source=source, source_ref=source_ref).first()
    if known is not None:
        if known.payload != dict(payload):
            raise OrderKeyReused(source=source, source_ref=source_ref)
        return known if known.state == OrderState.FULFILLED else _try(known, on, by)
    order = Order.objects.create(
        entity_id=entity_id, source=source, source_ref=source_ref, ordered_on=on,
        payload=dict(payload), received_at=now(),
    )  # fmt: skip
    return _try(order, on, by)


@command
def retry_order(*, order_id: UUID, on: date, by: Actor) -> Order:
    """Try a refused order again, after its cause was mended. Raises NotFound, NotAllowedNow."""
    order = Order.objects.select_for_update().filter(pk=order_id).first()
    if order is None:
        raise NotFound(document="order", id=str(order_id))
    ORDER.after(OrderState(order.state), "fulfill")
    return _try(order, on, by)


@command
def retry_refused_orders(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Try every refused order of a legal entity again; returns how many are fulfilled. For the run."""
    refused = Order.objects.filter(entity_id=entity_id, state=OrderState.REFUSED)
    tried = [retry_order(order_id=pk, on=on, by=by) for pk in refused.values_list("pk", flat=True)]
    return sum(order.state == OrderState.FULFILLED for order in tried)


def _try(order: Order, on: date, by: Actor) -> Order:
    before = (order.state, order.refusal, order.refusal_facts)
    try:
        contract = _fulfill(order, on, by)
    except Refusal as refusal:
        if order.state == OrderState.RECEIVED:
            order.state = ORDER.after(OrderState.RECEIVED, "refuse")
        order.refusal, order.refusal_facts = refusal.code, _plain(refusal.facts)
    else:
        order.state = ORDER.after(OrderState(order.state), "fulfill")
        order.contract, order.refusal, order.refusal_facts = contract, "", {}
    if (order.state, order.refusal, order.refusal_facts) == before:
        return order
    order.save()
    event = OrderTaken(
        entity_id=order.entity_id, order_id=order.pk, source=order.source,
        source_ref=order.source_ref, state=order.state, refusal=order.refusal,
        contract_id=order.contract_id,
    )  # fmt: skip
    announce(event, by=by, customer_id=order.contract.customer_id if order.contract else None)
    return order


@command
def _fulfill(order: Order, on: date, by: Actor) -> Contract:
    match read_order(order.payload):
        case OrderedSubscription() as asked:
            return _subscribe(order, asked, on, by)
        case OrderedItem() as asked:
            return _bill(order, asked, by)
        case OrderedMilestone() as asked:
            return _reach(order, asked, by)


def _subscribe(order: Order, asked: OrderedSubscription, on: date, by: Actor) -> Contract:
    charges = [
        ChargeDraft(price_id=price_by_code(line.price).pk, quantity_e6=line.quantity_e6)
        for line in asked.lines
    ]
    contract = _contract(
        order, asked.customer, asked.starts_on, by, ends_on=asked.ends_on, currency=asked.currency,
        purchase_order_no=asked.purchase_order_no,
    )  # fmt: skip
    add_subscription(
        contract_id=contract.pk, name=asked.name, charges=charges, on=on, by=by,
        reference=asked.reference, trial_until=asked.trial_until, anchor_on=asked.anchor_on,
    )  # fmt: skip
    return contract


def _bill(order: Order, asked: OrderedItem, by: Actor) -> Contract:
    product = product_by_code(asked.product)
    if asked.contract:
        contract = _known_contract(order, asked.contract)
        if contract.customer.account_no != asked.customer:
            raise NotFound(document="contract", id=asked.contract[:40])
    else:
        contract = _contract(order, asked.customer, asked.bill_on, by)
    bill_one_off(
        contract_id=contract.pk, product_id=product.pk, bill_on=asked.bill_on, by=by,
        amount_minor=amount_minor(asked.amount, minor_units(contract.currency)),
        description=asked.description, reason=BillReason.ORDER, source_ref=f"order:{order.pk}",
    )  # fmt: skip
    return contract


def _reach(order: Order, asked: OrderedMilestone, by: Actor) -> Contract:
    contract = _known_contract(order, asked.contract)
    found = Milestone.objects.filter(contract=contract, position=asked.position).first()
    if found is None:
        raise NotFound(document="milestone", id=f"{asked.contract} {asked.position}"[:40])
    reach_milestone(milestone_id=found.pk, on=asked.reached_on, by=by)
    return contract


def _contract(order: Order, account_no: str, starts_on: date, by: Actor, **more: Any) -> Contract:
    found = Customer.objects.filter(entity_id=order.entity_id, account_no=account_no).first()
    if found is None:
        raise NotFound(document="customer", id=account_no[:64])
    made = create_contract(
        customer_id=found.pk, starts_on=starts_on, by=by, source=f"order {order.source}"[:40],
        source_ref=order.source_ref, **more,
    )  # fmt: skip
    return activate_contract(contract_id=made.pk, by=by)


def _known_contract(order: Order, number: str) -> Contract:
    rows = Contract.objects.select_related("customer")
    found = rows.filter(entity_id=order.entity_id, contract_no=number).first()
    if found is None:
        raise NotFound(document="contract", id=number[:40])
    return found


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as JSON keeps them."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime)
        else value if isinstance(value, str | int | bool | None) else str(value)
        for name, value in facts.items()
    }  # fmt: skip
