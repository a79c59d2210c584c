"""Reading what of customers changes by itself on coming days: holds and replies that end, words about risk,
messages that leave the week, policies that come into force."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.collections.policies import DUNNING, LADDER
from cashwright.areas.collections.queries.ladders import dunning_in_force
from cashwright.areas.controls.models import PolicyVersion
from cashwright.areas.messaging.policies import CONTACT
from cashwright.kernel.events import HOUSE

_TURNS = """
SELECT customer_id, turns_on FROM (
    SELECT h.customer_id, unnest(ARRAY[h.from_on, h.until_on + 1]) AS turns_on
    FROM parties_hold h JOIN parties_customer c ON c.id = h.customer_id
    WHERE c.entity_id = %(entity)s AND h.kind = 'dunning' AND h.released_on IS NULL
      AND coalesce(h.until_on, %(until)s) >= %(on)s
    UNION ALL
    SELECT t.customer_id, (t.last_at AT TIME ZONE 'UTC')::date + %(reply_days)s + 1
    FROM messaging_thread t
    WHERE t.entity_id = %(entity)s AND t.state = 'waiting' AND t.customer_id IS NOT NULL
      AND t.last_at >= %(on)s::timestamptz - make_interval(days => %(reply_days)s + 1)
    UNION ALL
    SELECT r.customer_id, r.until_on + 1 FROM credit_riskrating r
    WHERE r.entity_id = %(entity)s AND r.until_on >= %(on)s
    UNION ALL
    SELECT m.customer_id, (coalesce(m.sent_at, m.tried_at, m.queued_at) AT TIME ZONE e.zone)::date + 7
    FROM messaging_message m JOIN parties_legalentity e ON e.id = m.entity_id
    WHERE m.entity_id = %(entity)s AND m.purpose = 'reminders'
      AND coalesce(m.sent_at, m.tried_at, m.queued_at) > %(on)s::timestamptz - interval '9 days'
    UNION ALL
    SELECT m.customer_id, %(on)s::date + 7 FROM messaging_message m
    WHERE m.entity_id = %(entity)s AND m.purpose = 'reminders' AND m.tried_at IS NULL
      AND m.state IN ('queued', 'held')
    UNION ALL
    SELECT r.customer_id, r.reminded_on + 7 FROM collections_reminder r
    WHERE r.entity_id = %(entity)s AND r.state = 'shadowed' AND r.reminded_on > %(on)s::date - 7
) AS turns
WHERE turns_on > %(on)s AND turns_on <= %(until)s
GROUP BY customer_id, turns_on
"""


def turning(entity_id: UUID, on: date, days: int) -> dict[date, set[UUID] | None]:
    """The days after `on` on which something of customers ends or begins by itself; None: of all."""
    until = on + timedelta(days=days)
    asked: dict[str, Any] = {"entity": entity_id, "on": on, "until": until}
    asked["reply_days"] = dunning_in_force(entity_id, on).reply_days
    found: dict[date, set[UUID] | None] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, asked)
        for customer_id, turns_on in cursor.fetchall():
            whose = found[turns_on]
            assert whose is not None, "policies come after"
            whose.add(customer_id)
    policies = PolicyVersion.objects.filter(
        entity_id__in={entity_id, HOUSE}, valid_from__gt=on, valid_from__lte=until
    )
    for name, valid_from in policies.values_list("name", "valid_from"):
        if name in (DUNNING, CONTACT) or name.startswith(f"{LADDER}."):
            found[valid_from] = None
    return dict(found)
