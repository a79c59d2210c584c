"""Judging one event by the books: its subscription, its instant, and what each meter reads in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from cashwright.areas.contracts.models import Subscription
from cashwright.areas.contracts.states import ContractState
from cashwright.areas.controls.queries import policy_value
from cashwright.areas.usage.frames import day_start
from cashwright.areas.usage.policies import INTAKE, intake_of
from cashwright.areas.usage.queries import meters_of
from cashwright.areas.usage.refusals import (
    EventInFuture,
    EventTooOld,
    KindUnknown,
    NoMeterCounts,
    SubscriptionNotAgreed,
    SubscriptionNotRunning,
    SubscriptionUnknown,
)
from cashwright.areas.usage.rules import MeterTerms, Read, UsageEvent, meter_reads

AGREED = {ContractState.ACTIVE, ContractState.ENDED}
_FOREVER = datetime.max.replace(tzinfo=UTC)

Reads = tuple[tuple[str, Read], ...]
"""What each meter reads: (meter id, reading)."""


@dataclass(frozen=True, slots=True)
class Runs:
    """A subscription and the instants [start, end) between which it may be used."""

    subscription_id: str
    starts_on: date
    ends_on: date | None
    start: datetime
    end: datetime
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class Judge:
    """All that is needed to judge the events of one batch; nothing is asked again for each."""

    subscriptions: dict[str, Runs]
    meters: dict[str, list[MeterTerms]]
    earliest: datetime
    latest: datetime
    past_days: int
    future_minutes: int

    @classmethod
    def of(cls, entity_id: UUID, zone: str, at: datetime, events: Sequence[UsageEvent]) -> "Judge":
        """The judge of `events` of one legal entity, received at an instant."""
        intake = intake_of(policy_value(INTAKE, on=at.date(), entity_id=entity_id))
        return cls(
            _subscriptions(entity_id, zone, {event.subscription for event in events}),
            meters_of({event.kind for event in events}),
            at - timedelta(days=intake.past_days),
            at + timedelta(minutes=intake.future_minutes),
            intake.past_days,
            intake.future_minutes,
        )

    def read(self, event: UsageEvent) -> tuple[str, Reads]:
        """The subscription, and what each meter that counts the event reads in it.

        raises  KindUnknown, SubscriptionUnknown, SubscriptionNotAgreed, SubscriptionNotRunning,
                EventInFuture, EventTooOld, NoMeterCounts and what meters refuse, in that order
        """
        meters = self.meters.get(event.kind)
        if not meters:
            raise KindUnknown(kind=event.kind)
        runs = self._running(event)
        if event.retracts:
            return runs.subscription_id, ((meters[0].text_id, Read(0)),)
        reads = tuple(
            (meter.text_id, read)
            for meter in meters
            if (read := meter_reads(meter, event.properties)) is not None
        )
        if not reads:
            raise NoMeterCounts(kind=event.kind)
        return runs.subscription_id, reads

    def _running(self, event: UsageEvent) -> Runs:
        at, runs = event.occurred_at, self.subscriptions.get(event.subscription)
        if runs is None:
            raise SubscriptionUnknown(subscription=event.subscription)
        if not runs.is_agreed:
            raise SubscriptionNotAgreed(subscription=event.subscription)
        if not runs.start <= at < runs.end:
            raise SubscriptionNotRunning(
                subscription=event.subscription, starts_on=runs.starts_on, ends_on=runs.ends_on,
                on=at.date(),
            )  # fmt: skip
        if at > self.latest:
            raise EventInFuture(occurred_at=at.isoformat(), minutes=self.future_minutes)
        if at < self.earliest:
            raise EventTooOld(occurred_at=at.isoformat(), days=self.past_days)
        return runs


def _subscriptions(entity_id: UUID, zone: str, references: set[str]) -> dict[str, Runs]:
    rows = Subscription.objects.filter(entity_id=entity_id, reference__in=references).values_list(
        "reference", "pk", "starts_on", "ends_on", "contract__state"
    )
    return {
        reference: Runs(
            str(pk), starts_on, ends_on, day_start(starts_on, zone),
            day_start(ends_on, zone) if ends_on else _FOREVER, state in AGREED,
        )
        for reference, pk, starts_on, ends_on, state in rows
    }  # fmt: skip
