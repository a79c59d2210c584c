"""One step of a case: its state, team and person change together, and its clock starts anew."""

from datetime import date

from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import announce, close_task
from cashwright.areas.controls.states import TaskState
from cashwright.areas.disputes.events import DisputeMoved
from cashwright.areas.disputes.models import Dispute, DisputeMove
from cashwright.areas.disputes.policies import Department
from cashwright.areas.disputes.queries import clock_policy, office_of
from cashwright.areas.disputes.rules import due_at
from cashwright.areas.disputes.states import DisputeState
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now

LATE, PAID = "disputes.late", "disputes.paid"
"""Tasks about a case: its step is late; its invoice was paid meanwhile."""
_ANSWERED = "The case went on."


def start_clock(dispute: Dispute, on: date) -> None:
    """Set when the step a case is in should be done, by its state and team; none: no clock of ours."""
    policy = clock_policy(entity_id=dispute.entity_id, on=on)
    hours = policy.hours_of(DisputeState(dispute.state), Department(dispute.department))
    office = office_of(dispute.entity, policy)
    dispute.due_at = None if hours is None else due_at(now(), hours * 60, office)


def note_step(dispute: Dispute, move: str, *, on: date, by: Actor, note: str = "") -> None:
    """Write down where a case is now; what was asked about the step before is answered by this one."""
    DisputeMove.objects.create(
        dispute=dispute, move=move, state=dispute.state, department=dispute.department,
        owner=dispute.owner, moved_on=on, moved_at=now(), due_at=dispute.due_at, moved_by=by.name,
        note=note[:400],
    )  # fmt: skip
    kinds = (LATE,) if dispute.closed_on is None else (LATE, PAID)
    asked = Task.objects.filter(
        entity_id=dispute.entity_id, kind__in=kinds, document_id=dispute.pk, state=TaskState.OPEN
    )
    for task_id in asked.order_by("pk").values_list("pk", flat=True):
        close_task(task_id=task_id, move="finish", outcome=_ANSWERED, by=by)


def announce_step(dispute: Dispute, move: str, *, on: date, by: Actor, note: str = "") -> None:
    event = DisputeMoved(
        entity_id=dispute.entity_id, dispute_id=dispute.pk, customer_id=dispute.customer_id,
        move=move, state=dispute.state, department=dispute.department, owner=dispute.owner,
        moved_on=on,
    )  # fmt: skip
    announce(event, by=by, why=note)
