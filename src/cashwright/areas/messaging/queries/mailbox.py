"""Reading the mailbox: what was said to whom, and what became of it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from cashwright.areas.access.queries import Asker, found, scoped
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.states import MessageState
from cashwright.areas.parties.policies import Purpose


def mailbox(user: Asker) -> QuerySet[Message]:
    """The messages `user` may read, newest first: sent, waiting, stopped and unknown."""
    rows = scoped(Message.objects.all(), user, "mailbox.read")
    return rows.select_related("customer", "entity", "contact").order_by("-queued_at", "-pk")


def message_for(user: Asker, message_id: UUID, permission: str = "mailbox.read") -> Message:
    """One message. Raises NotFound when there is none in the asker's scope."""
    rows = Message.objects.select_related("customer", "entity", "contact")
    return found(rows, user, permission, message_id, document="message")


def mailbox_counts(user: Asker) -> dict[str, int]:
    """How many messages `user` may read in each state; every state is there."""
    rows = scoped(Message.objects.all(), user, "mailbox.read").order_by()
    counted = dict(rows.values_list("state").annotate(Count("pk")))
    return {str(state): counted.get(str(state), 0) for state in MessageState}


def last_said_at(customer_ids: Collection[UUID], purpose: Purpose) -> dict[UUID, datetime]:
    """When each customer was last written to for a purpose (queued or sent, not stopped)."""
    rows = Message.objects.filter(customer_id__in=customer_ids, purpose=purpose)
    rows = rows.exclude(state=MessageState.SUPPRESSED).order_by()
    return dict(rows.values_list("customer_id").annotate(Max("queued_at")))
