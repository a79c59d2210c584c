"""Reading the inbox: conversations, the mails in them, who waits for an answer."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from cashwright.areas.access.queries import Asker, found, scoped
from cashwright.areas.messaging.models import Inbound, Message, Suggestion, Thread
from cashwright.areas.messaging.states import SuggestionState, ThreadState
from cashwright.kernel.local_days import local_date


def threads(user: Asker) -> QuerySet[Thread]:
    """The conversations `user` may read, those that wait longest first.

    One without a customer is seen by whoever reads the inbox of its legal entity.
    """
    rows = scoped(Thread.objects.all(), user, "inbox.read")
    return rows.select_related("customer", "entity").order_by("last_at", "pk")


def thread_for(user: Asker, thread_id: UUID, permission: str = "inbox.read") -> Thread:
    """One conversation. Raises NotFound when there is none in the asker's scope."""
    rows = Thread.objects.select_related("customer", "entity")
    return found(rows, user, permission, thread_id, document="conversation")


def thread_counts(user: Asker) -> dict[str, int]:
    """How many conversations `user` may read in each state; every state is there."""
    rows = scoped(Thread.objects.all(), user, "inbox.read").order_by()
    counted = dict(rows.values_list("state").annotate(Count("pk")))
    return {str(state): counted.get(str(state), 0) for state in ThreadState}


def words_of(thread: Thread) -> list[Inbound | Message]:
    """Everything said in a conversation, oldest first."""
    theirs = list(thread.inbound.prefetch_related("files", "suggestions").select_related("contact"))
    ours = list(thread.messages.all())
    said: list[Inbound | Message] = [*theirs, *ours]
    return sorted(said, key=_said_at)


def _said_at(one: Inbound | Message) -> tuple[datetime, UUID]:
    return (one.received_at if isinstance(one, Inbound) else one.queued_at), one.pk


def open_suggestions(thread: Thread) -> list[Suggestion]:
    """What waits for a person in a conversation, the latest mail first, then the surest."""
    rows = Suggestion.objects.filter(inbound__thread=thread, state=SuggestionState.OPEN)
    return list(rows.select_related("inbound").order_by("-inbound__received_at", "number"))


def due_threads(entity_id: UUID, on: date) -> QuerySet[Thread]:
    """The conversations of a legal entity that were put off to a day, or to an earlier one."""
    rows = Thread.objects.filter(entity_id=entity_id, state=ThreadState.SNOOZED)
    return rows.filter(snoozed_until__lte=on).order_by("pk")


def waiting_threads(customer_ids: Collection[UUID]) -> dict[UUID, date]:
    """Of customers whose last word nobody answered: the day, where they are, of the oldest such mail.

    What machines wrote, such as an absence, waits for nobody.
    """
    rows = (
        Thread.objects.filter(customer_id__in=list(customer_ids), state=ThreadState.WAITING)
        .annotate(since=Min("inbound__received_at", filter=Q(inbound__is_auto=False)))
        .exclude(since=None)
        .order_by("since")
        .values_list("customer_id", "customer__zone", "since")
    )
    days: dict[UUID, date] = {}
    for customer_id, zone, since in rows:
        assert customer_id is not None, "filtered by it"
        days.setdefault(customer_id, local_date(since, zone))
    return days


def decided_suggestions(user: Asker, since: datetime) -> dict[str, int]:
    """How many suggestions people decided about since an instant, by what became of them."""
    rows = Suggestion.objects.filter(
        inbound__thread__in=scoped(Thread.objects.all(), user, "inbox.read"), decided_at__gte=since
    )
    counted = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {str(state): counted.get(str(state), 0) for state in SuggestionState}
