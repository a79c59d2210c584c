"""Finds contracts by number or purchase order, and subscriptions by name or reference."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.http import HttpRequest

from cashwright.areas.access.queries import scoped
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.contracts.queries import contracts_for
from cashwright.surfaces.console.finders.hit import Hit
from cashwright.surfaces.console.frame import frame_of

HEADING = "Contracts"
PERMISSION = "contracts.read"


def find(request: HttpRequest, text: str) -> Iterator[Hit]:
    """Contracts whose number begins with the text or whose customer has it, then subscriptions."""
    if len(text) < 2:
        return
    frame = frame_of(request)
    mine = contracts_for(request.user).filter(entity_id__in=frame.entity_ids)
    named = Q(contract_no__istartswith=text) | Q(purchase_order_no__istartswith=text)
    for row in mine.filter(named | Q(customer__name__icontains=text))[:5]:
        url = frame.link("console:contract", row.public_id)
        yield Hit(row.contract_no, url, "file-text", f"{row.customer.name}, {row.currency}")
    subscribed = scoped(Subscription.objects.all(), request.user, PERMISSION).filter(
        Q(name__icontains=text) | Q(reference__istartswith=text),
        entity_id__in=frame.entity_ids,
    )
    for each in subscribed.select_related("contract", "customer").order_by("name", "pk")[:3]:
        url = f"{frame.link('console:contract', each.contract.public_id)}#{each.public_id}"
        note = f"{each.customer.name}, {each.contract.contract_no}"
        yield Hit(each.name, url, "file-text", note)
