"""Doing about agencies: giving them claims, taking claims back, noting what they recovered."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.collections.events import AgencySet, CustomerPlaced, PlacementEnded
from cashwright.areas.collections.models import Agency, Placement, PlacementItem
from cashwright.areas.collections.policies.placing import PLACEMENT as KIND
from cashwright.areas.collections.refusals import NothingToPlace, NotPlaced, PlacedAlready
from cashwright.areas.collections.states import PLACEMENT, PlacementState
from cashwright.areas.controls.limits import approved
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.currencies import currency as known_currency
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import BadInput, NotFound


@command
def set_agency(
    *,
    entity_id: UUID,
    name: str,
    fee_bp: int,
    by: Actor,
    email: str = "",
    is_active: bool = True,
    agency_id: UUID | None = None,
) -> Agency:
    """Add an agency, or change one (`agency_id`). Raises NotFound, BadInput."""
    title = words.one_line("name", name, length_max=120)
    if not 0 <= fee_bp <= 10_000:
        raise BadInput(
            field="fee_bp", value=str(fee_bp), expected="0 to 10000 hundredths of a percent"
        )
    if not LegalEntity.objects.filter(pk=entity_id).exists():
        raise NotFound(document="legal entity", id=str(entity_id))
    same = Agency.objects.filter(entity_id=entity_id, name=title).values_list("pk", flat=True)
    if set(same) - {agency_id}:
        raise BadInput(field="name", value=title, expected="a name no other agency has")
    agency = Agency(id=new_id(), entity_id=entity_id)
    if agency_id is not None:
        found = Agency.objects.select_for_update().filter(pk=agency_id, entity_id=entity_id).first()
        if found is None:
            raise NotFound(document="agency", id=str(agency_id))
        agency = found
    agency.name, agency.fee_bp, agency.is_active = title, fee_bp, is_active
    agency.email = words.one_line("email", email, length_max=254, may_be_empty=True)
    agency.save()
    event = AgencySet(
        entity_id=entity_id, agency_id=agency.pk, title=title, fee_bp=fee_bp, is_active=is_active
    )
    announce(event, by=by)
    return agency


def placement_payload(
    customer_id: UUID, agency_id: UUID, currency: str, reason: str, invoice_ids: Collection[UUID]
) -> dict[str, Any]:
    """What is approved when claims are given away: exactly these invoices to this agency."""
    return {
        "customer_id": str(customer_id), "agency_id": str(agency_id), "currency": currency,
        "reason": reason, "invoice_ids": sorted(str(pk) for pk in invoice_ids),
    }  # fmt: skip


def claims_of(customer_id: UUID, currency: str, on: date) -> list[Invoice]:
    """What of a customer is past due in a currency and could be given away, oldest first."""
    late = Invoice.objects.filter(
        customer_id=customer_id, currency=currency, balance_minor__gt=0, due_on__lt=on
    )
    return list(late.order_by("due_on", "pk"))


@command
def place_with_agency(
    *,
    customer_id: UUID,
    agency_id: UUID,
    currency: str,
    reason: str,
    on: date,
    by: Actor,
    invoice_ids: Collection[UUID],
    approval_id: UUID | None = None,
) -> Placement:
    """Give claims of a customer to an agency from `on`; it always needs a second person.

    What was paid since it was approved is left out; the ladder stops for what is with an agency.

    raises  NotFound, PlacedAlready, ApprovalNeeded, NothingToPlace
    """
    # Read.
    code = known_currency(currency).code
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    agency = Agency.objects.filter(
        pk=agency_id, entity_id=customer.entity_id, is_active=True
    ).first()
    if agency is None:
        raise NotFound(document="agency", id=str(agency_id))
    named = set(invoice_ids)
    claims = [one for one in claims_of(customer_id, code, on) if one.pk in named]

    # Decide.
    former = Placement.objects.filter(
        customer=customer, currency=code, state=PlacementState.PLACED
    ).first()
    if former is not None:
        raise PlacedAlready(placement_id=former.public_id)
    if not claims:
        raise NothingToPlace(currency=code)
    payload = placement_payload(customer_id, agency_id, code, reason, named)
    if approval_id is None:
        open_minor = sum(one.balance_minor for one in claims)
        raise ApprovalNeeded(kind=KIND, amount_minor=open_minor, limit_minor=0, currency=code)
    approved(approval_id, kind=KIND, payload=payload)

    # Write.
    made = Placement.objects.create(
        entity_id=customer.entity_id, customer=customer, agency=agency, fee_bp=agency.fee_bp,
        currency=code, reason=words.one_line("reason", reason, length_max=400),
        approval_id=approval_id, placed_on=on, made_by=by.name, made_at=now(),
    )  # fmt: skip
    PlacementItem.objects.bulk_create(
        PlacementItem(placement=made, invoice=one, amount_minor=one.balance_minor) for one in claims
    )

    # Tell.
    event = CustomerPlaced(
        entity_id=made.entity_id, placement_id=made.pk, customer_id=customer.pk,
        agency_id=agency.pk, fee_bp=made.fee_bp, currency=code, placed_on=on,
        items=tuple((one.pk, one.balance_minor) for one in claims), approval_id=approval_id,
    )  # fmt: skip
    announce(event, by=by, why=made.reason)
    return made


@command
def recall_placement(*, placement_id: UUID, on: date, by: Actor, reason: str = "") -> Placement:
    """Take claims back from an agency: from `on` they are ours to remind of again.

    raises  NotFound, NotPlaced, BadInput (before they were given)
    """
    placement = locked_placement(placement_id)
    if not PLACEMENT.allows(PlacementState(placement.state), "recall"):
        raise NotPlaced(placement_id=placement.public_id, state=placement.state)
    return end_placement(placement, "recall", on=on, by=by, why=reason)


def end_placement(
    placement: Placement, move: str, *, on: date, by: Actor, why: str = ""
) -> Placement:
    """Within a command: recall or close a locked placement, dated `on`."""
    if on < placement.placed_on:
        raise BadInput(field="on", value=str(on), expected=f"{placement.placed_on} or later")
    placement.state = PLACEMENT.after(PlacementState(placement.state), move)
    placement.ended_on = on
    placement.save(update_fields=["state", "ended_on"])
    event = PlacementEnded(
        entity_id=placement.entity_id, placement_id=placement.pk,
        customer_id=placement.customer_id, state=str(placement.state), ended_on=on,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return placement


def locked_placement(placement_id: UUID) -> Placement:
    """The placement, locked. Raises NotFound."""
    found = Placement.objects.select_for_update().filter(pk=placement_id).first()
    if found is None:
        raise NotFound(document="placement", id=str(placement_id))
    return found
