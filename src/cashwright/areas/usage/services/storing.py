"""Storing judged events: a COPY into a session's own table, one INSERT that leaves out what is known.

Two writers of the same event meet at the primary key: the second waits, finds it, and answers as
for any event that came before. What is corrected is locked, and marked in the same transaction.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from cashwright.areas.usage.refusals import AlreadyCorrected, CorrectsUnknown, EventDiffers
from cashwright.areas.usage.rules import UsageEvent, event_key, text_of
from cashwright.kernel.refusals import Refusal

if TYPE_CHECKING:
    from cashwright.areas.usage.services.intake import Sent
    from cashwright.areas.usage.services.judging import Reads

_COLUMNS = (
    "event_key, meter_id, content_key, subscription_id, occurred_at, value_e6, group_value,"
    " identity_key, source, source_id, properties, corrects_key, is_retraction"
)
# Kept for the session and emptied at each commit: making a table costs more than filling it.
_STAGE = """
CREATE TEMP TABLE usage_staged (
    event_key uuid, meter_id uuid, content_key bigint, subscription_id uuid,
    occurred_at timestamptz, value_e6 bigint, group_value text, identity_key bigint, source text,
    source_id text, properties jsonb, corrects_key uuid, is_retraction boolean
) ON COMMIT DELETE ROWS;
GRANT ALL ON usage_staged TO PUBLIC
"""
_INSERT = """
WITH stored AS (
    INSERT INTO usage_event (event_key, meter_id, content_key, entity_id, subscription_id,
        occurred_at, received_at, value_e6, group_value, identity_key, source, source_id,
        properties, corrects_key, superseded_at)
    SELECT s.event_key, s.meter_id, s.content_key, %(entity)s, s.subscription_id, s.occurred_at,
        %(at)s, s.value_e6, s.group_value, s.identity_key, s.source, s.source_id, s.properties,
        s.corrects_key, CASE WHEN s.is_retraction THEN %(at)s::timestamptz END
    FROM usage_staged s
    WHERE NOT EXISTS (SELECT FROM usage_event e WHERE e.event_key = s.event_key)
    ORDER BY s.event_key, s.meter_id
    ON CONFLICT DO NOTHING
    RETURNING event_key)
SELECT DISTINCT event_key::text FROM stored
"""
_KNOWN = "SELECT event_key::text, content_key FROM usage_event WHERE event_key = ANY(%s::uuid[])"
_TARGETS = """
SELECT event_key::text, superseded_at IS NOT NULL FROM usage_event
WHERE event_key = ANY(%s::uuid[]) ORDER BY event_key, meter_id FOR UPDATE
"""
_SUPERSEDE = """
UPDATE usage_event SET superseded_at = greatest(%(at)s, received_at)
WHERE event_key = ANY(%(keys)s::uuid[]) AND superseded_at IS NULL
"""


@dataclass(slots=True)
class Item:
    """One event on its way: where it stood in the batch, its keys, what meters read in it."""

    place: int
    sent: "Sent"
    key: str = ""
    content_key: int = 0
    corrects: str = ""
    subscription_id: str = ""
    reads: "Reads" = ()
    refusal: Refusal | None = None
    is_taken: bool = False

    @property
    def event(self) -> UsageEvent:
        assert self.sent.event is not None, "it was read"
        return self.sent.event


@dataclass(slots=True)
class Batch:
    """One legal entity's events, received together. `corrected` counts events that lost their place."""

    entity_id: UUID
    at: datetime
    corrected: int = field(default=0)

    def item(self, place: int, sent: "Sent", subscription_id: str, reads: "Reads") -> Item:
        """An event that may be stored, with its keys."""
        assert sent.event is not None
        corrects = sent.event.corrects
        return Item(
            place, sent, event_key(self.entity_id, sent.source, sent.event_id), sent.event.content_key(),
            event_key(self.entity_id, sent.source, corrects) if corrects else "",
            subscription_id, reads,
        )  # fmt: skip


def store(batch: Batch, items: list[Item]) -> None:
    """Store what is new; marks each item as taken, or refused, or neither: it was known already."""
    first = _first_of_each(items)
    _store_wave(batch, [item for item in first.values() if not item.corrects])
    waiting = [item for item in first.values() if item.corrects]
    while waiting:
        keys = {item.key for item in waiting}
        wave = [item for item in waiting if item.corrects not in keys] or waiting
        _store_corrections(batch, wave)
        done = {item.place for item in wave}
        waiting = [item for item in waiting if item.place not in done]
    for item in items:  # what stands twice is refused as the first of it was
        item.refusal = item.refusal or first[item.key].refusal


def _first_of_each(items: list[Item]) -> dict[str, Item]:
    """Of events with one id in a batch the first, by its key; the others are known, or differ."""
    first: dict[str, Item] = {}
    for item in items:
        same = first.setdefault(item.key, item)
        if same is not item and same.content_key != item.content_key:
            item.refusal = EventDiffers(event=item.event.event_id)
    return first


def _store_wave(batch: Batch, items: list[Item]) -> None:
    if not items:
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.cursor() as cursor:
        raw: Any = cursor.cursor
        raw.execute("SELECT to_regclass('pg_temp.usage_staged') IS NULL")
        if raw.fetchone()[0]:
            raw.execute(_STAGE)
        else:
            raw.execute("DELETE FROM usage_staged")
        with raw.copy(f"COPY usage_staged ({_COLUMNS}) FROM STDIN") as copy:
            copy.write("".join(_rows(items)).encode())
        raw.execute(_INSERT, {"entity": batch.entity_id, "at": batch.at})
        stored = {key for (key,) in raw.fetchall()}
    for item in items:
        item.is_taken = item.key in stored
    _answer_known([item for item in items if not item.is_taken])


def _rows(items: Iterable[Item]) -> Iterator[str]:
    """The rows in COPY's text form. Writing it here takes a third of the time of doing it by value."""
    for item in items:
        event = item.event
        properties = _escaped(_JSON.encode(event.properties)) if event.properties else _NULL
        tail = (
            f"{_escaped(item.sent.source)}\t{_escaped(event.event_id)}\t{properties}"
            f"\t{item.corrects or _NULL}\t{event.retracts}\n"
        )
        for meter_id, read in item.reads:
            identity = _NULL if read.identity_key is None else read.identity_key
            yield (
                f"{item.key}\t{meter_id}\t{item.content_key}\t{item.subscription_id}"
                f"\t{event.occurred_at.isoformat()}\t{read.value_e6}\t{_escaped(read.group_value)}"
                f"\t{identity}\t{tail}"
            )


_NULL = "\\N"
_JSON = json.JSONEncoder(default=text_of)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _escaped(text: str) -> str:
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)


def _answer_known(items: list[Item]) -> None:
    """Events that came before: refused where the content differs."""
    contents = _contents(items)
    for item in items:
        if contents.get(item.key) != item.content_key:
            item.refusal = EventDiffers(event=item.event.event_id)


def _contents(items: list[Item]) -> dict[str, int]:
    if not items:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [[item.key for item in items]])
        return dict(cursor.fetchall())


def _store_corrections(batch: Batch, items: list[Item]) -> None:
    known = _contents(items)
    _answer_known([item for item in items if item.key in known])
    fresh = [item for item in items if item.key not in known]
    with connection.cursor() as cursor:
        cursor.execute(_TARGETS, [[item.corrects for item in fresh]])
        targets: dict[str, bool] = {}
        for key, is_superseded in cursor.fetchall():
            targets[key] = targets.get(key, False) or is_superseded
    for item in fresh:
        if item.corrects not in targets:
            item.refusal = CorrectsUnknown(event=item.event.corrects)
        elif targets[item.corrects]:
            item.refusal = AlreadyCorrected(event=item.event.corrects)
        else:
            targets[item.corrects] = True
    _store_wave(batch, [item for item in fresh if item.refusal is None])
    replaced = [item.corrects for item in fresh if item.is_taken]
    if replaced:
        with connection.cursor() as cursor:
            cursor.execute(_SUPERSEDE, {"at": batch.at, "keys": replaced})
        batch.corrected += len(replaced)
