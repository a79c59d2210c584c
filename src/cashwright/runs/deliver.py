"""What leaves the books after the fact: mail to customers, and facts to those who react to them.

Words: a *reaction* is a function that is told of one fact. It runs in the transaction that moves the
cursor past the fact, so its effect on the books happens once, whatever is killed and started again.
Who reacts to what is written in project/reactions.py, which the settings name.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils.module_loading import import_string

from cashwright.areas.collections.services import as_the_books_stand
from cashwright.areas.controls.models import Cursor, Fact
from cashwright.areas.controls.services import command, open_task
from cashwright.areas.messaging.queries import next_due, undeliverable
from cashwright.areas.messaging.refusals import MailUnreachable
from cashwright.areas.messaging.services import (
    DeliveryReport,
    deliver_queued,
    sends_by_the_machines_clock,
    sweep_lost,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import FixedClock, now, running_on
from cashwright.kernel.events import Event
from cashwright.runs.fall_back import fall_back
from cashwright.runs.harness import Tally
from cashwright.runs.send_documents import printed_documents

CONSUMER = "reactions"
BY = Actor.rule("runs.deliver")
MESSAGES_MAX = 10_000  # a day's worth for one call; the rest waits for the next
_STRIDE = 1_000  # facts nobody reacts to are passed over in leaps of this many
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One fact as a reaction sees it; `data` holds the event's fields as they were written."""

    chain_id: UUID
    seq: int
    name: str
    document_id: UUID
    customer_id: UUID | None
    data: Mapping[str, Any]


Reaction = Callable[[Told], None]
Reactions = Mapping[type[Event], tuple[Reaction, ...]]


def deliver_messages(*, entity_id: UUID, on: date, by: Actor) -> Tally:
    """Send what an entity has queued, outside any transaction; what was paid meanwhile stays here.

    Books that are a day ahead or behind live the rest of the day as well: what waits for the
    morning of somebody further west goes out by then, as it would have.
    """
    tally = Tally()
    sweep_lost(by=by)
    at, end = now(), now() + _REST_OF_DAY
    while True:
        with running_on(FixedClock(at)):
            if not _delivered(tally, entity_id=entity_id, on=on, by=by):
                return tally
        later = next_due(entity_id, after=at, until=end)
        if later is None or sends_by_the_machines_clock():
            return tally
        at = later


_REST_OF_DAY = timedelta(hours=11)
_FOLLOWED_FOR = timedelta(days=2)
_ENDS = ("sent", "failed", "unknown", "suppressed", "queued", "deferred", "held")


def deliver_once(*, entity_id: UUID, on: date, by: Actor) -> Tally:
    """Send what is due at this very moment: what waits for its hour goes on waiting."""
    tally = Tally()
    _delivered(tally, entity_id=entity_id, on=on, by=by)
    return tally


def _delivered(tally: Tally, *, entity_id: UUID, on: date, by: Actor) -> bool:
    """Whether the channels could be reached. What cannot be delivered is said to somebody else."""
    followed: set[UUID] = set()
    while (report := _sent(tally, entity_id=entity_id, on=on, by=by)) is not None:
        if report == DeliveryReport():
            return True
        # What was refused at the door is followed here, and so is what a killed sender left behind.
        lost = undeliverable(entity_id, since=now() - _FOLLOWED_FOR)
        ways = [fall_back(pk, is_permanent=True, by=by) for pk in lost if pk not in followed]
        followed |= set(lost)
        if "sent_on" not in ways:
            return True
    return False


def _sent(tally: Tally, *, entity_id: UUID, on: date, by: Actor) -> DeliveryReport | None:
    try:
        report = deliver_queued(
            limit=MESSAGES_MAX,
            on=on,
            by=by,
            guard=partial(as_the_books_stand, on=on),
            attach=printed_documents,
            entity_id=entity_id,
        )
    except MailUnreachable as refusal:
        tally.refused[refusal.code] += 1
        return None
    for outcome in _ENDS:
        if count := getattr(report, outcome):
            tally.outcomes[outcome] += count
    return report


def deliver_reactions() -> int:
    """Tell everyone who reacts of the facts since last time, oldest first; returns how many reacted to.

    broken   a reaction that breaks leaves a task for a person and is passed over; the database
             going away is raised, and nothing is passed over
    """
    reactions = registered()
    return sum(_of_chain(place, reactions) for place in _behind(reactions))


def registered() -> dict[str, tuple[Reaction, ...]]:
    """Who reacts, by the name of the fact."""
    given: Reactions = import_string(settings.CASHWRIGHT_REACTIONS)
    return {kind.name: functions for kind, functions in given.items()}


@dataclass(frozen=True, slots=True)
class _Place:
    """A chain with facts the cursor has not passed; `next_seq` is the first somebody reacts to."""

    chain_id: UUID
    head: int
    reached: int
    next_seq: int | None


def _behind(reactions: Mapping[str, tuple[Reaction, ...]]) -> list[_Place]:
    sql = (
        "SELECT c.id, c.seq, coalesce(k.seq, 0),"
        " (SELECT min(f.seq) FROM controls_fact f"
        "  WHERE f.chain_id = c.id AND f.seq > coalesce(k.seq, 0) AND f.name = ANY(%s))"
        " FROM controls_chain c LEFT JOIN controls_cursor k"
        " ON k.chain_id = c.id AND k.consumer = %s WHERE c.seq > coalesce(k.seq, 0) ORDER BY c.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(reactions), CONSUMER])
        return [_Place(*row) for row in cursor.fetchall()]


def _of_chain(place: _Place, reactions: Mapping[str, tuple[Reaction, ...]]) -> int:
    reached, seq, told = place.reached, place.next_seq, 0
    while seq is not None:
        told += _tell(place.chain_id, seq, reactions)
        reached = seq
        seq = _next(place.chain_id, reached, reactions)
    if place.head - reached >= _STRIDE:  # a fact below the head cannot come in any more
        _pass(place.chain_id, place.head)
    return told


def _next(chain_id: UUID, after: int, reactions: Mapping[str, tuple[Reaction, ...]]) -> int | None:
    """The number of the next fact somebody reacts to."""
    facts = Fact.objects.filter(chain_id=chain_id, seq__gt=after, name__in=list(reactions))
    return facts.order_by("seq").values_list("seq", flat=True).first()


def _tell(chain_id: UUID, seq: int, reactions: Mapping[str, tuple[Reaction, ...]]) -> int:
    try:
        return _react(chain_id, seq, reactions)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever a reaction breaks on must not hold up the facts after it
        _log.exception("a reaction broke", chain=str(chain_id), seq=seq)
        _set_aside(chain_id, seq, error)
        return 0


@command
def _react(chain_id: UUID, seq: int, reactions: Mapping[str, tuple[Reaction, ...]]) -> int:
    if not _moved(chain_id, seq):
        return 0  # another process was faster
    fact = Fact.objects.get(chain_id=chain_id, seq=seq)
    told = Told(
        chain_id=chain_id, seq=seq, name=fact.name, document_id=fact.document_id,
        customer_id=fact.customer_id, data=json.loads(bytes(fact.body))["data"],
    )  # fmt: skip
    for reaction in reactions[fact.name]:
        reaction(told)
    return 1


@command
def _set_aside(chain_id: UUID, seq: int, error: Exception) -> None:
    """Pass over a fact that a reaction broke on, and leave it to a person."""
    if not _moved(chain_id, seq):
        return
    fact = Fact.objects.get(chain_id=chain_id, seq=seq)
    open_task(
        entity_id=chain_id, kind="runs.reaction", key=f"runs.reaction:{chain_id}:{seq}",
        title=f"Nothing followed from {fact.name}: the program broke off", on=now().date(), by=BY,
        customer_id=fact.customer_id, document_id=fact.document_id,
        facts={"seq": seq, "error": f"{type(error).__name__}: {error}"[:400]},
    )  # fmt: skip


@command
def _pass(chain_id: UUID, seq: int) -> None:
    _moved(chain_id, seq)


def _moved(chain_id: UUID, seq: int) -> bool:
    """Move the cursor forward to `seq` and hold it; False when it stands there or beyond."""
    Cursor.objects.get_or_create(consumer=CONSUMER, chain_id=chain_id)
    cursor = Cursor.objects.select_for_update().get(consumer=CONSUMER, chain_id=chain_id)
    if cursor.seq >= seq:
        return False
    Cursor.objects.filter(consumer=CONSUMER, chain_id=chain_id).update(seq=seq)
    return True
