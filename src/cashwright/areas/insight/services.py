"""Doing for insight: noting the KPIs of a day, and keeping movements few and right."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.controls.services import announce, command
from cashwright.areas.insight.events import KpisNoted
from cashwright.areas.insight.models import KpiSnapshot
from cashwright.areas.insight.queries import kpis
from cashwright.areas.insight.queries.movements import FROM_DOCUMENTS
from cashwright.areas.insight.rules import rounded
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now

_VALUE_PLACES = 6


@command
def snapshot(*, entity_id: UUID, as_of: date, by: Actor) -> int:
    """Note every KPI of an entity as of a day. Returns how many are new or have changed.

    repeat   the same facts change nothing and tell nothing; where documents were added for a day
             gone by, noting that day again replaces what was noted
    """
    # Read.
    known = {
        (row.currency, row.kpi): (row.value, row.workings)
        for row in KpiSnapshot.objects.filter(entity_id=entity_id, as_of=as_of)
    }
    sets = kpis(entity_id, as_of)

    # Decide.
    taken_at = now()
    changed = [
        row
        for found in sets
        for figure in found.figures
        for row in [
            KpiSnapshot(
                entity_id=entity_id,
                currency=found.currency,
                kpi=figure.definition.key,
                as_of=as_of,
                value=None if figure.value is None else rounded(figure.value, _VALUE_PLACES),
                workings=figure.workings,
                flags=[str(flag) for flag in figure.flags],
                taken_at=taken_at,
            )
        ]
        if known.get((row.currency, row.kpi)) != (row.value, row.workings)
    ]
    if not changed:
        return 0

    # Write.
    KpiSnapshot.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["entity", "currency", "kpi", "as_of"],
        update_fields=["value", "workings", "flags", "taken_at"],
    )

    # Tell.
    announce(KpisNoted(entity_id=entity_id, as_of=as_of, figures=len(changed)), by=by)
    return len(changed)


@command
def roll_up(*, entity_id: UUID) -> int:
    """Merge the movements of equal dates into one row each. Returns how many rows went.

    Changes no figure, so nothing is announced. Readers see either the rows or their sum.
    """
    sql = """
        WITH many AS (
            SELECT entity_id, currency, kind, moved_on, issued_on, due_on,
                   sum(amount_minor) AS amount_minor, array_agg(id) AS ids
            FROM insight_movement WHERE entity_id = %(entity)s
            GROUP BY entity_id, currency, kind, moved_on, issued_on, due_on
            HAVING count(*) > 1
        ), gone AS (
            DELETE FROM insight_movement m USING (SELECT unnest(ids) AS id FROM many) AS old
            WHERE m.id = old.id RETURNING m.id
        ), merged AS (
            INSERT INTO insight_movement
                (entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor)
            SELECT entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor
            FROM many WHERE amount_minor <> 0 RETURNING id
        )
        SELECT (SELECT count(*) FROM gone) - (SELECT count(*) FROM merged)
    """
    _lock(entity_id)
    return int(_one(sql, {"entity": entity_id}))


@command
def rebuild_movements(*, entity_id: UUID) -> int:
    """Make the movements of an entity anew from its documents, after a load that bypassed them.

    Returns how many rows there are. Nobody may write documents of the entity meanwhile.
    """
    _lock(entity_id)
    sql = f"""
        WITH gone AS (DELETE FROM insight_movement WHERE entity_id = %(entity)s),
        made AS (
            INSERT INTO insight_movement
                (entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor)
            SELECT entity_id, currency, kind, moved_on, issued_on, due_on, sum(amount_minor)
            FROM ({FROM_DOCUMENTS}) AS documents WHERE entity_id = %(entity)s
            GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(amount_minor) <> 0 RETURNING id
        )
        SELECT count(*) FROM made
    """  # noqa: S608 - a constant of ours
    return int(_one(sql, {"entity": entity_id}))


def _lock(entity_id: UUID) -> None:
    """One merger at a time; whoever appends is not kept waiting."""
    _one(
        "SELECT pg_advisory_xact_lock(hashtextextended(%(key)s, 0))",
        {"key": f"movements {entity_id}"},
    )


def _one(sql: str, params: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]
