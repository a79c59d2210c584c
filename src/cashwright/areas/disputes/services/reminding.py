"""Steps whose time is over: whoever has the case is asked, once a step; then it goes to somebody else."""

from datetime import date
from uuid import UUID

from cashwright.areas.controls.services import command, open_task
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import DEPARTMENTS, Department
from cashwright.areas.disputes.queries import (
    clock_policy,
    late_steps,
    loads,
    office_of,
    paid_meanwhile,
    routing_policy,
)
from cashwright.areas.disputes.rules import due_at, stand_in
from cashwright.areas.disputes.services.locking import locked_dispute
from cashwright.areas.disputes.services.stepping import (
    LATE,
    PAID,
    announce_step,
    note_step,
    start_clock,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now

PASSED_ON = "escalate"
"""The step by which a late case goes to somebody else of the same team; its state stays."""


@command
def ask_about_late(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Open a task for each open case whose step should be done by now; how many are late.

    repeat  a step is asked about once, however often this runs
    """
    late = list(late_steps(entity_id, now()))
    for dispute in late:
        assert dispute.due_at is not None, "asked for"
        team = DEPARTMENTS[Department(dispute.department)]
        open_task(
            entity_id=entity_id, kind=LATE, on=on, by=by, customer_id=dispute.customer_id,
            key=f"{LATE}:{dispute.pk}:{dispute.due_at.isoformat()}", document_id=dispute.pk,
            title=f"{dispute.dispute_no} is late: {team} should have gone on with it"[:200],
            facts={"owner": dispute.owner, "department": dispute.department,
                   "due_at": dispute.due_at.isoformat()},
        )  # fmt: skip
    return len(late)


@command
def ask_about_paid(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Open a task for each open case whose invoice has been paid meanwhile; how many there are.

    Nothing is held any more, and the customer may have given it up: only a person can tell.
    repeat  a case is asked about once
    """
    paid = list(paid_meanwhile(entity_id))
    for dispute in paid:
        open_task(
            entity_id=entity_id, kind=PAID, key=f"{PAID}:{dispute.pk}", on=on, by=by,
            title=f"{dispute.dispute_no}: the invoice is paid. Was it given up?",
            customer_id=dispute.customer_id, document_id=dispute.pk,
            facts={"owner": dispute.owner, "department": dispute.department},
        )  # fmt: skip
    return len(paid)


@command
def escalate_late(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Give cases that are late for too long to the backup of who has them; how many went on.

    The new person has the whole time of the step again. Where nobody is left, the task stays.
    repeat  nobody gets the same step twice
    """
    people = routing_policy(entity_id=entity_id, on=on)
    if not people.people:
        return 0
    counts, passed = loads(entity_id), 0
    for late in _waiting_long(entity_id, on):
        dispute = locked_dispute(late.pk)
        if dispute.due_at != late.due_at:
            continue  # somebody went on with it meanwhile
        team, before = Department(dispute.department), dispute.owner
        to = stand_in(before, team, people, counts, _tried(dispute))
        if to:
            counts[before] = counts.get(before, 0) - 1
            counts[to] = counts.get(to, 0) + 1
            _pass_on(dispute, to, on, by)
            passed += 1
    return passed


def _waiting_long(entity_id: UUID, on: date) -> list[Dispute]:
    """Late cases whose time has been over for more office hours than the policy allows."""
    policy, at = clock_policy(entity_id=entity_id, on=on), now()
    minutes = policy.escalate_hours * 60
    return [
        late
        for late in late_steps(entity_id, at)
        if late.due_at and due_at(late.due_at, minutes, office_of(late.entity, policy)) < at
    ]


def _tried(dispute: Dispute) -> set[str]:
    """Everybody who had the case in the state and team it is in now, since it came there."""
    names: set[str] = set()
    for step in dispute.moves.order_by("-pk"):
        if (step.state, step.department) != (dispute.state, dispute.department):
            break
        names.add(step.owner)
    return names - {""}


def _pass_on(dispute: Dispute, to: str, on: date, by: Actor) -> None:
    dispute.owner = to
    start_clock(dispute, on)
    dispute.save(update_fields=["owner", "due_at"])
    note = "its time was over"
    note_step(dispute, PASSED_ON, on=on, by=by, note=note)
    announce_step(dispute, PASSED_ON, on=on, by=by, note=note)
