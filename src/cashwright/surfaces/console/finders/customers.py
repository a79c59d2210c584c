"""Finds customers by name or account number."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.parties.queries import customers_for
from cashwright.surfaces.console.finders.hit import Hit
from cashwright.surfaces.console.frame import frame_of

HEADING = "Customers"
PERMISSION = "customers.read"


def find(request: HttpRequest, text: str) -> Iterator[Hit]:
    """Customers whose name or account number has the text, exact numbers first."""
    if len(text) < 2:
        return
    frame = frame_of(request)
    mine = customers_for(request.user).filter(entity_id__in=frame.entity_ids)
    rows = mine.filter(Q(name__icontains=text) | Q(account_no__istartswith=text))
    for row in rows.order_by("name", "pk")[:8]:
        url = reverse("console:customer", args=[row.public_id]) + frame.query
        yield Hit(row.name, url, "users", row.account_no)
