"""Closing the books: periods are shut in order, reopened by two people, locked for good."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Min

from cashwright.areas.controls.limits import approved
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger import queries
from cashwright.areas.ledger.events import PeriodMoved
from cashwright.areas.ledger.models import Period, Posting
from cashwright.areas.ledger.refusals import EarlierPeriodOpen, PeriodNotOver
from cashwright.areas.ledger.rules import trial_balance_hash
from cashwright.areas.ledger.states import PERIOD, PeriodState
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.periods import month_of

REOPEN = "ledger.reopen_period"  # the kind of approval that reopening needs


@command
def close_period(*, entity_id: UUID, starts_on: date, today: date, by: Actor) -> Period:
    """Close the calendar month that begins on `starts_on`, keeping its trial balance's hash.

    raises  PeriodNotOver, EarlierPeriodOpen (months with postings are closed in order), NotAllowedNow
    """
    month = month_of(starts_on)
    _hold_alone(entity_id)
    if month.last_on >= today:
        raise PeriodNotOver(ends_on=month.last_on, today=today)
    period, _ = Period.objects.select_for_update().get_or_create(
        entity_id=entity_id, starts_on=month.start, defaults={"ends_on": month.last_on}
    )
    target = PERIOD.after(PeriodState(period.state), "close")
    earlier = _open_posting_before(entity_id, month.start)
    if earlier is not None:
        raise EarlierPeriodOpen(starts_on=month.start, open_from=earlier)
    period.trial_balance_hash = trial_balance_hash(queries.trial_balance(entity_id, month.last_on))
    period.closed_at, period.closed_by = now(), by.name
    return _move(period, target, by, "")


@command
def reopen_period(*, period_id: UUID, approval_id: UUID, by: Actor) -> Period:
    """Reopen a closed period; the approval names the second person. Raises ApprovalNeeded, NotAllowedNow."""
    period = Period.objects.select_for_update().get(pk=period_id)
    approval = approved(approval_id, kind=REOPEN, payload={"period_id": str(period_id)})
    _hold_alone(period.entity_id)
    return _move(period, PERIOD.after(PeriodState(period.state), "reopen"), by, approval.reason)


@command
def lock_period(*, period_id: UUID, by: Actor) -> Period:
    """Lock a closed period for good. Raises NotAllowedNow."""
    period = Period.objects.select_for_update().get(pk=period_id)
    return _move(period, PERIOD.after(PeriodState(period.state), "lock"), by, "")


def _hold_alone(entity_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ledger {entity_id}"]
        )


def _open_posting_before(entity_id: UUID, starts_on: date) -> date | None:
    """The first day with a posting before `starts_on` that no closed period covers."""
    latest = (
        Period.objects.filter(entity_id=entity_id, ends_on__lt=starts_on)
        .exclude(state=PeriodState.OPEN)
        .order_by("-ends_on")
        .first()
    )
    postings = Posting.objects.filter(entity_id=entity_id, effective_on__lt=starts_on)
    reopened = Period.objects.filter(
        entity_id=entity_id, ends_on__lt=starts_on, state=PeriodState.OPEN
    ).order_by("starts_on")
    for period in reopened:
        if postings.filter(effective_on__range=(period.starts_on, period.ends_on)).exists():
            return period.starts_on
    if latest is not None:
        postings = postings.filter(effective_on__gt=latest.ends_on)
    first: date | None = postings.aggregate(first=Min("effective_on"))["first"]
    return first


def _move(period: Period, target: PeriodState, by: Actor, why: str) -> Period:
    before, period.state = period.state, target
    period.save()
    event = PeriodMoved(
        entity_id=period.entity_id, period_id=period.pk, starts_on=period.starts_on,
        ends_on=period.ends_on, before=before, state=period.state,
        trial_balance_hash=period.trial_balance_hash,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return period
