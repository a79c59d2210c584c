"""Proof that a document went out: the messages that brought it, each with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.queries import mailbox
from cashwright.surfaces.console.pages import may


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message with the document in it. `url` is empty where the reader may not open it."""

    message: Message
    url: str


def deliveries(request: HttpRequest, document_id: UUID, customer_id: UUID) -> list[Delivery]:
    """The messages that mention a document, the latest first; none for who may not read the mailbox."""
    if not may(request, "mailbox.read"):
        return []
    rows = mailbox(request.user).filter(
        customer_id=customer_id, document_ids__contains=[document_id]
    )
    return [
        Delivery(row, reverse("console:message", args=[row.public_id]))
        for row in rows.order_by("-queued_at")[:10]
    ]
