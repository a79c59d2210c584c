"""What several lists share: filters by customer and currency, and documents found by their public id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, QueryDict

from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import customer_for, customers_for
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.lists import Reading


def with_house(frame: Frame) -> list[UUID]:
    """The frame's entities, and with all of them the house itself; not beside one of several."""
    is_part = frame.entity is not None and len(frame.entities) > 1
    return frame.entity_ids if is_part else [*frame.entity_ids, HOUSE]


@dataclass(frozen=True)
class OfCustomer:
    """?customer=cus_…: the rows of one customer. Reached by links; shown as a chip."""

    path: str = "customer_id"
    key: str = "customer"
    label: str = "Customer"
    shape: str = "kept"

    def names(self) -> tuple[str, ...]:
        return (self.key,)

    def read(self, asked: QueryDict, frame: Frame) -> Reading:
        text = asked.get(self.key, "")
        if not text:
            return Reading()
        try:
            pk = parse_public_id(Customer.PREFIX, text)
        except BadInput:
            return Reading(problem=f"Customer: “{text[:40]}” is no customer.")
        known = Customer.objects.filter(pk=pk, entity_id__in=frame.entity_ids)
        name = known.values_list("name", flat=True).first()
        if name is None:
            return Reading(problem="Customer: there is none with this id here.")
        return Reading(Q(**{self.path: pk}), ((f"Customer: {name}", ((self.key, text),)),))


def currencies(frame: Frame) -> Iterable[tuple[str, str]]:
    """The currencies customers of the frame are billed in."""
    mine = Customer.objects.filter(entity_id__in=frame.entity_ids).order_by()
    codes = set(mine.values_list("currency", flat=True).distinct())
    return [(code, code) for code in sorted(codes | {each.currency for each in frame.entities})]


def customer_of(request: HttpRequest, public: str, permission: str = "customers.read") -> Customer:
    """The customer with this public id. Raises NotFound outside the reader's scope."""
    return customer_for(request.user, parse_public_id(Customer.PREFIX, public), permission)


def customer_by_number(
    request: HttpRequest, frame: Frame, account_no: str, permission: str
) -> tuple[Customer | None, str]:
    """The customer with this account number in the reader's scope, or why there is not one."""
    mine = customers_for(request.user, permission).filter(entity_id__in=frame.entity_ids)
    found = list(mine.select_related("entity").filter(account_no=account_no.strip())[:2])
    if len(found) == 1:
        return found[0], ""
    if not found:
        return None, "No customer has this account number."
    return None, "Customers of several entities have this number. Choose the entity at the top."
