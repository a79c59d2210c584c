"""Doing, about customers: adding, changing, their tree, portfolio, tax numbers and holds.

Locks: the legal entity first where a whole tree must stand still, then customers by id.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.access.models import User
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.events import (
    Changes,
    CustomerAdded,
    CustomerChanged,
    HoldPlaced,
    HoldReleased,
)
from cashwright.areas.parties.models import (
    Customer,
    Hold,
    LegalEntity,
    Portfolio,
    Segment,
    TaxId,
    Terms,
)
from cashwright.areas.parties.policies import Delivery, HoldKind
from cashwright.areas.parties.queries import particulars
from cashwright.areas.parties.refusals import AccountNoTaken
from cashwright.areas.parties.rules import check_parent, words
from cashwright.areas.parties.services.changing import apply_changes
from cashwright.areas.parties.services.former import keep_former
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput, NotFound


def _delivery(value: Any) -> str:
    if value not in set(Delivery):
        raise BadInput(field="delivery", value=str(value)[:16], expected=", ".join(Delivery))
    return str(value)


def _known(model: type[Terms | Segment | Portfolio], document: str) -> Callable[[Any], Any]:
    def read(value: UUID | None) -> UUID | None:
        if value is not None and not model.objects.filter(pk=value).exists():
            raise NotFound(document=document, id=str(value))
        return value

    return read


def _colleague(value: UUID | None) -> UUID | None:
    """Somebody who works here now."""
    if value is not None and not User.objects.filter(pk=value, is_active=True).exists():
        raise NotFound(document="person", id=str(value))
    return value


FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda v: words.one_line("name", v, length_max=200),
    "postal_address": lambda v: words.some_lines("postal_address", v),
    "country": words.country,
    "region": lambda v: words.code("region", v, length_max=12) if v else "",
    "currency": words.currency_code,
    "language": words.language,
    "zone": words.zone,
    "delivery": _delivery,
    "segment_id": _known(Segment, "segment"),
    "portfolio_id": _known(Portfolio, "portfolio"),
    "terms_id": _known(Terms, "terms"),
    "account_owner_id": _colleague,
    "is_active": bool,
    "is_vip": bool,
}
_PERSONAL = frozenset({"name", "postal_address"})


@command
def create_customer(
    *,
    entity_id: UUID,
    account_no: str,
    name: str,
    by: Actor,
    card: Mapping[str, Any] | None = None,
) -> Customer:
    """Add a customer of one legal entity.

    card    any other field: country, region, currency, language, zone, segment_id, portfolio_id, terms_id,
            account_owner_id, delivery, postal_address; what is missing is taken from the legal entity
    raises  NotFound, AccountNoTaken, BadInput, UnknownCurrency
    """
    entity = LegalEntity.objects.filter(pk=entity_id).first()
    if entity is None:
        raise NotFound(document="legal entity", id=str(entity_id))
    number = words.one_line("account_no", account_no, length_max=64)
    if Customer.objects.filter(entity_id=entity_id, account_no=number).exists():
        raise AccountNoTaken(account_no=number)
    customer = Customer(
        entity=entity, account_no=number, country=entity.country, currency=entity.currency,
        zone=entity.zone,
    )  # fmt: skip
    apply_changes(customer, {**(card or {}), "name": name}, FIELDS, _PERSONAL)
    customer.save(force_insert=True)
    event = CustomerAdded(
        entity_id=entity_id, customer_id=customer.pk, account_no=number,
        country=customer.country, currency=customer.currency,
    )  # fmt: skip
    announce(event, by=by)
    return customer


@command
def change_customer(*, customer_id: UUID, changes: Mapping[str, Any], by: Actor) -> Customer:
    """Change a customer's card; the fields are those of `create_customer`, and is_active.

    raises  NotFound, BadInput (an unknown field, a bad value), UnknownCurrency
    """
    customer = _locked(customer_id)
    before = particulars(customer)
    _changed(customer, apply_changes(customer, changes, FIELDS, _PERSONAL), by)
    keep_former(customer, before)
    return customer


@command
def move_customers(*, customer_ids: Collection[UUID], portfolio_id: UUID | None, by: Actor) -> int:
    """Put customers into another portfolio (None: into none); returns how many moved.

    raises  NotFound for a portfolio or any customer that does not exist; then none moves
    """
    change = {"portfolio_id": portfolio_id}
    moved = 0
    for customer_id in sorted(customer_ids):
        customer = _locked(customer_id)
        changes = apply_changes(customer, change, FIELDS, _PERSONAL)
        _changed(customer, changes, by)
        moved += bool(changes)
    return moved


@command
def set_parent(*, customer_id: UUID, parent_id: UUID | None, by: Actor) -> Customer:
    """Hang a customer under another of the same legal entity, or under none.

    raises  NotFound (also for a parent of another legal entity), HierarchyCycle
    """
    seen = Customer.objects.filter(pk=customer_id).first()
    if seen is None:
        raise NotFound(document="customer", id=str(customer_id))
    # Two moves at once could close a circle that neither sees: one tree, one mover at a time.
    LegalEntity.objects.select_for_update().get(pk=seen.entity_id)
    customer = _locked(customer_id)
    if parent_id is not None:
        family = Customer.objects.filter(entity_id=customer.entity_id)
        if not family.filter(pk=parent_id).exists():
            raise NotFound(document="customer", id=str(parent_id))
        hanging = family.filter(parent__isnull=False)
        check_parent(customer_id, parent_id, dict(hanging.values_list("pk", "parent_id")))
    readers: Mapping[str, Callable[[Any], Any]] = {"parent_id": lambda value: value}
    changes = apply_changes(customer, {"parent_id": parent_id}, readers, frozenset())
    return _changed(customer, changes, by)


@command
def set_tax_id(*, customer_id: UUID, country: str, kind: str, value: str, by: Actor) -> Customer:
    """Set, or with an empty value remove, one tax number. Raises NotFound, BadInput."""
    customer = _locked(customer_id)
    land = words.country(country)
    short = words.code("kind", kind, length_max=12).lower()
    number = words.one_line("value", value, length_max=40, may_be_empty=True)
    rows = TaxId.objects.filter(customer=customer, country=land, kind=short)
    if rows.filter(value=number).exists() or (not number and not rows.exists()):
        return customer
    before = particulars(customer)
    rows.delete()
    if number:
        TaxId.objects.create(customer=customer, country=land, kind=short, value=number)
    keep_former(customer, before)
    return _told(customer, ((f"tax_id.{land}.{short}", "", ""),), by)


@command
def place_hold(
    *,
    customer_id: UUID,
    kind: HoldKind,
    reason: str,
    from_on: date,
    by: Actor,
    until_on: date | None = None,
) -> Hold:
    """Stop reminders, deliveries or credit of a customer; both days included.

    raises  NotFound, BadInput (no reason, or it ends before it starts)
    """
    customer = _locked(customer_id)
    if until_on is not None and until_on < from_on:
        raise BadInput(field="until_on", value=str(until_on), expected=f"{from_on} or later")
    hold = Hold.objects.create(
        customer=customer, kind=kind, from_on=from_on, until_on=until_on, placed_by=by.name,
        reason=words.one_line("reason", reason, length_max=200),
    )  # fmt: skip
    event = HoldPlaced(
        entity_id=customer.entity_id, customer_id=customer.pk, hold_id=hold.pk, kind=str(kind),
        from_on=from_on, until_on=until_on,
    )  # fmt: skip
    announce(event, by=by, why=hold.reason)
    return hold


@command
def release_hold(*, hold_id: UUID, on: date, by: Actor, why: str = "") -> Hold:
    """End a hold: from `on` it goes on again. Raises NotFound, BadInput (it has ended before)."""
    hold = Hold.objects.select_for_update().filter(pk=hold_id).first()
    if hold is None:
        raise NotFound(document="hold", id=str(hold_id))
    if hold.released_on is not None or (hold.until_on is not None and hold.until_on < on):
        raise BadInput(field="hold", value=hold.public_id, expected="a hold that still stands")
    hold.released_on = on
    hold.save(update_fields=["released_on"])
    customer = hold.customer
    event = HoldReleased(
        entity_id=customer.entity_id, customer_id=customer.pk, hold_id=hold.pk, kind=hold.kind,
        released_on=on,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return hold


def _locked(customer_id: UUID) -> Customer:
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    return customer


def _changed(customer: Customer, changes: Changes, by: Actor) -> Customer:
    if changes:
        customer.save(update_fields=[field for field, _, _ in changes])
        return _told(customer, changes, by)
    return customer


def _told(customer: Customer, changes: Changes, by: Actor) -> Customer:
    event = CustomerChanged(entity_id=customer.entity_id, customer_id=customer.pk, changes=changes)
    announce(event, by=by)
    return customer
