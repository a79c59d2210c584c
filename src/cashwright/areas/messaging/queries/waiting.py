"""Reading what waits: whose messages are due, when the next is, which went nowhere."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.states import MessageState


def next_due(entity_id: UUID, *, after: datetime, until: datetime) -> datetime | None:
    """The next instant at which a message that waits for its window may go out."""
    rows = Message.objects.filter(
        entity_id=entity_id,
        state=MessageState.QUEUED,
        not_before_at__gt=after,
        not_before_at__lte=until,
    )
    return rows.order_by("not_before_at").values_list("not_before_at", flat=True).first()


def entities_waiting(*, at: datetime) -> set[UUID]:
    """The legal entities with messages that may go out by an instant."""
    rows = Message.objects.filter(
        Q(not_before_at__isnull=True) | Q(not_before_at__lte=at), state=MessageState.QUEUED
    )
    return set(rows.order_by().values_list("entity_id", flat=True).distinct())


def undeliverable(entity_id: UUID, *, since: datetime) -> list[UUID]:
    """The messages whose address turned out to be of no use since an instant, as they were handed over."""
    rows = Message.objects.filter(
        entity_id=entity_id, bounced_at__gte=since, state=MessageState.FAILED
    )
    return list(rows.order_by("bounced_at", "pk").values_list("pk", flat=True))
