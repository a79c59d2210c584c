"""The journal of facts: what is announced becomes a hash-chained row, at the end of its transaction.

Words: a *unit* is the outermost command in progress; it gathers the facts announced under it.
A *chain* is the journal of one legal entity, numbered 1…n without gap; its *head* is a row that the
writer locks last of all, so that no other lock is ever waited for while it is held.
"""

import hashlib
import json
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.controls.models import Fact
from cashwright.columns.copy import write_frame
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.events import Event, body


@dataclass(slots=True)
class Pending:
    """A fact waiting for its number."""

    event: Event
    document_id: UUID
    customer_id: UUID | None
    by: Actor
    why: str


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
    select = "SELECT seq, hash FROM controls_chain WHERE id = %s FOR UPDATE"
    with connection.cursor() as cursor:
        found = cursor.execute(select, [chain_id]).fetchone()
        if found is None:  # the chain's first fact; two first facts at once meet here
            cursor.execute(
                "INSERT INTO controls_chain (id, seq, hash) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING",
                [chain_id, bytes(32)],
            )
            found = cursor.execute(select, [chain_id]).fetchone()
    seq, head = found
    return seq, bytes(head)


def _move_head(chain_id: UUID, seq: int, head: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE controls_chain SET seq = %s, hash = %s WHERE id = %s", [seq, head, chain_id]
        )


def _append(chain_id: UUID, facts: Sequence[Pending]) -> None:
    seq, digest = _lock_head(chain_id)
    at, around = now(), context.get()
    rows: list[tuple[Any, ...]] = []
    for fact in facts:
        seq += 1
        told = body(_head(chain_id, seq, at, around, fact), fact.event)
        digest = hashlib.sha256(digest + told).digest()
        rows.append(
            (
                chain_id, seq, fact.event.name, at, str(fact.by.touch), fact.by.name,
                fact.document_id, fact.customer_id, around.run_id, told, digest,
            )
        )  # fmt: skip
    _write(rows)
    _move_head(chain_id, seq, digest)


def _head(chain_id: UUID, seq: int, at: datetime, around: Context, fact: Pending) -> dict[str, Any]:
    """Who, when, why: the part of the body that every fact has, in this order."""
    return {
        "chain": str(chain_id),
        "seq": seq,
        "at": at.isoformat(),
        "name": fact.event.name,
        "version": fact.event.version,
        "touch": str(fact.by.touch),
        "actor": fact.by.name,
        "document": str(fact.document_id),
        "customer": str(fact.customer_id) if fact.customer_id else None,
        "run": str(around.run_id) if around.run_id else None,
        "request": around.request_id,
        "why": fact.why,
    }


def append_frame(chain_id: UUID, kind: type[Event], facts: pl.DataFrame, by: Actor) -> None:
    """Chain and write one fact a row, at once; the bodies are those `_append` would write.

    facts  document_id, customer_id? Utf8 | why Utf8 | data Utf8: the event's fields as JSON
    """
    seq, digest = _lock_head(chain_id)
    at, around = now(), context.get()
    numbered = facts.with_columns(seq=pl.int_range(seq + 1, seq + 1 + facts.height))
    bodies = numbered.select(body=_body_expression(chain_id, kind, at, around, by).cast(pl.Binary))[
        "body"
    ]
    digests = []
    for exact in bodies.to_list():
        digest = hashlib.sha256(digest + exact).digest()
        digests.append(digest)
    run_id = str(around.run_id) if around.run_id else None
    write_frame(
        numbered.select(
            "seq", "document_id", "customer_id", chain_id=pl.lit(str(chain_id)),
            name=pl.lit(kind.name), at=pl.lit(at), touch=pl.lit(str(by.touch)),
            actor=pl.lit(by.name), run_id=pl.lit(run_id, pl.String),
            body=bodies, hash=pl.Series(digests, dtype=pl.Binary),
        ),
        Fact,
    )  # fmt: skip
    _move_head(chain_id, seq + facts.height, digest)


def _body_expression(
    chain_id: UUID, kind: type[Event], at: datetime, around: Context, by: Actor
) -> pl.Expr:
    """`_head` and the event's data as JSON text, for all rows at once."""

    def text(value: object) -> pl.Expr:
        return pl.lit(json.dumps(value, ensure_ascii=False))

    run = str(around.run_id) if around.run_id else None
    customer = pl.when(pl.col("customer_id").is_null()).then(pl.lit("null"))
    return pl.concat_str(
        pl.lit('{"chain":'), text(str(chain_id)), pl.lit(',"seq":'), pl.col("seq").cast(pl.String),
        pl.lit(',"at":'), text(at.isoformat()), pl.lit(',"name":'), text(kind.name),
        pl.lit(',"version":'), text(kind.version), pl.lit(',"touch":'), text(str(by.touch)),
        pl.lit(',"actor":'), text(by.name), pl.lit(',"document":"'), pl.col("document_id"),
        pl.lit('","customer":'), customer.otherwise(pl.format('"{}"', pl.col("customer_id"))),
        pl.lit(',"run":'), text(run), pl.lit(',"request":'), text(around.request_id), pl.lit(","),
        pl.struct("why").struct.json_encode().str.strip_prefix("{").str.strip_suffix("}"),
        pl.lit(',"data":'), pl.col("data"), pl.lit("}"),
    )  # fmt: skip


_COLUMNS = "chain_id, seq, name, at, touch, actor, document_id, customer_id, run_id, body, hash"


def _write(rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO controls_fact ({_COLUMNS}) VALUES ({', '.join(['%s'] * 11)})",  # noqa: S608
            rows,
        )
