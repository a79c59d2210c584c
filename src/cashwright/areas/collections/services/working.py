"""Keeping the worklist: reckoned whole for a day, then following the journal of facts customer by customer.

Entries follow from the books and are no documents: nothing is announced, which would be a fact to
follow again (decision 22).
"""

from collections import Counter
from collections.abc import Collection
from datetime import date
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.collections.frames.worth import Pool
from cashwright.areas.collections.models import WorklistEntry, WorklistHead
from cashwright.areas.collections.queries.worklist import behind, pool_of
from cashwright.areas.collections.queries.worklist_entries import entry_rows
from cashwright.areas.controls.models import Chain
from cashwright.areas.controls.services import command
from cashwright.areas.invoicing.models import Invoice
from cashwright.columns.copy import write_frame
from cashwright.kernel.clock import now

FOLLOWED_MAX = 100
"""As many customers are brought up to date while somebody waits for the page."""

RECKONED_MAX = 5_000
"""Of so many overdue invoices the whole worklist is reckoned while somebody waits for the page."""

_DTYPES = {
    "customer_id": pl.String(), "entity_id": pl.String(), "id": pl.String(), "currency": pl.String(),
    "open_minor": pl.Int64(), "overdue_minor": pl.Int64(), "overdue_functional_minor": pl.Int64(),
    "late_count": pl.Int32(), "oldest_due_on": pl.Date(), "unpaid_ppm": pl.Int32(),
    "expected_minor": pl.Int64(), "expected_functional_minor": pl.Int64(), "reasons": pl.String(),
    "next_kind": pl.String(), "next_act": pl.String(), "next_days": pl.Int32(), "next_on": pl.Date(),
    "next_code": pl.String(), "ladder": pl.String(), "promise_due_on": pl.Date(),
    "promise_minor": pl.Int64(), "broken_on": pl.Date(), "kept_count": pl.Int32(),
    "broken_count": pl.Int32(), "disputed_minor": pl.Int64(), "replied_on": pl.Date(),
    "contacted_on": pl.Date(), "contacted_by": pl.String(), "contact_outcome": pl.String(),
    "level": pl.String(), "risk": pl.String(), "snoozed_until": pl.Date(), "is_held": pl.Boolean(),
    "is_placed": pl.Boolean(), "needs_person": pl.Boolean(), "is_high": pl.Boolean(),
}  # fmt: skip

# Of the customers who make up the first half of all that is expected, in the entity's currency.
_HIGH = """
WITH ranked AS (
    SELECT id, is_high, sum(expected_functional_minor) OVER w - expected_functional_minor AS before,
           sum(expected_functional_minor) OVER () AS whole
    FROM collections_worklistentry WHERE entity_id = %s
    WINDOW w AS (ORDER BY expected_functional_minor DESC, id)
)
UPDATE collections_worklistentry e SET is_high = NOT e.is_high
FROM ranked r WHERE r.id = e.id AND r.is_high <> (2 * r.before < r.whole)
"""


@command
def refresh_worklist(
    *, entity_id: UUID, on: date, customer_ids: Collection[UUID] | None = None
) -> int:
    """Reckon the entries of an entity anew for a day, or only those of some customers.

    on        today: entries tell balances as they stand
    returns   how many entries there are of those asked for
    locks     the entity's worklist
    """
    _hold(entity_id)
    seq = Chain.objects.filter(pk=entity_id).values_list("seq", flat=True).first() or 0
    head = WorklistHead.objects.filter(entity_id=entity_id).first()
    is_whole = customer_ids is None or head is None or head.as_of != on
    concerned = None if is_whole else customer_ids
    if is_whole or head is None:
        head = WorklistHead(entity_id=entity_id, pool=_stored(pool_of(entity_id, on)))
    rows = entry_rows(entity_id, on, concerned, _pool(head))
    former = WorklistEntry.objects.filter(entity_id=entity_id)
    if concerned is not None:
        former = former.filter(customer_id__in=concerned)
    former.delete()
    if rows:
        texts = [
            {**row, **{k: str(row[k]) for k in ("id", "entity_id", "customer_id")}} for row in rows
        ]
        write_frame(pl.DataFrame(texts, schema=_DTYPES), WorklistEntry)
    with connection.cursor() as cursor:
        cursor.execute(_HIGH, [entity_id])
    head.as_of, head.seq, head.refreshed_at = on, seq, now()
    head.save()
    return len(rows)


def follow_worklist(entity_ids: Collection[UUID], on: date) -> None:
    """Bring the worklists up to what happened since, as far as nobody has to wait long for it.

    A new day, or more customers than FOLLOWED_MAX, means reckoning it whole: done here for up to
    RECKONED_MAX overdue invoices, else left to whoever asks for it; the head tells as of when it is.
    """
    for one in behind(entity_ids, FOLLOWED_MAX):
        if one.as_of == on and one.is_current:
            continue
        if one.as_of == on and one.changed is not None:
            refresh_worklist(entity_id=one.entity_id, on=on, customer_ids=one.changed)
        elif _overdue_count(one.entity_id, on) <= RECKONED_MAX:
            refresh_worklist(entity_id=one.entity_id, on=on)


def _overdue_count(entity_id: UUID, on: date) -> int:
    late = Invoice.objects.filter(entity_id=entity_id, balance_minor__gt=0, due_on__lt=on)
    return len(late.values_list("pk", flat=True)[: RECKONED_MAX + 1])


def _hold(entity_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"worklist {entity_id}"]
        )


def _stored(pool: Pool) -> list[list[list[int]]]:
    return [[list(pair) for pair in sorted(part.items())] for part in pool]


def _pool(head: WorklistHead) -> Pool:
    settled, still_open = (Counter(dict(map(tuple, part))) for part in head.pool)
    return settled, still_open
