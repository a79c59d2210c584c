"""The mailbox: every message that went out, waits, or was held back, as it was or would have been read."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.controls.queries import document_facts
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Letter, Message
from cashwright.areas.messaging.queries import mailbox as readable
from cashwright.areas.messaging.queries import message_for
from cashwright.areas.messaging.services import (
    confirm_sent,
    post_letter,
    release_message,
    send_again,
    suppress_message,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.surfaces.console.books.trials import choice_words
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.lists import (
    Column,
    DateRange,
    Empty,
    Kind,
    Listing,
    Row,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import OfCustomer
from cashwright.surfaces.console.staying import why


def _href(row: Row) -> str:
    return reverse("console:message", args=[public_id(Message.PREFIX, row["pk"])])


MESSAGES = Listing(
    key="messages",
    one="message",
    many="messages",
    columns=(
        Column(key="subject", label="Subject", kind=Kind.LINK, path="subject", href=_href,
               needs=("pk",)),
        Column(key="customer", label="Customer", path="customer__name", sort="customer__name"),
        Column(key="to", label="To", path="to_address"),
        Column(key="queued", label="Queued", kind=Kind.INSTANT, path="queued_at", sort="queued_at"),
        Column(key="sent", label="Sent", kind=Kind.INSTANT, path="sent_at"),
        Column(key="state", label="State", kind=Kind.STATE, path="state"),
        Column(key="why", label="Why", needs=("reason",),
               value=lambda row, _: why(row["reason"])),
        Column(key="language", label="Language", path="language", visible=False),
        Column(key="template", label="Text", path="template", visible=False),
    ),
    tabs=(
        Tab("all", "All"),
        Tab("sent", "Sent", Q(state__in=["sent", "delivered"])),
        Tab("waiting", "Waiting", Q(state__in=["queued", "sending"])),
        Tab("look", "To let go", Q(state="held")),
        Tab("unknown", "Unclear", Q(state="unknown")),
        Tab("problem", "Came back", Q(state__in=["failed", "bounced", "complained"])),
        Tab("held", "Not sent", Q(state="suppressed")),
    ),
    filters=(
        Search("subject", "to_address", "customer__name", "customer__account_no"),
        DateRange("queued", "Queued", "queued_at__date"),
        OfCustomer(),
    ),
    sort="-queued",
    prefix=Message.PREFIX,
    empty=Empty(
        "No messages here", "Reminders are written by the day's run; each appears here word for word.",
        icon="mailbox",
    ),
)  # fmt: skip


@page(permission="mailbox.read", section="mailbox")
def mailbox(request: HttpRequest) -> HttpResponseBase:
    """All messages."""
    frame = frame_of(request)
    rows = readable(request.user).filter(entity_id__in=frame.entity_ids).order_by()
    if not frame.is_today:
        rows = rows.filter(queued_at__date__lte=frame.as_of)
    return MESSAGES.render(request, rows, title="Mailbox")


def _one(request: HttpRequest, public: str, permission: str) -> Message:
    return message_for(request.user, parse_public_id(Message.PREFIX, public), permission)


@page(permission="mailbox.read", section="mailbox")
def message(request: HttpRequest, public: str) -> HttpResponse:
    """One message, as text."""
    shown = _one(request, public, "mailbox.read")
    named = {UUID(str(each)) for each in shown.document_ids}
    named |= set(shown.mentions.values_list("document_id", flat=True))
    may_send = may(request, "messages.send")
    is_printed = Letter.objects.filter(message=shown).exists()
    context = {
        "chosen": choice_words(shown.choice),
        "message": shown, "public": public, "title": shown.subject,
        "why": why(shown.reason), "facts": document_facts(shown.pk),
        "invoices": scoped(
            Invoice.objects.filter(pk__in=named), request.user, "invoices.read"
        ).order_by("due_on", "pk"),
        "may_stop": may_send and shown.state in ("queued", "held"),
        "may_release": may_send and shown.state == "held" and not is_printed,
        "may_post": may_send and shown.state == "held" and is_printed,
        "reports": shown.reports.order_by("reported_at", "pk"),
        "may_send_again": may_send and shown.state in ("failed", "unknown", "bounced"),
        "may_confirm": may_send and shown.state == "unknown",
        "crumbs": [("Mailbox", frame_of(request).link("console:mailbox")), (shown.subject, "")],
    }  # fmt: skip
    return render(request, "console/mailbox/detail.html", context)


@page(permission="messages.send", methods=("POST",))
def message_move(request: HttpRequest, public: str, move: str) -> HttpResponse:
    """Stop or let go what waits, send a failed one again, or note that an unclear one went out."""
    shown, by = _one(request, public, "messages.send"), Actor.human(request.user.pk)
    act, text = {
        "release": (_release, "It goes out as soon as its hours allow."),
        "post": (_post, "Noted as posted."),
        "stop": (suppress_message, "It will not be sent."),
        "again": (send_again, "It waits to be sent again."),
        "confirm": (confirm_sent, "Noted as sent."),
    }[move]
    act(message_id=shown.pk, reason=f"{move} by hand", by=by)
    return done(request, reverse("console:message", args=[public]), text)


def _release(*, message_id: UUID, reason: str, by: Actor) -> Message:
    return release_message(message_id=message_id, by=by)


def _post(*, message_id: UUID, reason: str, by: Actor) -> Message:
    return post_letter(message_id=message_id, at=now(), by=by)


urlpatterns = [
    path("mailbox/", mailbox, name="mailbox"),
    path("mailbox/<str:public>/", message, name="message"),
    path("mailbox/<str:public>/stop/", message_move, {"move": "stop"}, name="message_stop"),
    path(
        "mailbox/<str:public>/release/", message_move, {"move": "release"}, name="message_release"
    ),
    path("mailbox/<str:public>/post/", message_move, {"move": "post"}, name="message_post"),
    path("mailbox/<str:public>/again/", message_move, {"move": "again"}, name="message_again"),
    path(
        "mailbox/<str:public>/confirm/", message_move, {"move": "confirm"}, name="message_confirm"
    ),
]
