"""Reading cases: what lists show, what one still lacks, who has how many, whose clock ran out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from cashwright.areas.controls.queries import policy_value
from cashwright.areas.disputes.models import Dispute, DisputeMove
from cashwright.areas.disputes.policies import (
    CLOCKS,
    REASONS,
    ROUTING,
    ClockPolicy,
    EvidenceKind,
    Reason,
    RoutingPolicy,
    clocks_of,
    routing_of,
)
from cashwright.areas.disputes.rules import Checklist, Office, Step, checklist
from cashwright.areas.parties.models import LegalEntity


def disputes() -> QuerySet[Dispute]:
    """All cases with what a list shows."""
    return Dispute.objects.select_related("customer", "invoice", "entity")


def open_disputes() -> QuerySet[Dispute]:
    """Cases nobody has decided yet."""
    return disputes().filter(closed_on__isnull=True)


def open_on(on: date) -> Q:
    """The cases that were open on a day, whatever became of them since."""
    return Q(opened_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))


def checklist_of(dispute: Dispute) -> Checklist:
    """What a case has and lacks."""
    kinds = {EvidenceKind(kind) for kind in dispute.papers.values_list("kind", flat=True)}
    return checklist(REASONS[Reason(dispute.reason)], dispute.facts, kinds)


def loads(entity_id: UUID) -> dict[str, int]:
    """How many open cases each person has, in this company."""
    rows = Dispute.objects.filter(entity_id=entity_id, closed_on__isnull=True).exclude(owner="")
    return dict(rows.order_by().values_list("owner").annotate(Count("pk")))


def clock_policy(*, entity_id: UUID, on: date) -> ClockPolicy:
    """The clocks in force on a day: the company's own, else the house's, else standard."""
    return clocks_of(policy_value(CLOCKS, on=on, entity_id=entity_id) or {})


def routing_policy(*, entity_id: UUID, on: date) -> RoutingPolicy:
    """Who gets which case on a day."""
    return routing_of(policy_value(ROUTING, on=on, entity_id=entity_id) or {})


def office_of(entity: LegalEntity, policy: ClockPolicy) -> Office:
    """When a company is at work: its calendar, else the holidays of its country."""
    place = entity.calendar or entity.country
    return Office(entity.zone, place, policy.opens_at, policy.closes_at)


def steps_of(dispute: Dispute) -> tuple[Step, ...]:
    """The steps a case took, in order."""
    rows = DisputeMove.objects.filter(dispute=dispute).order_by("pk")
    return tuple(Step(row.moved_at, row.state, row.department, row.owner) for row in rows)


def late_steps(entity_id: UUID, at: datetime) -> QuerySet[Dispute]:
    """Open cases whose step should be done by now, the longest late first."""
    return open_disputes().filter(entity_id=entity_id, due_at__lt=at).order_by("due_at", "pk")


def paid_meanwhile(entity_id: UUID) -> QuerySet[Dispute]:
    """Open cases on invoices of which nothing is open any more."""
    rows = open_disputes().filter(entity_id=entity_id, invoice__balance_minor=0)
    return rows.order_by("pk")


def not_told(entity_id: UUID, on: date, update_days: int) -> QuerySet[Dispute]:
    """Open cases shown to the customer without a word to them for `update_days` days."""
    last = on - timedelta(days=update_days)
    silent = Q(told_on__lte=last) | Q(told_on__isnull=True, opened_on__lte=last)
    rows = open_disputes().filter(silent, entity_id=entity_id, is_shown=True, opened_on__lte=on)
    return rows.order_by("pk")


def waiting_decision(approval_id: UUID) -> UUID | None:
    """The open case whose outcome waits for this approval."""
    rows = Dispute.objects.filter(approval_id=approval_id, closed_on__isnull=True)
    return rows.values_list("pk", flat=True).first()


def history(dispute: Dispute) -> Sequence[DisputeMove]:
    """Every step of a case, oldest first."""
    return list(dispute.moves.order_by("pk"))
