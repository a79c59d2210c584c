"""Reading about agencies: who there is, what is with them on a day, what they recovered."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from cashwright.areas.collections.models import (
    Agency,
    AgencyRecovery,
    Placement,
    Reminder,
)
from cashwright.areas.collections.rules.placing import Checked, Paper
from cashwright.areas.contracts.models import Contract
from cashwright.areas.messaging.models import Message
from cashwright.areas.parties.models import Contact


def agencies(entity_ids: Collection[UUID]) -> QuerySet[Agency]:
    """The agencies of some entities, those in use first, by name."""
    return Agency.objects.filter(entity_id__in=entity_ids).order_by("-is_active", "name", "pk")


def placements_on(on: date) -> QuerySet[Placement]:
    """The placements in force on a day: given by then, not ended by then."""
    return Placement.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), placed_on__lte=on
    )


def placed(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None = None
) -> set[tuple[UUID, str]]:
    """(customer, currency) of those whose claims were with an agency on a day, of these or all."""
    rows = placements_on(on).filter(entity_id=entity_id)
    if customer_ids is not None:
        rows = rows.filter(customer_id__in=customer_ids)
    return set(rows.values_list("customer_id", "currency"))


def recovered(placement_id: UUID) -> tuple[int, int]:
    """Gross, and what the agency kept of it with its tax, over all recoveries of a placement."""
    sums = AgencyRecovery.objects.filter(placement_id=placement_id).aggregate(
        gross=Sum("gross_minor", default=0), fee=Sum("fee_minor", default=0),
        tax=Sum("tax_minor", default=0),
    )  # fmt: skip
    return int(sums["gross"]), int(sums["fee"]) + int(sums["tax"])


def checklist(placement: Placement, *, disputed: Collection[UUID] = ()) -> Checked:
    """Which papers of a placement are there now.

    disputed  the ids of invoices on which a dispute is open
    """
    customer, items = placement.customer, list(placement.items.select_related("invoice"))
    about = Message.objects.filter(customer=customer, state="sent")
    reminded = Reminder.objects.filter(
        invoice_id__in=[item.invoice_id for item in items], state="sent", days__gt=0
    )
    there = {
        Paper.CLAIMS: bool(items),
        Paper.INVOICES: bool(items) and all(item.invoice.document_no for item in items),
        Paper.COMMUNICATION: about.exists() or customer.calls.exists(),
        Paper.TERMS: customer.terms_id is not None or customer.entity.default_terms_id is not None,
        Paper.CONTRACT: Contract.objects.filter(customer=customer).exists()
        or any(item.invoice.purchase_order_no for item in items),
        Paper.ADDRESS: bool(customer.postal_address.strip()),
        Paper.CONTACT: Contact.objects.filter(customer=customer, is_active=True).exists(),
        Paper.FINAL_NOTICE: reminded.exists(),
        Paper.UNDISPUTED: not {item.invoice_id for item in items} & set(disputed),
    }
    return Checked(frozenset(paper for paper, is_there in there.items() if is_there))
