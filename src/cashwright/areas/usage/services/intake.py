"""Taking events: each by itself taken, known already, or refused; durable before the answer.

Words: *sent* is an event as it came, read or refused by its form; an *outcome* is what became of it;
a *wave* is events that correct nothing of the same wave, stored by one statement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection

from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.events import EventsTaken
from cashwright.areas.usage.refusals import BatchTooLarge, EventUnreadable
from cashwright.areas.usage.rules import UsageEvent, read_cloud_event, read_event
from cashwright.areas.usage.services import storing
from cashwright.areas.usage.services.judging import Judge
from cashwright.areas.usage.services.storing import Item
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import NotFound, Refusal

SENT_MAX = 100_000


class State(StrEnum):
    """What became of one event."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(slots=True)
class Sent:
    """One event as it came: read, or refused by its form. `event_id` is told as far as it is known."""

    event_id: str
    source: str
    event: UsageEvent | None = None
    refusal: Refusal | None = None


@dataclass(slots=True)
class Outcome:
    """What became of one event; `refusal` says why it was not taken."""

    event_id: str
    state: State
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch, event by event in its order."""

    batch_id: UUID
    outcomes: tuple[Outcome, ...]

    def count(self, state: State) -> int:
        return sum(outcome.state == state for outcome in self.outcomes)


def sent_events(raw: Iterable[object], source: str) -> list[Sent]:
    """Objects of our own form, all of one source."""
    return [_sent(each, source) for each in raw]


def sent_cloud_events(raw: Iterable[object]) -> list[Sent]:
    """CloudEvents 1.0 objects, each of its own source."""
    return [_sent(each, None) for each in raw]


def _sent(raw: object, source: str | None) -> Sent:
    try:
        if source is None:
            source, event = read_cloud_event(raw)
        else:
            event = read_event(raw)
        return Sent(event.event_id, source, event)
    except EventUnreadable as refusal:
        told = raw.get("id") if isinstance(raw, dict) else None
        return Sent(told[:120] if isinstance(told, str) else "", source or "", refusal=refusal)


def known_instant(entity_id: UUID) -> datetime:
    """An instant by which all that was taken until then is seen by who reads from now on.

    Waits for batches that are being written: one that began before cannot appear behind it later.
    A bill run reads its quantities as known at this instant.
    """
    key = _lock_name(entity_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
        at = now()
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])
    return at


@command
def take_events(
    sent: Sequence[Sent], *, entity_id: UUID, by: Actor, received_at: datetime | None = None
) -> Taken:
    """Take what can be taken of a batch, and say of each event what became of it.

    received_at  now, when not said; books on a test clock say it
    raises       BatchTooLarge, NotFound (the legal entity); what is wrong with one event is its outcome
    """
    # Read.
    if len(sent) > SENT_MAX:
        raise BatchTooLarge(events=len(sent), most=SENT_MAX)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [_lock_name(entity_id)]
        )
    at = received_at or now()
    zone = LegalEntity.objects.filter(pk=entity_id).values_list("zone", flat=True).first()
    if zone is None:
        raise NotFound(document="legal entity", id=str(entity_id))
    batch = storing.Batch(entity_id, at)
    judge = Judge.of(entity_id, zone, at, [each.event for each in sent if each.event])

    # Decide.
    items = [_judged(each, place, judge, batch) for place, each in enumerate(sent)]

    # Write.
    storing.store(batch, [item for item in items if item.refusal is None])

    # Tell.
    taken = Taken(new_id(), tuple(map(_outcome, items)))
    if any(item.is_taken for item in items):
        announce(_told(taken, items, batch, entity_id), by=by)
    return taken


def _lock_name(entity_id: UUID) -> str:
    return f"usage {entity_id}"


def _judged(each: Sent, place: int, judge: Judge, batch: storing.Batch) -> Item:
    if each.event is None:
        return Item(place, each, refusal=each.refusal)
    try:
        subscription_id, reads = judge.read(each.event)
    except Refusal as refusal:
        return Item(place, each, refusal=refusal)
    return batch.item(place, each, subscription_id, reads)


def _outcome(item: Item) -> Outcome:
    if item.refusal is not None:
        return Outcome(item.sent.event_id, State.REFUSED, item.refusal)
    state = State.TAKEN if item.is_taken else State.DUPLICATE
    return Outcome(item.sent.event_id, state)


def _told(taken: Taken, items: list[Item], batch: storing.Batch, entity_id: UUID) -> EventsTaken:
    sources = sorted({item.sent.source for item in items if item.is_taken})
    return EventsTaken(
        entity_id=entity_id, batch_id=taken.batch_id, source=", ".join(sources)[:200],
        taken=taken.count(State.TAKEN), duplicates=taken.count(State.DUPLICATE),
        refused=taken.count(State.REFUSED), corrected=batch.corrected,
        readings=sum(len(item.reads) for item in items if item.is_taken),
    )  # fmt: skip
