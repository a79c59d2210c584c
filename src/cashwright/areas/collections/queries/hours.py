"""Reading what was learned of hours: who answered which reminder, and at which hour it went out."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.controls.queries import policy_value
from cashwright.areas.messaging.policies.hours import SEND_TIME, SendTime, send_time_of
from cashwright.areas.parties.models import Contact

_DAYS = 365

_RESULTS = """
SELECT m.contact_id, (m.choice->>'slot')::int AS slot, count(*),
    count(*) FILTER (WHERE EXISTS (
        SELECT 1 FROM cash_application a WHERE a.invoice_id = ANY(m.document_ids)
          AND a.source_kind = 'payment' AND a.amount_minor > 0
          AND a.applied_on > m.sent_on AND a.applied_on <= m.sent_on + %(days)s)
      OR EXISTS (
        SELECT 1 FROM messaging_inbound b JOIN messaging_thread t ON t.id = b.thread_id
        WHERE t.customer_id = m.customer_id AND NOT b.is_auto AND b.received_at > m.sent_at
          AND b.received_at <= m.sent_at + make_interval(days => %(days)s))
      OR EXISTS (
        SELECT 1 FROM collections_promise p WHERE p.customer_id = m.customer_id
          AND p.promised_on > m.sent_on AND p.promised_on <= m.sent_on + %(days)s))
FROM (SELECT m.*, (m.sent_at AT TIME ZONE e.zone)::date AS sent_on
      FROM messaging_message m JOIN parties_legalentity e ON e.id = m.entity_id
      WHERE m.entity_id = %(entity)s AND m.purpose = 'reminders' AND m.contact_id IS NOT NULL
        AND m.sent_at >= %(since)s::timestamptz AND m.sent_at < %(until)s::timestamptz
        AND (m.choice->>'hour_holdout' = 'true'
             OR extract(hour FROM m.sent_at AT TIME ZONE (m.choice->>'zone')) = (m.choice->>'slot')::int)
     ) m
GROUP BY m.contact_id, 2
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """(answered, written to): by hour of everybody and of each person; and of those held out."""

    shared: dict[int, tuple[int, int]] = field(default_factory=dict)
    own: dict[UUID, dict[int, tuple[int, int]]] = field(default_factory=dict)
    held_out: tuple[int, int] = (0, 0)

    @property
    def chosen(self) -> tuple[int, int]:
        """Of everybody whose hour was chosen."""
        told = self.shared.values()
        return sum(hits for hits, _ in told), sum(of for _, of in told)


def send_time(entity_id: UUID, on: date) -> SendTime:
    """How an entity learns hours on a day; off unless somebody switched it on."""
    return send_time_of(policy_value(SEND_TIME, on=on, entity_id=entity_id))


def heard(entity_id: UUID, on: date, policy: SendTime) -> Heard:
    """What followed the reminders of a year whose hour was chosen or held out, by a day.

    Only what went out at its hour counts: what had to wait tells nothing of it.
    """
    until = on - timedelta(days=policy.response_days)
    params: dict[str, Any] = {
        "entity": entity_id, "days": policy.response_days, "until": until,
        "since": until - timedelta(days=_DAYS),
    }  # fmt: skip
    found, held = Heard(), (0, 0)
    with connection.cursor() as cursor:
        cursor.execute(_RESULTS, params)
        for contact_id, slot, of, hits in cursor.fetchall():
            if slot is None:
                held = (held[0] + hits, held[1] + of)
                continue
            before = found.shared.get(slot, (0, 0))
            found.shared[slot] = (before[0] + hits, before[1] + of)
            found.own.setdefault(contact_id, {})[slot] = (hits, of)
    return Heard(found.shared, found.own, held)


def zones_of_contacts(contact_ids: Collection[UUID]) -> dict[UUID, str]:
    """The zone of each person that has one."""
    rows = Contact.objects.filter(pk__in=contact_ids).exclude(zone="")
    return dict(rows.values_list("pk", "zone"))
