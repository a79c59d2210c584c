"""The journal of facts: what is announced becomes a hash-chained row, at the end of its transaction.

Words: a *unit* is the outermost command in progress; it gathers the facts announced under it.
A *chain* is the journal of one legal entity, numbered 1…n without gap; its *head* is a row that the
writer locks last of all, so that no other lock is ever waited for while it is held.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.events import Event, body

_COPY_FROM = 40  # below this many rows one INSERT is quicker than a COPY


@dataclass(slots=True)
class Pending:
    """A fact waiting for its number; `data` is the event's own JSON when it came from a frame."""

    name: str
    version: int
    document_id: UUID
    customer_id: UUID | None
    by: Actor
    why: str
    event: Event | None = None
    data: str = ""


@dataclass(slots=True)
class Unit:
    """The facts announced so far, by chain."""

    facts: list[tuple[UUID, Pending]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a change: the run that makes it and the request that asked for it."""

    run_id: UUID | None = None
    request_id: str = ""


unit: ContextVar[Unit | None] = ContextVar("unit", default=None)
context: ContextVar[Context] = ContextVar("context", default=Context())  # noqa: B039 - frozen


def current() -> Unit:
    """The unit in progress. Announcing outside a command is a bug."""
    found = unit.get()
    assert found is not None, "facts are announced inside a @command"
    return found


def flush(pending: Unit) -> None:
    """Number, chain and write every fact of `pending`; chains are locked in id order."""
    for chain_id in sorted({chain for chain, _ in pending.facts}):
        _append(chain_id, [fact for chain, fact in pending.facts if chain == chain_id])
    pending.facts.clear()


def _lock_head(chain_id: UUID) -> tuple[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO controls_chain (id, seq, hash) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING",
            [chain_id, bytes(32)],
        )
        cursor.execute("SELECT seq, hash FROM controls_chain WHERE id = %s FOR UPDATE", [chain_id])
        seq, head = cursor.fetchone()
    return seq, bytes(head)


def _move_head(chain_id: UUID, seq: int, head: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE controls_chain SET seq = %s, hash = %s WHERE id = %s", [seq, head, chain_id]
        )


def _append(chain_id: UUID, facts: Sequence[Pending]) -> None:
    seq, head = _lock_head(chain_id)
    at, around = now(), context.get()
    rows: list[tuple[Any, ...]] = []
    for fact in facts:
        seq += 1
        told = _body(chain_id, seq, at, around, fact)
        head = hashlib.sha256(head + told).digest()
        rows.append(
            (
                chain_id, seq, fact.name, at, str(fact.by.touch), fact.by.name, fact.document_id,
                fact.customer_id, around.run_id, told, head,
            )
        )  # fmt: skip
    _write(rows)
    _move_head(chain_id, seq, head)


def _body(chain_id: UUID, seq: int, at: datetime, around: Context, fact: Pending) -> bytes:
    head = {
        "chain": str(chain_id),
        "seq": seq,
        "at": at.isoformat(),
        "name": fact.name,
        "version": fact.version,
        "touch": str(fact.by.touch),
        "actor": fact.by.name,
        "document": str(fact.document_id),
        "customer": str(fact.customer_id) if fact.customer_id else None,
        "run": str(around.run_id) if around.run_id else None,
        "request": around.request_id,
        "why": fact.why,
    }
    if fact.event is not None:
        return body(head, fact.event)
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    return f'{text[:-1]},"data":{fact.data}}}'.encode()


_COLUMNS = "chain_id, seq, name, at, touch, actor, document_id, customer_id, run_id, body, hash"  # the order of rows


_TYPES = (
    "uuid", "int8", "varchar", "timestamptz", "varchar", "varchar", "uuid", "uuid", "uuid", "bytea", "bytea",
)  # fmt: skip


def _write(rows: Iterable[tuple[Any, ...]]) -> None:
    rows = list(rows)
    with connection.cursor() as cursor:
        if len(rows) < _COPY_FROM:
            cursor.executemany(
                f"INSERT INTO controls_fact ({_COLUMNS}) VALUES ({', '.join(['%s'] * 11)})",  # noqa: S608
                rows,
            )
            return
        with cursor.copy(f"COPY controls_fact ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(_TYPES)
            for row in rows:
                copy.write_row(row)
