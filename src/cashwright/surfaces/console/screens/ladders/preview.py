"""The right side of the editor: a step's words with a real customer, in each language; a test to oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from cashwright.areas.collections.policies import SenderKind, Step, Tone
from cashwright.areas.collections.services import Previewed, preview_step, send_test
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.queries import text_choices
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import customers_for
from cashwright.kernel.actors import Actor
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import BadInput, NotFound
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.laddering.drafts import Desk
from cashwright.surfaces.console.laddering.owners import owner_of
from cashwright.surfaces.console.laddering.words import LANGUAGES, when_words
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.ladders.shared import open_desk, user_of

_LATE_ROWS, _SHOWN = 60, 12


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at: a step, a customer, a language, a width."""

    at: int
    when: str
    step: Step
    customers: Sequence[Customer]
    customer: Customer | None
    language: str
    is_narrow: bool
    shown: Previewed | None
    may_see: bool
    may_see_text: bool

    def context(self) -> dict[str, Any]:
        return {
            "look": self, "languages": LANGUAGES.items(), "may_see_text": self.may_see_text,
        }  # fmt: skip


def look_of(request: HttpRequest, desk: Desk, at: int, when: str) -> Look:
    """The preview a request asks for; of the customer longest late when it names none."""
    asked = request.GET if request.method == "GET" else request.POST
    may_see = may(request, "contacts.read")
    customers = _customers(request, desk) if may_see else []
    customer = _chosen(customers, asked.get("customer", ""))
    language = asked.get("language", "")
    language = language if language in LANGUAGES else ""
    step = _typed(desk.ladder.steps[at], asked)
    shown = None
    if customer is not None:
        shown = preview_step(step, customer, on=frame_of(request).today, language=language)
    return Look(
        at=at, when=when, step=step, customers=customers, customer=customer, language=language,
        is_narrow=asked.get("width") == "narrow", shown=shown, may_see=may_see,
        may_see_text=may(request, "settings.read"),
    )  # fmt: skip


def _typed(step: Step, asked: QueryDict) -> Step:
    """The step with the text, tone and sender that stand in its open card and are not kept yet."""
    given = {name: asked.get(f"step-{name}", "") for name in ("template", "tone", "sender")}
    kinds = {str(choice.key) for choice in text_choices()}
    return replace(
        step,
        template=given["template"] if given["template"] in kinds else step.template,
        tone=Tone(given["tone"]) if given["tone"] in set(Tone) else step.tone,
        sender=SenderKind(given["sender"]) if given["sender"] in set(SenderKind) else step.sender,
    )


def _customers(request: HttpRequest, desk: Desk) -> list[Customer]:
    """Some customers the reader looks after with something open, the longest late first."""
    frame = frame_of(request)
    entity_ids = frame.entity_ids if desk.owner.pk == HOUSE else [desk.owner.pk]
    late = Invoice.objects.filter(entity_id__in=entity_ids, balance_minor__gt=0).order_by("due_on")
    keys: list[UUID] = list(dict.fromkeys(late.values_list("customer_id", flat=True)[:_LATE_ROWS]))
    rows = customers_for(request.user).filter(pk__in=keys).select_related("entity", "segment")
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys if key in found][:_SHOWN]


def _chosen(customers: Sequence[Customer], public: str) -> Customer | None:
    if not public:
        return customers[0] if customers else None
    try:
        pk = parse_public_id(Customer.PREFIX, public)
    except BadInput:
        return None
    return next((one for one in customers if one.pk == pk), None)


def _asked(request: HttpRequest, name: str, permission: str) -> tuple[Desk, Look]:
    owner, frame = owner_of(request, permission), frame_of(request)
    desk = open_desk(request, name, owner, frame.today)
    given = request.GET if request.method == "GET" else request.POST
    asked = given.get("step", given.get("at", "0"))
    steps = desk.ladder.steps
    if not asked.isdecimal() or int(asked) >= len(steps):
        raise NotFound(document="step", id=asked[:8])
    at = int(asked)
    return desk, look_of(request, desk, at, when_words(steps[at]))


@page(permission="contacts.read")
def preview(request: HttpRequest, name: str) -> HttpResponse:
    """The words of one step, as a part of the page."""
    desk, look = _asked(request, name, "collections.read")
    context = {**look.context(), "name": name, "ladder": desk.ladder}
    return render(request, "console/ladders/preview_text.html", context)


@page(permission="policies.edit", methods=("POST",))
def test(request: HttpRequest, name: str) -> HttpResponse:
    """Send the words of a step to whoever asks, marked as a test."""
    desk, look = _asked(request, name, "policies.edit")
    back = desk.owner.link("console:ladder", name, at=str(look.at))
    if look.shown is None or look.customer is None:
        return done(request, back, "Choose a customer with something open first.")
    user = user_of(request)
    send_test(look.step, desk.ladder, look.shown, look.customer, to=user, by=Actor.human(user.pk))
    return done(request, f"{back}#preview", f"A test is on its way to {user.email}.")
