"""What the demo's customers make of what they are sent: their reactions, from the messages in the books.

A message that was sent stays as it is, so the reactions of a past third of a month are kept in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.states import MessageState
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.policies import Purpose
from cashwright.connectors.simulator import LOOK_BACK_DAYS, Company, span_start, spans
from cashwright.connectors.simulator.people import Change, Owed, Reaction, Reply, Told, reaction
from cashwright.connectors.simulator.people.of_company import characters_of

_KNOWN_FROM_MONTH, _INVOICES_FROM_MONTH = 8, 11
_REACHED = (MessageState.SENT, MessageState.DELIVERED)
_TONES = {
    "before_due": "friendly", "first": "friendly", "second": "plain", "third": "firm",
    "promise_broken": "firm", "final": "final",
}  # fmt: skip
_FIELDS = (
    "pk", "customer__account_no", "to_address", "channel", "template", "sent_at", "figures",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of ours to an address, and what came of it."""

    message_id: UUID
    account_no: str
    address: str
    reaction: Reaction

    @property
    def reply(self) -> Reply:
        """What was written back; there must be something."""
        assert self.reaction.reply is not None
        return self.reaction.reply


def heard(told: Company, entity: LegalEntity, first: date, last: date) -> tuple[Heard, ...]:
    """What came of the reminders sent from `first` to `last`, in the order they were sent."""
    rows = Message.objects.filter(
        entity=entity, purpose=Purpose.REMINDERS, state__in=_REACHED, template__startswith="reminder.",
        sent_at__gte=_midnight(first), sent_at__lt=_midnight(last + timedelta(days=1)),
    ).order_by("sent_at", "dedupe_key").values(*_FIELDS)  # fmt: skip
    people, zone = characters_of(told), ZoneInfo(entity.zone)
    found = [row for row in rows if row["customer__account_no"] in people]
    weight = _weight(told, first)
    owed = _owed(found)
    return tuple(
        Heard(
            row["pk"], row["customer__account_no"], row["to_address"],
            reaction(
                told.seed, row["customer__account_no"], people[row["customer__account_no"]],
                _told(row, owed, zone, weight),
            ),
        )
        for row in found
    )  # fmt: skip


def changes_before(
    told: Company, entity: LegalEntity, before: date
) -> dict[str, tuple[Change, ...]]:
    """What messages sent before a day changed in how invoices are paid, by number."""
    found: dict[str, list[Change]] = {}
    since = span_start(before - timedelta(days=LOOK_BACK_DAYS))
    for first, last in spans(since, before - timedelta(days=1)):
        key = (told.seed, entity.pk, first, last)
        if key not in _kept:
            _kept[key] = tuple(
                change
                for one in heard(told, entity, first, last)
                for change in one.reaction.changes
            )
        for change in _kept[key]:
            found.setdefault(change.document_no, []).append(change)
    return {number: tuple(sorted(ones, key=lambda one: one.on)) for number, ones in found.items()}


_kept: dict[tuple[int, UUID, date, date], tuple[Change, ...]] = {}
"""The changes of messages sent between two days that are over."""


def _owed(rows: list[dict[str, Any]]) -> dict[str, tuple[str, date]]:
    """Number and due day of the invoices asked for; what is posted stays so, and is read once."""
    ids = {invoice_id for row in rows for invoice_id in row["figures"].get("asked", {})}
    new = ids - _numbers.keys()
    if new:
        known = Invoice.objects.filter(pk__in=new).values_list("pk", "document_no", "due_on")
        _numbers.update({str(pk): (str(number), due_on) for pk, number, due_on in known})
    return _numbers


_numbers: dict[str, tuple[str, date]] = {}


def _weight(told: Company, on: date) -> float:
    """In the first months few write to an address they do not know; later their invoices come from it."""
    months = (on.year - told.starts_on.year) * 12 + on.month - told.starts_on.month
    return 0.15 if months < _KNOWN_FROM_MONTH else 0.8 if months < _INVOICES_FROM_MONTH else 2.6


def _told(
    row: dict[str, Any], owed: dict[str, tuple[str, date]], zone: ZoneInfo, weight: float
) -> Told:
    key, _, rest = row["template"].partition("/")
    at: datetime = row["sent_at"].astimezone(zone)
    asked = row["figures"].get("asked", {})
    listed = [Owed(owed[pk][0], minor, owed[pk][1]) for pk, minor in asked.items() if pk in owed]
    return Told(
        on=at.date(), hour=at.hour, weight=weight, channel=row["channel"], step=key, variant=rest,
        tone=_TONES.get(key.partition(".")[2], "plain"),
        owed=tuple(sorted(listed, key=lambda one: (one.due_on, one.document_no))),
    )  # fmt: skip


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)
