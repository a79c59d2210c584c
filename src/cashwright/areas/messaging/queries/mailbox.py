"""Reading the mailbox: what was said to whom, and what became of it."""

from uuid import UUID

from django.db.models import QuerySet

from cashwright.areas.access.queries import Asker, found, scoped
from cashwright.areas.messaging.models import Message


def mailbox(user: Asker) -> QuerySet[Message]:
    """The messages `user` may read, newest first: sent, waiting, stopped and unknown."""
    rows = scoped(Message.objects.all(), user, "mailbox.read")
    return rows.select_related("customer", "entity", "contact").order_by("-queued_at", "-pk")


def message_for(user: Asker, message_id: UUID, permission: str = "mailbox.read") -> Message:
    """One message. Raises NotFound when there is none in the asker's scope."""
    rows = Message.objects.select_related("customer", "entity", "contact")
    return found(rows, user, permission, message_id, document="message")
