"""Reading for the worklist: every customer past due, what is late, how they pay, what was said.

Figures are those of today: an earlier day is told by the aging report.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl
from django.db import connection
from django.db.models import Min, Q, QuerySet

from cashwright.areas.collections.frames.worth import HISTORY, LATE, Pool
from cashwright.areas.collections.models import WorklistEntry
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, COUNT, DAY, FLAG, ID, MINOR

HISTORY_DAYS = 730
"""How far back the record of a payer reaches."""

HISTORY_MAX = 40
"""How many of their invoices count, the latest."""

_WHO = "(%(customers)s::uuid[] IS NULL OR {}customer_id = ANY(%(customers)s::uuid[]))"
_MINE = _WHO.format("i.")

_LATE = f"""
SELECT i.customer_id, i.currency, i.id AS invoice_id, (%(on)s - i.due_on)::int AS days_late,
       i.balance_minor AS overdue_minor, i.balance_functional_minor AS functional_minor, i.due_on
FROM invoicing_invoice i
WHERE i.entity_id = %(entity)s AND i.balance_minor > 0 AND i.due_on < %(on)s
  AND i.issued_on <= %(on)s AND {_MINE}
"""  # noqa: S608 - our own
READ_LATE = {**LATE, "invoice_id": ID, "functional_minor": MINOR, "due_on": DAY}

_OPEN = f"""
SELECT i.customer_id, i.currency, sum(i.balance_minor)::bigint AS open_minor
FROM invoicing_invoice i
WHERE i.entity_id = %(entity)s AND i.balance_minor > 0 AND i.issued_on <= %(on)s AND {_MINE}
GROUP BY 1, 2
"""  # noqa: S608 - our own
OPEN = {"customer_id": ID, "currency": CODE, "open_minor": MINOR}

# What was paid in full, by the day of the last payment; and what is open, by how late it is.
_SETTLED = """i.state = 'settled' AND i.last_applied_on <= %(on)s
  AND i.last_applied_on > %(on)s - %(days)s"""
_HISTORY = f"""
SELECT w.customer_id, s.days_late, false AS is_open, s.settled_on, s.reminders
FROM unnest(%(customers)s::uuid[]) AS w (customer_id)
CROSS JOIN LATERAL (
    SELECT (i.last_applied_on - i.due_on)::int AS days_late, i.last_applied_on AS settled_on,
           (SELECT count(DISTINCT r.reminded_on) FROM collections_reminder r
            WHERE r.invoice_id = i.id AND r.state = 'sent' AND r.days > 0)::int AS reminders
    FROM invoicing_invoice i WHERE i.customer_id = w.customer_id AND {_SETTLED}
    ORDER BY i.last_applied_on DESC, i.id LIMIT %(most)s
) s
UNION ALL
SELECT i.customer_id, (%(on)s - i.due_on)::int, true, NULL, 0
FROM invoicing_invoice i
WHERE i.entity_id = %(entity)s AND i.balance_minor > 0 AND i.issued_on <= %(on)s AND {_MINE}
"""  # noqa: S608 - our own
READ_HISTORY = {**HISTORY, "settled_on": DAY, "reminders": pl.Int32()}

_POOL = f"""
SELECT false AS is_open, (i.last_applied_on - i.due_on)::int AS days_late, count(*) AS count
FROM invoicing_invoice i WHERE i.entity_id = %(entity)s AND {_SETTLED} GROUP BY 1, 2
UNION ALL
SELECT true, (%(on)s - i.due_on)::int, count(*) FROM invoicing_invoice i
WHERE i.entity_id = %(entity)s AND i.balance_minor > 0 AND i.issued_on <= %(on)s GROUP BY 1, 2
"""  # noqa: S608 - our own
_READ_POOL = {"is_open": FLAG, "days_late": pl.Int32(), "count": COUNT}

_PROMISES = f"""
SELECT p.customer_id, p.currency, count(*) FILTER (WHERE p.state = 'kept')::int AS kept,
       count(*) FILTER (WHERE p.state IN ('broken', 'partly'))::int AS broken,
       max(p.judged_on) FILTER (WHERE p.state IN ('broken', 'partly')) AS broke_on,
       max(p.promised_on) AS promised_on,
       min(p.due_on) FILTER (WHERE p.state = 'open') AS promise_due_on,
       sum(p.amount_minor) FILTER (WHERE p.state = 'open')::bigint AS promise_minor
FROM collections_promise p WHERE p.entity_id = %(entity)s AND {_WHO.format("p.")} GROUP BY 1, 2
"""  # noqa: S608 - our own
PROMISES = {
    "customer_id": ID, "currency": CODE, "kept": pl.Int32(), "broken": pl.Int32(), "broke_on": DAY,
    "promised_on": DAY, "promise_due_on": DAY, "promise_minor": MINOR,
}  # fmt: skip

# The last word between us, by whom and what came of it; the last call that reached somebody.
_CONTACTS = f"""
WITH said AS (
    SELECT c.customer_id, c.called_on AS day, c.called_at AS at, 'call' AS by, c.outcome
    FROM collections_call c WHERE c.entity_id = %(entity)s AND {_WHO.format("c.")}
    UNION ALL
    SELECT m.customer_id, (m.sent_at AT TIME ZONE e.zone)::date, m.sent_at, m.channel, m.state
    FROM messaging_message m JOIN parties_legalentity e ON e.id = m.entity_id
    WHERE m.entity_id = %(entity)s AND m.sent_at IS NOT NULL AND m.purpose = 'reminders'
      AND m.sent_at > %(on)s::timestamptz - interval '180 days' AND {_WHO.format("m.")}
    UNION ALL
    SELECT b.customer_id, (b.received_at AT TIME ZONE e.zone)::date, b.received_at, 'reply', b.intent
    FROM messaging_inbound b JOIN parties_legalentity e ON e.id = b.entity_id
    WHERE b.entity_id = %(entity)s AND b.customer_id IS NOT NULL AND NOT b.is_auto
      AND {_WHO.format("b.")}
), latest AS (
    SELECT DISTINCT ON (customer_id) customer_id, day, by, outcome FROM said
    ORDER BY customer_id, at DESC
), called AS (
    SELECT customer_id, max(day) AS called_on FROM said
    WHERE by = 'call' AND outcome = ANY(%(reached)s) GROUP BY 1
)
SELECT l.customer_id, l.day AS contacted_on, l.by AS contacted_by, l.outcome AS contact_outcome,
       c.called_on
FROM latest l LEFT JOIN called c USING (customer_id)
"""  # noqa: S608 - our own
CONTACTS = {
    "customer_id": ID, "contacted_on": DAY, "contacted_by": CODE, "contact_outcome": CODE,
    "called_on": DAY,
}  # fmt: skip

_STANDING = f"""
WITH replied AS (
    SELECT t.customer_id, min(b.received_at AT TIME ZONE e.zone)::date AS replied_on
    FROM messaging_thread t JOIN messaging_inbound b ON b.thread_id = t.id AND NOT b.is_auto
    JOIN parties_legalentity e ON e.id = t.entity_id
    WHERE t.entity_id = %(entity)s AND t.state = 'waiting' AND t.customer_id IS NOT NULL
      AND (t.snoozed_until IS NULL OR t.snoozed_until <= %(on)s) AND {_WHO.format("t.")}
    GROUP BY 1
), tasked AS (
    SELECT DISTINCT t.customer_id FROM controls_task t
    WHERE t.entity_id = %(entity)s AND t.state = 'open' AND t.kind LIKE 'collections.%%'
      AND t.kind <> 'collections.mention' AND {_WHO.format("t.")}
), money AS (
    SELECT DISTINCT p.customer_id FROM payments_payment p
    WHERE p.entity_id = %(entity)s AND p.unapplied_minor > 0 AND {_WHO.format("p.")}
)
SELECT c.id AS customer_id, r.replied_on, t.customer_id IS NOT NULL AS has_task,
       m.customer_id IS NOT NULL AS has_money
FROM parties_customer c
LEFT JOIN replied r ON r.customer_id = c.id
LEFT JOIN tasked t ON t.customer_id = c.id
LEFT JOIN money m ON m.customer_id = c.id
WHERE c.entity_id = %(entity)s AND (%(customers)s::uuid[] IS NULL OR c.id = ANY(%(customers)s::uuid[]))
"""  # noqa: S608 - our own
STANDING = {"customer_id": ID, "replied_on": DAY, "has_task": FLAG, "has_money": FLAG}


def late_items(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None = None
) -> pl.DataFrame:
    """READ_LATE: what is past due on `on`, as it stands now."""
    return read_frame(_LATE, _given(entity_id, on, customer_ids), schema=READ_LATE)


def open_sums(entity_id: UUID, on: date, customer_ids: Collection[UUID] | None) -> pl.DataFrame:
    """OPEN: what is open, due or not."""
    return read_frame(_OPEN, _given(entity_id, on, customer_ids), schema=OPEN)


def payers_history(entity_id: UUID, on: date, customer_ids: Collection[UUID]) -> pl.DataFrame:
    """READ_HISTORY: how late these customers paid, and how late they are."""
    given = _given(entity_id, on, customer_ids)
    return read_frame(_HISTORY, given, schema=READ_HISTORY)


def pool_of(entity_id: UUID, on: date) -> Pool:
    """How late everybody of an entity paid, and is."""
    counts = read_frame(_POOL, _given(entity_id, on, None), schema=_READ_POOL)
    settled, still_open = (
        Counter(dict(counts.filter(pl.col("is_open") == part).select("days_late", "count").rows()))
        for part in (False, True)
    )
    return settled, still_open


def promise_records(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None
) -> pl.DataFrame:
    """PROMISES: what each customer promised, kept and broke, by currency."""
    return read_frame(_PROMISES, _given(entity_id, on, customer_ids), schema=PROMISES)


def last_contacts(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None, reached: Collection[str]
) -> pl.DataFrame:
    """CONTACTS; `reached` are the outcomes of calls that reached somebody."""
    given = {**_given(entity_id, on, customer_ids), "reached": list(reached)}
    return read_frame(_CONTACTS, given, schema=CONTACTS)


def standings(entity_id: UUID, on: date, customer_ids: Collection[UUID] | None) -> pl.DataFrame:
    """STANDING: who waits for an answer, has a task open, has money that is not applied."""
    return read_frame(_STANDING, _given(entity_id, on, customer_ids), schema=STANDING)


def _given(entity_id: UUID, on: date, customer_ids: Collection[UUID] | None) -> dict[str, object]:
    customers = None if customer_ids is None else list(customer_ids)
    return {
        "entity": entity_id, "on": on, "customers": customers, "days": HISTORY_DAYS,
        "most": HISTORY_MAX,
    }  # fmt: skip


# What the console reads: the entries that were put down.


def worklist(entity_ids: Collection[UUID]) -> QuerySet[WorklistEntry]:
    """The entries of some entities."""
    return WorklistEntry.objects.filter(entity_id__in=entity_ids)


def today(on: date) -> Q:
    """What a person has to do now: their turn, nobody put it off."""
    return Q(needs_person=True) & awake(on)


def awake(on: date) -> Q:
    """Nobody put the customer off."""
    return Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=on)


def next_turn(rows: QuerySet[WorklistEntry], on: date) -> date | None:
    """The next day on which one of these becomes a person's turn, as far as it is known."""
    later = rows.filter(is_placed=False).aggregate(
        step=Min("next_on", filter=Q(next_on__gt=on) & ~Q(next_act__in=_BY_MACHINE)),
        promise=Min("promise_due_on", filter=Q(promise_due_on__gt=on)),
        awake=Min("snoozed_until", filter=Q(snoozed_until__gt=on, needs_person=True)),
    )
    return min((day for day in later.values() if day), default=None)


def due_on_day(rows: QuerySet[WorklistEntry], day: date) -> QuerySet[WorklistEntry]:
    """Which of these become a person's turn on a later day, as far as it is known."""
    step = Q(next_on=day) & ~Q(next_act__in=_BY_MACHINE) & ~Q(next_act="")
    return rows.filter(
        step | Q(promise_due_on=day) | Q(snoozed_until=day, needs_person=True), is_placed=False
    )


_BY_MACHINE = ("email", "sms", "letter", "portal")


@dataclass(frozen=True, slots=True)
class Behind:
    """How an entity's worklist stands to its journal of facts.

    as_of    the day it is of; None before it was ever reckoned
    changed  whom the facts since are about; None where they are too many to look through
    """

    entity_id: UUID
    as_of: date | None
    is_current: bool
    changed: frozenset[UUID] | None


def behind(entity_ids: Collection[UUID], customers_max: int) -> list[Behind]:
    """How the worklists stand; at most `customers_max` customers are told of each, else None."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SINCE,
            {"facts": FACTS_MAX, "most": customers_max + 1, "entities": list(entity_ids)},
        )
        rows = cursor.fetchall()
    return [
        Behind(
            entity_id, as_of, seq == latest,
            None if changed is None or len(changed) > customers_max else frozenset(changed),
        )
        for entity_id, as_of, seq, latest, changed in rows
    ]  # fmt: skip


FACTS_MAX = 5_000
"""So many facts are looked through for whom they are about; after more, all of it is reckoned."""

_SINCE = """
SELECT e.id, h.as_of, coalesce(h.seq, 0), coalesce(c.seq, 0),
       CASE WHEN coalesce(c.seq, 0) - coalesce(h.seq, 0) <= %(facts)s THEN (
           SELECT coalesce(array_agg(customer_id), '{}') FROM (
               SELECT DISTINCT f.customer_id FROM controls_fact f
               WHERE f.chain_id = e.id AND f.seq > h.seq AND f.customer_id IS NOT NULL
               LIMIT %(most)s
           ) t) END
FROM parties_legalentity e
LEFT JOIN collections_worklisthead h ON h.entity_id = e.id
LEFT JOIN controls_chain c ON c.id = e.id
WHERE e.id = ANY(%(entities)s::uuid[])
"""
