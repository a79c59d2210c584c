"""Steps whose time is over: whoever has the case is asked, once a step."""

from datetime import date
from uuid import UUID

from cashwright.areas.controls.services import command, open_task
from cashwright.areas.disputes.policies import DEPARTMENTS, Department
from cashwright.areas.disputes.queries import late_steps
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now

TASK = "disputes.late"


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
            entity_id=entity_id, kind=TASK, on=on, by=by, customer_id=dispute.customer_id,
            key=f"{TASK}:{dispute.pk}:{dispute.due_at.isoformat()}", document_id=dispute.pk,
            title=f"{dispute.dispute_no} is late: {team} should have gone on with it"[:200],
            facts={"owner": dispute.owner, "department": dispute.department,
                   "due_at": dispute.due_at.isoformat()},
        )  # fmt: skip
    return len(late)
