"""Makers of usage: a subscription that runs, meters, and events that were taken."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cashwright.areas.catalog.models import Meter
from cashwright.areas.contracts.models import Contract, Subscription
from cashwright.areas.contracts.states import ContractState
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.services import Outcome, Taken, sent_events, take_events
from cashwright.kernel.actors import Actor
from tests import makers

BY = Actor.rule("tests")
MARCH = date(2026, 3, 1)
APRIL = date(2026, 4, 1)


def at(day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    """An instant in March 2026."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=UTC)


RECEIVED = at(31, 20)


def meter(aggregation: str = "sum", kind: str = "call", **more: Any) -> Meter:
    """A meter of events of a kind, reading the property `n`."""
    given = {
        "value_key": "" if aggregation == "count" else "n",
        "code": f"{kind}-{aggregation}",
    } | more
    return Meter.objects.create(
        name="Calls", unit_name="call", event_kind=kind, aggregation=aggregation, **given
    )


def subscription(
    of: LegalEntity | None = None,
    reference: str = "S-1",
    *,
    starts_on: date = date(2026, 1, 1),
    ends_on: date | None = None,
    state: ContractState = ContractState.ACTIVE,
) -> Subscription:
    """A monthly subscription of a new customer."""
    entity = of or makers.entity()
    buyer = makers.customer(entity, account_no=f"C-{reference}")
    contract = Contract.objects.create(
        entity=entity, customer=buyer, bill_to=buyer, contract_no=f"K-{reference}", state=state,
        currency="EUR", starts_on=starts_on,
    )  # fmt: skip
    return Subscription.objects.create(
        contract=contract, entity=entity, customer=buyer, name="Plan", reference=reference,
        interval_months=1, anchor_on=starts_on, starts_on=starts_on, ends_on=ends_on,
        changed_at=at(1),
    )  # fmt: skip


TENTH = at(10)


def raw(event_id: str, n: object = 1, *, on: datetime = TENTH, **more: Any) -> dict[str, Any]:
    """An event as it is sent."""
    return {
        "id": event_id, "kind": "call", "subscription": "S-1", "occurred_at": on.isoformat(),
        "properties": {"n": n}, **more,
    }  # fmt: skip


def take(
    of: LegalEntity, *events: object, source: str = "app", received_at: datetime = RECEIVED
) -> Taken:
    """What became of a batch."""
    sent = sent_events(events, source)
    return take_events(sent, entity_id=of.pk, by=BY, received_at=received_at)


def became(taken: Taken) -> list[str]:
    """Each event's state, or the code it was refused by."""
    return [_word(outcome) for outcome in taken.outcomes]


def _word(outcome: Outcome) -> str:
    return outcome.refusal.code if outcome.refusal else str(outcome.state)
