"""The record of an import: opened before the work, closed with it or after it failed.

While an import runs its connection holds an advisory lock, so that one whose process died
can be told from one that works: nobody holds the lock of a dead one.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.controls.services import announce, command
from cashwright.areas.exchange.events import ImportEnded, ImportStarted
from cashwright.areas.exchange.models import ImportBatch, ImportProgress
from cashwright.areas.exchange.ports import Table
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.states import IMPORT, ImportState
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import new_id


@command
def start_import(
    *,
    table: Table,
    kind: Kind,
    columns: Mapping[str, str],
    options: Mapping[str, Any],
    entity_id: UUID | None,
    by: Actor,
    import_id: UUID | None = None,
) -> ImportBatch:
    """Open the record, and hold its lock until `finish_import`, `refuse_import` or the end of the session."""
    batch = ImportBatch.objects.create(
        id=import_id or new_id(), kind=kind, entity_id=entity_id, file_name=table.file_name[-255:],
        sha256=table.sha256, columns=dict(columns), options=dict(options),
        notes=list(table.notes), rows=table.rows, started_by=by.name, started_at=now(),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [_lock(batch.pk)])
    event = ImportStarted(
        import_id=batch.pk, kind=str(kind), file_name=batch.file_name, sha256=table.sha256,
        entity_id=entity_id or HOUSE,
    )  # fmt: skip
    announce(event, by=by)
    return batch


@command
def finish_import(batch: ImportBatch, *, by: Actor) -> None:
    """Close the record with its counts, in the transaction that wrote the documents."""
    _end(batch, "finish", by)


@command
def refuse_import(batch: ImportBatch, *, by: Actor) -> None:
    """Close the record of a file of which nothing was taken, with the report that says why."""
    _end(batch, "refuse", by)


@command
def interrupt_dead_imports(*, by: Actor) -> int:
    """Close the records of imports whose process is gone; returns how many. Nothing was taken of them."""
    dead = 0
    running = ImportBatch.objects.select_for_update(skip_locked=True).filter(
        state=ImportState.RUNNING
    )
    for batch in running:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [_lock(batch.pk)]
            )
            is_dead = bool(cursor.fetchone()[0])
        if is_dead:
            _end(batch, "interrupt", by)
            dead += 1
    return dead


def release(batch_id: UUID) -> None:
    """Let go of the lock `start_import` took."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [_lock(batch_id)])


def _end(batch: ImportBatch, move: str, by: Actor) -> None:
    batch.state = IMPORT.after(ImportState(batch.state), move)
    batch.ended_at = now()
    batch.save()
    ImportProgress.objects.filter(pk=batch.pk).delete()
    event = ImportEnded(
        import_id=batch.pk, state=str(batch.state), posted=batch.posted, known=batch.known,
        refused=batch.refused, entity_id=batch.entity_id or HOUSE,
    )  # fmt: skip
    announce(event, by=by)


def _lock(batch_id: UUID) -> str:
    return f"import {batch_id}"
