"""What is about to go out: to whom, when and why; each can be held, let go or stopped."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.states import ApprovalState
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.queries import mailbox, message_for
from cashwright.areas.messaging.services.moving import (
    hold_message,
    release_message,
    suppress_message,
)
from cashwright.areas.messaging.states import MessageState
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.approvals.listing import rows as asked
from cashwright.surfaces.console.staying import why

SHOWN_MAX = 200


@page(permission="mailbox.read", section="inbox")
def outgoing(request: HttpRequest) -> HttpResponse:
    """Messages that wait to be sent, and messages that wait for a person."""
    rows = mailbox(request.user).filter(entity_id__in=frame_of(request).entity_ids)
    groups = []
    for state, label in (
        (MessageState.HELD, "Held: a person lets them go"), (MessageState.QUEUED, "Scheduled"),
    ):  # fmt: skip
        found = list(
            rows.filter(state=state).order_by("not_before_at", "queued_at", "pk")[:SHOWN_MAX]
        )
        groups.append((label, str(state), [(one, why(one.reason)) for one in found]))
    waits: list[Approval] = []
    if may(request, "approvals.read"):
        found_now = asked(request, frame_of(request)).filter(state=ApprovalState.REQUESTED)
        waits = list(found_now.order_by("requested_at")[:SHOWN_MAX])
    context = {
        "waits": waits, "title": "Outgoing", "groups": groups, "may_send": may(request, "messages.send"),
        "is_empty": not any(found for _, _, found in groups),
    }  # fmt: skip
    return render(request, "console/inbox/outgoing.html", context)


@page(permission="messages.send", methods=("POST",))
def move(request: HttpRequest, public: str, how: str) -> HttpResponse:
    """Hold a message, let it go, or stop it for good."""
    pk, by = parse_public_id(Message.PREFIX, public), Actor.human(request.user.pk)
    message = message_for(request.user, pk, "messages.send")
    if how == "release":
        release_message(message_id=message.pk, by=by)
    else:
        act = hold_message if how == "hold" else suppress_message
        act(message_id=message.pk, reason=f"{how} by hand", by=by)
    said = {"release": "It may go out.", "hold": "Held back.", "stop": "It will not be sent."}[how]
    return done(request, reverse("console:inbox_outgoing"), said)
