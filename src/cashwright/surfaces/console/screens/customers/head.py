"""What stands at the head of a customer's page: who looks after them, what they may owe, what stops what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.collections.models import PaymentPlan, Promise
from cashwright.areas.collections.policies import Level
from cashwright.areas.collections.queries import dunning_in_force, ladders_in_force, levels
from cashwright.areas.collections.queries.placements import placements_on
from cashwright.areas.credit.queries import Risk
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.queries.cases import open_on
from cashwright.areas.parties.models import Consent, Contact, Customer
from cashwright.areas.parties.policies import Purpose
from cashwright.areas.parties.queries import customers_for, family
from cashwright.surfaces.console.collecting import LEVELS
from cashwright.surfaces.console.formats import day_text, money_text, plural
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.pages import may
from cashwright.surfaces.console.screens.customers.overview import open_sums

FAMILY_MAX = 40


@dataclass(frozen=True, slots=True)
class Banner:
    """Something that stops, or that must be known before anybody writes or calls."""

    icon: str
    title: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Kin:
    """One customer of the tree: how deep below the top, and what they owe by currency."""

    customer: Customer
    level: int
    owed: tuple[tuple[str, int], ...]
    is_here: bool


def banners(request: HttpRequest, customer: Customer, frame: Frame) -> list[Banner]:
    """What is disputed, promised, planned, placed or passed on, and who does not want to hear of us."""
    found: list[Banner] = []
    if may(request, "collections.read"):
        found += [*_passed_on(customer, frame), *_agreed(customer, frame)]
    if may(request, "disputes.read"):
        found += _disputed(customer, frame)
    if may(request, "contacts.read"):
        found += _opted_out(customer, frame)
    return found


def _part(customer: Customer, frame: Frame, part: str) -> str:
    return frame.link("console:customer", customer.public_id, part=part)


def _sums(rows: Any) -> str:
    told = rows.order_by("currency").values_list("currency").annotate(Sum("amount_minor"))
    return ", ".join(f"{money_text(minor, code)} {code}" for code, minor in told)


def _disputed(customer: Customer, frame: Frame) -> list[Banner]:
    rows = Dispute.objects.filter(open_on(frame.as_of), customer=customer)
    count = rows.count()
    if not count:
        return []
    title = plural(count, "dispute is open", "disputes are open")
    text = f"{_sums(rows)}: nobody is reminded of that part."
    return [Banner("flag", title, text, _part(customer, frame, "disputes"))]


def _agreed(customer: Customer, frame: Frame) -> list[Banner]:
    url, found = _part(customer, frame, "agreements"), []
    plans = PaymentPlan.objects.filter(customer=customer, state="active").count()
    if plans:
        text = "Reminders of its invoices pause while it is kept."
        found.append(Banner("calendar", "A payment plan runs", text, url))
    promises = Promise.objects.filter(customer=customer, state="open")
    first = promises.order_by("due_on").first()
    if first is not None:
        text = f"{_sums(promises)}, the first by {day_text(first.due_on)}."
        found.append(Banner("message", "They promised to pay", text, url))
    return found


def _passed_on(customer: Customer, frame: Frame) -> list[Banner]:
    found = []
    level = levels(frame.as_of, [customer.pk]).get(customer.pk, Level.COLLECTOR)
    if level is not Level.COLLECTOR:
        text = "Speak with them before you write."
        found.append(Banner("arrow-up", f"With: {LEVELS[level].lower()}", text))
    placed = placements_on(frame.as_of).filter(customer=customer).select_related("agency")
    for each in placed.order_by("currency"):
        url = reverse("console:placement", args=[each.public_id])
        text = f"Since {day_text(each.placed_on)}, in {each.currency}. We do not remind meanwhile."
        found.append(Banner("ban", f"With the agency {each.agency.name}", text, url))
    return found


def _opted_out(customer: Customer, frame: Frame) -> list[Banner]:
    said = Consent.objects.filter(contact=OuterRef("pk"), purpose=Purpose.REMINDERS)
    last = said.order_by("-stated_at", "-pk").values("is_given")[:1]
    people = Contact.objects.filter(customer=customer, is_active=True)
    out = people.annotate(agrees=Subquery(last)).filter(agrees=False).count()
    if not out:
        return []
    title = plural(out, "person does not want reminders", "people do not want reminders")
    return [
        Banner(
            "ban", title, "Others, a call or a letter remain.", _part(customer, frame, "contacts")
        )
    ]


def kin(request: HttpRequest, customer: Customer, frame: Frame) -> list[Kin]:
    """The tree a customer is part of, from its top, as far as the reader may see it; alone: nothing."""
    if customer.parent_id is None and not customer.children.exists():
        return []
    top = customer
    while top.parent is not None:
        top = top.parent
    ids = family(top.pk)[:FAMILY_MAX]
    mine = customers_for(request.user).in_bulk(ids)
    depth = {top.pk: 0}
    for pk in ids:  # a parent stands before its children
        if pk in mine and pk != top.pk:
            depth[pk] = depth.get(mine[pk].parent_id, 0) + 1  # type: ignore[arg-type]
    sums = open_sums(customer.entity_id, list(mine), frame)
    below: dict[Any, list[Any]] = {}
    for pk in ids:
        if pk in mine:
            below.setdefault(mine[pk].parent_id if mine[pk].parent_id in mine else None, []).append(
                pk
            )
    return [
        Kin(mine[pk], depth.get(pk, 0), tuple(sorted(sums.get(pk, {}).items())), pk == customer.pk)
        for pk in _in_order(below, None)
    ]


def _in_order(below: dict[Any, list[Any]], parent: Any) -> list[Any]:
    """Depth first: each customer followed by those below it."""
    found = []
    for pk in below.get(parent, []):
        found += [pk, *_in_order(below, pk)]
    return found


def family_total(tree: list[Kin]) -> list[tuple[str, int]]:
    """What the whole tree owes, by currency."""
    sums: dict[str, int] = {}
    for each in tree:
        for code, minor in each.owed:
            sums[code] = sums.get(code, 0) + minor
    return sorted(sums.items())


def ladder_title(customer: Customer, risk: Risk, frame: Frame) -> str:
    """The ladder they climb: by their segment and risk."""
    segment = customer.segment.code if customer.segment else ""
    name = dunning_in_force(customer.entity_id, frame.as_of).of(segment, risk.tier).ladder
    ladder = ladders_in_force(customer.entity_id, frame.as_of).get(name)
    return (ladder.title if ladder else "") or name.capitalize()
