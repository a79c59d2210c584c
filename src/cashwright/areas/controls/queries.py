"""Reading what controls keep: facts, chains, approvals, policies, tasks, the books' day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from cashwright.areas.controls.models import Approval, BookClock, Chain, Fact, PolicyVersion, Task
from cashwright.areas.controls.rules import Break, Link, check_chain
from cashwright.areas.controls.states import ApprovalState, TaskState
from cashwright.kernel.clock import today as clock_today
from cashwright.kernel.events import HOUSE


def document_facts(document_id: UUID) -> QuerySet[Fact]:
    """Everything that happened to one document, oldest first."""
    return Fact.objects.filter(document_id=document_id).order_by("at", "seq")


def customer_facts(customer_id: UUID) -> QuerySet[Fact]:
    """The timeline of one customer, newest first."""
    return Fact.objects.filter(customer_id=customer_id).order_by("-at", "-seq")


def waiting_approvals() -> QuerySet[Approval]:
    """What waits for a second person, oldest first."""
    return Approval.objects.filter(state=ApprovalState.REQUESTED).order_by("requested_at")


def open_tasks() -> QuerySet[Task]:
    """What the machine left to a person, oldest first."""
    return Task.objects.filter(state=TaskState.OPEN).order_by("opened_on", "pk")


def policy_value(name: str, *, on: date, entity_id: UUID = HOUSE) -> dict[str, Any] | None:
    """The value of policy `name` in force on a day: the entity's own, else the house's, else None."""
    latest = (
        PolicyVersion.objects.filter(
            name=name, valid_from__lte=on, entity_id__in={entity_id, HOUSE}
        )
        .order_by("entity_id", "-valid_from", "-version")
        .distinct("entity_id")
        .values_list("entity_id", "value")
    )
    values = dict(latest)
    found = values.get(entity_id, values.get(HOUSE))
    return None if found is None else dict(found)


def policy_values(
    names: Iterable[str], *, on: date, entity_id: UUID = HOUSE
) -> dict[str, dict[str, Any]]:
    """The values of several policies in force on a day, by name; those nobody set are left out."""
    rows = (
        PolicyVersion.objects.filter(
            name__in=list(names), valid_from__lte=on, entity_id__in={entity_id, HOUSE}
        )
        .order_by("name", "entity_id", "-valid_from", "-version")
        .distinct("name", "entity_id")
        .values_list("name", "entity_id", "value")
    )
    own = {name: value for name, owner, value in rows if owner == entity_id}
    return {name: dict(value) for name, _, value in rows} | own


def test_clock_day() -> date | None:
    """The day set by hand, for books that run on a test clock; None when they follow the machine."""
    return BookClock.objects.filter(pk=1).values_list("today", flat=True).first()


def books_today(zone: str) -> date:
    """The business day of the books: the test clock's, else the day it is in `zone`."""
    return test_clock_day() or clock_today(zone)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What the verifier found in one chain: how many facts, the head's hash, the first break if any."""

    chain_id: UUID
    facts: int
    head: str
    broken: Break | None


def verify_chains() -> list[ChainReport]:
    """Recompute every chain from its first fact, and compare it with its head and its columns."""
    chains = list(Chain.objects.order_by("pk"))
    known = {chain.pk for chain in chains}
    strays = Fact.objects.exclude(chain_id__in=known).values_list("chain_id", flat=True).distinct()
    chains += [Chain(pk=chain_id, seq=0, hash=bytes(32)) for chain_id in strays]
    return [_verify(chain) for chain in chains]


def _verify(chain: Chain) -> ChainReport:
    broken = check_chain(_links(chain.pk), head_seq=chain.seq, head_hash=bytes(chain.hash))
    return ChainReport(chain.pk, chain.seq, bytes(chain.hash).hex(), broken)


_REPEATED = ("chain", "name", "touch", "actor", "document", "customer", "run")
_LINKS = """
SELECT seq, body, hash, chain_id::text, name, touch, actor, document_id::text, customer_id::text, run_id::text
FROM controls_fact WHERE chain_id = %s ORDER BY seq
"""


def _links(chain_id: UUID) -> Iterator[Link]:
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor(name="verify_chain", withhold=True)
    with raw:
        raw.itersize = 10_000
        raw.execute(_LINKS, [chain_id])
        for seq, body, digest, *columns in raw:
            yield Link(seq, body, digest, dict(zip(_REPEATED, columns, strict=True)))
