"""Deals become contracts, wishes become amendments: what sales people and the shop do in the demo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from cashwright.areas.access.policies import Role
from cashwright.areas.catalog.queries import price_by_code, product_by_code
from cashwright.areas.contracts.models import Charge, Contract, Subscription
from cashwright.areas.contracts.policies import CUSTOM_TERMS, Grouping, Proration
from cashwright.areas.contracts.rules.changing import (
    AddCharge,
    Cancelling,
    Change,
    ChangePrice,
    ChangeQuantity,
    Pausing,
    RemoveCharge,
    Resuming,
)
from cashwright.areas.contracts.services import (
    ChargeDraft,
    MilestoneDraft,
    activate_contract,
    activation_payload,
    add_subscription,
    amend,
    coterm,
    create_contract,
    grant_credit,
    negotiate_discount,
    redeem_coupon,
    set_milestones,
    set_purchase_order,
    take_order,
)
from cashwright.areas.controls.services import command, request_approval
from cashwright.areas.invoicing.queries import billed_lines
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.connectors.simulator import Company, Deal, Sold, Wish
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.periods import add_months
from cashwright.project.demo.once import only_once
from cashwright.project.demo.people import actor

SHOP = "shop"
ONE_E6 = 1_000_000
PROJECT_MINOR = 60_000_00
PREPAID_MINOR = 4_000_00


def sign(told: Company, deal: Deal, entity: LegalEntity) -> None:
    """A deal becomes an active contract, or a draft that waits for its terms to be agreed to."""
    with running_on(noon_utc(deal.on)):
        only_once(f"deal-{deal.contract_no}", lambda: _sign(told, deal, entity))


@command
def _sign(told: Company, deal: Deal, entity: LegalEntity) -> None:
    if _is_for_the_shop(deal):
        take_order(
            entity_id=entity.pk, payload=_order(deal.sold[0], deal), source=SHOP,
            source_ref=f"order-{deal.buyer.account_no}", on=deal.on, by=Actor.rule("demo.shop"),
        )  # fmt: skip
        return
    by = actor(Role.SALES)
    contract = _contract(told, deal, entity, by)
    for sold in deal.sold:
        _subscription(contract, sold, deal.on, by)
    if deal.milestones:
        _milestones(contract, deal, by)
    if deal.coupon:
        redeem_coupon(contract_id=contract.pk, code=deal.coupon, from_on=deal.on, by=by)
    if deal.percent_off:
        negotiate_discount(
            contract_id=contract.pk, from_on=deal.on, percent_ppm=deal.percent_off * 10_000,
            until_on=add_months(deal.on, 12), reason="For the first year", by=by,
        )  # fmt: skip
    if deal.buyer.part == "prepaid":
        grant_credit(
            customer_id=contract.customer_id, amount_minor=PREPAID_MINOR, granted_on=deal.on, by=by,
            contract_id=contract.pk, product_id=product_by_code("API").pk,
            expires_on=add_months(deal.on, 12), reason="Calls paid ahead",
        )  # fmt: skip
    if deal.own_term_days is None:
        activate_contract(contract_id=contract.pk, by=by)
    else:
        _ask(contract, by)


def _is_for_the_shop(deal: Deal) -> bool:
    """One simple subscription is ordered in the shop; no sales person sees it."""
    return (
        len(deal.sold) == 1
        and not (
            deal.needs_order or deal.coupon or deal.percent_off or deal.term_months or deal.pays
        )
        and deal.own_term_days is None
    )


def _order(sold: Sold, deal: Deal) -> Mapping[str, Any]:
    """The order as the shop sends it; contracts.rules.orders says what it may hold."""
    trial = sold.trial_until.isoformat() if sold.trial_until else None
    return {
        "kind": "subscription", "customer": deal.buyer.account_no, "name": sold.name,
        "reference": sold.reference, "currency": deal.buyer.currency,
        "starts_on": deal.on.isoformat(), "anchor_on": sold.anchor_on.isoformat(),
        "trial_until": trial,
        "lines": [{"price": code, "quantity": str(count)} for code, count in sold.lines],
    }  # fmt: skip


def _contract(told: Company, deal: Deal, entity: LegalEntity, by: Actor) -> Contract:
    payer = next((b.account_no for b in told.buyers if deal.pays and b.part == deal.pays), None)
    return create_contract(
        customer_id=_customer(entity, deal.buyer.account_no), starts_on=deal.on,
        ends_on=add_months(deal.on, deal.term_months) if deal.term_months else None,
        renewal_months=deal.term_months, by=by, contract_no=deal.contract_no,
        currency=deal.buyer.currency, grouping=Grouping(deal.grouping),
        bill_to_id=_customer(entity, payer) if payer else None,
        needs_purchase_order=deal.needs_order, purchase_order_no=deal.order_no,
        custom_term_days=deal.own_term_days, source="demo", source_ref=deal.contract_no,
    )  # fmt: skip


def _customer(entity: LegalEntity, account_no: str) -> UUID:
    return Customer.objects.values_list("pk", flat=True).get(entity=entity, account_no=account_no)


def _subscription(contract: Contract, sold: Sold, on: date, by: Actor) -> None:
    charges = [
        ChargeDraft(price_id=_price(code), quantity_e6=count * ONE_E6) for code, count in sold.lines
    ]
    add_subscription(
        contract_id=contract.pk, name=sold.name, charges=charges, on=on, by=by,
        reference=sold.reference, anchor_on=sold.anchor_on, trial_until=sold.trial_until,
    )  # fmt: skip


def _milestones(contract: Contract, deal: Deal, by: Actor) -> None:
    product_id = product_by_code("ONBOARDING").pk
    drafts = [
        MilestoneDraft(
            product_id=product_id,
            name=name,
            amount_minor=PROJECT_MINOR * share // 100,
            due_on=due_on,
        )
        for name, share, due_on in deal.milestones
    ]
    set_milestones(contract_id=contract.pk, milestones=drafts, by=by)


def _ask(contract: Contract, by: Actor) -> None:
    request_approval(
        entity_id=contract.entity_id, kind=CUSTOM_TERMS, document_id=contract.pk,
        customer_id=contract.customer_id, currency=contract.currency,
        payload=activation_payload(contract), by=by, reason="They pay all suppliers after 75 days",
    )  # fmt: skip


@lru_cache(maxsize=64)
def _price(code: str) -> UUID:
    return price_by_code(code).pk


def grant(wish: Wish, entity: LegalEntity) -> None:
    """What a customer asks for is done, and recorded, on that day."""
    with running_on(noon_utc(wish.on)):
        only_once(f"wish-{wish.key}", lambda: _grant(wish, entity))


def _grant(wish: Wish, entity: LegalEntity) -> None:
    found = Subscription.objects.select_related("contract").get(
        entity=entity, reference=wish.reference
    )
    by = actor(Role.SALES)
    if wish.kind == "order":
        set_purchase_order(contract_id=found.contract_id, purchase_order_no=wish.new, by=by)
    elif wish.kind == "coterm":
        _in_step(found, wish, by)
    else:
        amend(
            subscription_id=found.pk, change=_change(wish, found), effective_on=wish.on, on=wish.on,
            billed=billed_lines, by=by, proration=Proration.NOW if wish.at_once else None,
        )  # fmt: skip


def _change(wish: Wish, of: Subscription) -> Change:
    quantity = wish.quantity * ONE_E6
    match wish.kind:
        case "quantity":
            return ChangeQuantity(charge_id=_charge(of, wish.price), quantity_e6=quantity)
        case "price":
            return ChangePrice(
                charge_id=_charge(of, wish.price), price_id=_price(wish.new), quantity_e6=quantity
            )
        case "add":
            return AddCharge(price_id=_price(wish.price), quantity_e6=quantity)
        case "remove":
            return RemoveCharge(charge_id=_charge(of, wish.price))
        case "cancel":
            return Cancelling(with_credit=wish.with_credit)
        case "pause":
            return Pausing()
    assert wish.kind == "resume", wish.kind
    return Resuming()


def _in_step(support: Subscription, wish: Wish, by: Actor) -> None:
    main = support.contract.subscriptions.exclude(pk=support.pk).order_by("created_at").first()
    assert main is not None, "support was signed with seats"
    coterm(subscription_id=support.pk, anchor_on=main.anchor_on, on=wish.on, by=by, why="One bill")


def _charge(of: Subscription, price: str) -> UUID:
    """The latest charge of a price."""
    charges = Charge.objects.filter(subscription=of, price__code=price).order_by("-position")
    found = charges.values_list("pk", flat=True).first()
    assert found is not None, f"{of.reference} pays {price}"
    return found
