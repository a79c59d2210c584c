"""Makers of messages for tests."""

from typing import Any
from uuid import UUID

from django.db.models import F

from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.rules import Draft, Rendered
from cashwright.areas.messaging.services import queue_message
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import Purpose
from tests.areas.parties.makers import HOUSE_RULE

SAID = Rendered("1 invoice past due", "Hello,\n\nplease pay.\n", "<p>Hello,</p>\n")


def a_draft(customer: Customer, key: str = "one", **more: Any) -> Draft:
    given: dict[str, Any] = {
        "to_address": "ann@example.com", "purpose": Purpose.REMINDERS, "said": SAID, **more,
    }  # fmt: skip
    return Draft(entity_id=customer.entity_id, customer_id=customer.pk, dedupe_key=key, **given)


def a_message(customer: Customer, key: str = "one", **more: Any) -> Message:
    message = queue_message(a_draft(customer, key, **more), by=HOUSE_RULE)
    assert message is not None
    return message


def state_of(message_id: UUID) -> str:
    return Message.objects.get(pk=message_id).state


def went_out() -> None:
    """What waits went out as soon as it was queued, as a delivery would have noted it."""
    at = F("queued_at")
    Message.objects.filter(state="queued").update(state="sent", tried_at=at, sent_at=at)
