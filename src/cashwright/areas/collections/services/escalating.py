"""Doing about cases that go up: collector, manager, account owner, legal, agency; and back down."""

from datetime import date
from uuid import UUID

from cashwright.areas.collections.events import CustomerEscalated
from cashwright.areas.collections.models import Escalation
from cashwright.areas.collections.policies import Level
from cashwright.areas.collections.queries.ladders import calendar_of
from cashwright.areas.collections.queries.touches import answering, escalating_in_force, levels
from cashwright.areas.collections.rules.escalation import answer_by as last_day
from cashwright.areas.collections.rules.escalation import is_upward, next_up
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import announce, close_task, command, open_task
from cashwright.areas.controls.states import TaskState
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import BadInput, NotFound

ESCALATED = "collections.escalation"

TITLES = {
    Level.MANAGER: "A case was passed on to you: decide what comes next",
    Level.ACCOUNT_OWNER: "Speak with your customer about what is overdue",
    Level.LEGAL: "Look at legal steps against a customer",
    Level.AGENCY: "Prepare a customer's claims for a collection agency",
    Level.COLLECTOR: "A case is back on your desk",
}


@command
def escalate_customer(
    *,
    customer_id: UUID,
    level: Level,
    reason: str,
    on: date,
    by: Actor,
    answer_by: date | None = None,
) -> Escalation:
    """Pass a customer's case on to another level, up or back down; a person there gets a task.

    answer_by  the last day to answer; else by the policy, in business days of the entity
    raises     NotFound, BadInput (no reason, a day gone by), AlreadyThere
    """
    # Read.
    customer = Customer.objects.select_for_update(of=("self",)).filter(pk=customer_id)
    found = customer.select_related("entity", "account_owner").first()
    if found is None:
        raise NotFound(document="customer", id=str(customer_id))
    why = words.one_line("reason", reason, length_max=400)
    before = levels(on, [customer_id]).get(customer_id, Level.COLLECTOR)
    rung = escalating_in_force(found.entity_id, on).rungs[level]

    # Decide.
    is_upward(before, level)
    if answer_by is not None and answer_by < on:
        raise BadInput(field="answer_by", value=str(answer_by), expected=f"{on} or later")
    until = answer_by or last_day(rung, on, calendar_of(found.entity))
    person = answering(found, level, rung)

    # Write.
    _close_former(found, level, by)
    escalation_id = new_id()
    task = open_task(
        entity_id=found.entity_id, kind=ESCALATED, key=f"escalation/{escalation_id}",
        title=TITLES[level], on=on, by=by, customer_id=found.pk,
        document_id=escalation_id,
        facts={
            "for": str(person.pk) if person else "", "level": str(level), "from": str(before),
            "answer_by": until.isoformat(), "reasons": [why],
        },
    )  # fmt: skip
    made = Escalation.objects.create(
        id=escalation_id, entity_id=found.entity_id, customer=found, level=level, reason=why,
        answer_by=until, reaches_id=person.pk if person else None, task_id=task.pk,
        escalated_on=on, escalated_at=now(), escalated_by=by.name,
    )  # fmt: skip

    # Tell.
    event = CustomerEscalated(
        entity_id=found.entity_id, escalation_id=made.pk, customer_id=found.pk,
        before=str(before), level=str(level), reaches_id=made.reaches_id, escalated_on=on,
        answer_by=until,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return made


@command
def escalate_unanswered(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Pass on what nobody answered by its day, where the policy says that it climbs by itself.

    A case is answered when its task is closed. One level a day; the agency is the top.

    returns  how many went up
    repeat   a case that went up today has a new day to answer by
    """
    rungs = escalating_in_force(entity_id, on).rungs
    latest = Escalation.objects.filter(entity_id=entity_id, escalated_on__lte=on).order_by(
        "customer_id", "-escalated_at", "-pk"
    )
    late = [
        row
        for row in latest.distinct("customer_id")
        if row.answer_by and row.answer_by < on and rungs[Level(row.level)].climbs
    ]
    open_ids = set(
        Task.objects.filter(
            pk__in=[row.task_id for row in late if row.task_id], state=TaskState.OPEN
        ).values_list("pk", flat=True)
    )
    went = 0
    for row in sorted(late, key=lambda one: one.customer_id):
        above = next_up(Level(row.level))
        if above is not None and row.task_id in open_ids:
            escalate_customer(
                customer_id=row.customer_id, level=above, on=on, by=by,
                reason=f"nobody answered by {row.answer_by}",
            )  # fmt: skip
            went += 1
    return went


def _close_former(customer: Customer, level: Level, by: Actor) -> None:
    """What waits at the level before is answered by passing the case on."""
    waiting = Task.objects.filter(
        kind=ESCALATED, customer_id=customer.pk, state=TaskState.OPEN, entity_id=customer.entity_id
    )
    for task_id in waiting.order_by("pk").values_list("pk", flat=True):
        close_task(task_id=task_id, move="finish", outcome=f"passed on: {level}", by=by)
