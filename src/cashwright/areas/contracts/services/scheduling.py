"""Doing, about schedules: periods are written ahead, kept once they have started, extended by the run."""

from datetime import date, datetime
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.contracts import frames
from cashwright.areas.contracts.models import BillPeriod, Subscription
from cashwright.areas.contracts.rules import SCHEDULE_AHEAD, PlannedPeriod, schedule
from cashwright.areas.controls.services import command
from cashwright.columns.copy import read_frame, write_frame
from cashwright.kernel.periods import add_months


def write_schedule(subscription: Subscription, *, from_on: date, on: date) -> list[PlannedPeriod]:
    """Write the periods from `from_on` (the end of the last one kept) for SCHEDULE_AHEAD months."""
    periods = schedule(
        from_on, subscription.ends_on, subscription.anchor_on,
        until=horizon(max(subscription.starts_on, on)),
        interval_months=subscription.interval_months, interval_days=subscription.interval_days,
    )  # fmt: skip
    BillPeriod.objects.bulk_create(
        BillPeriod(
            subscription_id=subscription.pk, entity_id=subscription.entity_id,
            start_on=p.start_on, end_on=p.end_on, full_days=p.full_days,
        )
        for p in periods
    )  # fmt: skip
    return periods


def rewrite_schedule(subscription: Subscription, *, after: date, on: date) -> None:
    """Write the schedule anew from the first period that starts on or after `after` and after `on`.

    Periods that have started are kept as they are, today's too, since it may be billed; the new ones
    begin where the last of them ends.
    """
    with connection.cursor() as cursor:  # the guard of the table goes by the day the books are at
        cursor.execute("SELECT set_config('cashwright.books_day', %s, true)", [on.isoformat()])
    rows = BillPeriod.objects.filter(subscription_id=subscription.pk)
    rows.filter(start_on__gte=after, start_on__gt=on).delete()
    last = rows.order_by("-start_on").values_list("end_on", flat=True).first()
    write_schedule(subscription, from_on=last or subscription.starts_on, on=on)


def horizon(on: date, months: int = SCHEDULE_AHEAD) -> date:
    """The day up to which schedules are written on `on`."""
    return add_months(on, months)


# Almost all have a period far enough ahead, which the key of the table alone tells.
_SHORT = """
WITH short AS MATERIALIZED (
    SELECT s.id, s.entity_id, s.contract_id, s.anchor_on, s.interval_months, s.interval_days, s.ends_on
    FROM contracts_subscription s
    WHERE s.entity_id = %(entity)s {changed}AND NOT EXISTS (
        SELECT FROM contracts_billperiod p
        WHERE p.subscription_id = s.id AND p.start_on >= %(until)s::date - make_interval(
            months => COALESCE(s.interval_months, 0)::int, days => COALESCE(s.interval_days, 0)::int))
)
SELECT s.id AS subscription_id, s.entity_id, s.anchor_on, s.interval_months, s.interval_days, s.ends_on,
       last.end_on AS from_on
FROM short s
JOIN contracts_contract c ON c.id = s.contract_id AND c.state = 'active'
CROSS JOIN LATERAL (
    SELECT p.end_on FROM contracts_billperiod p
    WHERE p.subscription_id = s.id ORDER BY p.start_on DESC LIMIT 1
) last
WHERE last.end_on < %(until)s AND (s.ends_on IS NULL OR s.ends_on > last.end_on)
"""


@command
def extend_schedules(
    *,
    entity_id: UUID,
    on: date,
    ahead_months: int = SCHEDULE_AHEAD // 2,
    changed_since: datetime | None = None,
) -> int:
    """Write on the schedules of one legal entity that end within `ahead_months`; returns rows written.

    changed_since  only of subscriptions that changed since: enough where all were looked at a short
                   time ago, since `ahead_months` are left. They are few and found by an index
    They are written SCHEDULE_AHEAD months ahead; a second call on the same day writes nothing.
    It tells no facts: a schedule follows from the subscription, whose facts are told.
    """
    given = {"entity": entity_id, "until": horizon(on, ahead_months), "since": changed_since}
    changed = "" if changed_since is None else "AND s.changed_at >= %(since)s "
    short = read_frame(_SHORT.format(changed=changed), given, schema=frames.TO_SCHEDULE)
    if short.is_empty():
        return 0
    made = frames.schedule(short.lazy(), horizon(on)).collect()
    return write_frame(made.select(pl.exclude("days")), BillPeriod)
