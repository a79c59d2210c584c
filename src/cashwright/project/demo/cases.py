"""What the demo's people do about disputes, once a week: look into them, ask, hand over, decide.

How a case goes follows from dice of its own; those of the last weeks stand where they would by then.
"""

from __future__ import annotations

from datetime import date, timedelta

from cashwright.areas.access.policies import Role
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import close_task, decide_approval
from cashwright.areas.controls.states import TaskState
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import REASONS, Cause, Department, Outcome, Reason
from cashwright.areas.disputes.queries import checklist_of
from cashwright.areas.disputes.services import (
    Decision,
    ask_decision,
    move_dispute,
    note_facts,
    resolve_dispute,
    waive_part,
    withdraw_dispute,
)
from cashwright.areas.disputes.states import OPEN, DisputeState
from cashwright.areas.messaging.models import Thread
from cashwright.areas.messaging.services.threads import close_thread
from cashwright.areas.messaging.states import ThreadState
from cashwright.areas.parties.models import LegalEntity
from cashwright.connectors.simulator import Company
from cashwright.connectors.simulator.people.characters import dice_of
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.refusals import Refusal
from cashwright.project.demo.people import actor
from cashwright.runs.answer_mail import TASK as ASKED

_LOOKED_AT_AFTER, _PASSED_ON_AFTER, _DONE_AFTER = 2, 8, 5
_DECIDED_AFTER = (24, 70)
_OUTCOMES = {Outcome.ACCEPT: 30, Outcome.PARTIAL: 25, Outcome.REJECT: 35, Outcome.WITHDRAWN: 10}
_CAUSES = {
    Reason.PRICING: Cause.PRICE_SETUP, Reason.USAGE: Cause.USAGE_DATA,
    Reason.PURCHASE_ORDER: Cause.ORDER_NUMBER, Reason.SERVICE: Cause.SERVICE_FAULT,
    Reason.DUPLICATE: Cause.BILLED_TWICE,
}  # fmt: skip


def work_cases(told: Company, entity: LegalEntity, on: date) -> None:
    """Take every open case a step further, and tidy up: what was asked for by mail is done by now."""
    with running_on(noon_utc(on)):
        for dispute in Dispute.objects.filter(entity=entity, state__in=OPEN).order_by("dispute_no"):
            _step(told, dispute, on)
        by = actor(Role.COLLECTOR)
        waiting = Thread.objects.filter(entity=entity, state=ThreadState.WAITING)
        for thread in waiting.filter(inbound__is_auto=True).exclude(inbound__is_auto=False):
            close_thread(thread_id=thread.pk, by=by)
        asked = Task.objects.filter(
            entity_id=entity.pk, kind=ASKED, state=TaskState.OPEN,
            opened_on__lte=on - timedelta(days=_DONE_AFTER),
        ).order_by("pk")  # fmt: skip
        for task in asked:
            close_task(task_id=task.pk, move="finish", outcome="Looked into it", by=by)


def _step(told: Company, dispute: Dispute, on: date) -> None:
    roll = dice_of(told.seed, "case", dispute.dispute_no, dispute.reason)
    decided_after, passes = roll.randint(*_DECIDED_AFTER), roll.random()
    age = (on - dispute.opened_on).days
    by = actor(Role.COLLECTOR)
    if dispute.approval_id is not None:
        return
    if age >= decided_after:
        _decide(dispute, roll.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0], on)
    elif dispute.state == DisputeState.NEW and age >= _LOOKED_AT_AFTER:
        move_dispute(dispute_id=dispute.pk, move="take", on=on, by=by)
    elif dispute.state == DisputeState.INVESTIGATING and age >= _PASSED_ON_AFTER:
        if passes < 0.4:
            move_dispute(dispute_id=dispute.pk, move="ask_customer", on=on, by=by)
        elif passes < 0.7 and dispute.department != Department.SALES:
            move_dispute(
                dispute_id=dispute.pk, move="hand_over", on=on, by=by, department=Department.SALES,
                note="What was agreed?",
            )  # fmt: skip


def _decide(dispute: Dispute, outcome: Outcome, on: date) -> None:
    by = actor(Role.CREDIT_MANAGER)
    _complete(dispute)
    cause = _CAUSES.get(Reason(dispute.reason), Cause.UNKNOWN)
    decision = Decision(
        outcome=outcome, note="We looked into it.",
        cause=Cause.CUSTOMER_MISTAKEN if outcome is Outcome.REJECT else cause,
        credit_minor=max(1, dispute.amount_minor // 2) if outcome is Outcome.PARTIAL else None,
    )  # fmt: skip
    try:
        if outcome is Outcome.WITHDRAWN:
            withdraw_dispute(dispute_id=dispute.pk, note="They found the order", on=on, by=by)
            return
        resolve_dispute(dispute_id=dispute.pk, decision=decision, on=on, by=by)
    except ApprovalNeeded:
        asked = ask_decision(dispute_id=dispute.pk, decision=decision, on=on, by=by)
        decide_approval(approval_id=asked.pk, approve=True, by=actor(Role.CFO), note="Agreed")
    except Refusal:
        note = "It was paid meanwhile"
        withdraw_dispute(dispute_id=dispute.pk, note=note, on=on, by=by)


def _complete(dispute: Dispute) -> None:
    """Write down what the reason asks for; papers nobody sent are done without."""
    by = actor(Role.CREDIT_MANAGER)
    needs = REASONS[Reason(dispute.reason)].needs
    note_facts(dispute_id=dispute.pk, facts={need.name: "As they wrote" for need in needs}, by=by)
    dispute.refresh_from_db()
    for part in checklist_of(dispute).parts:
        if not part.is_there:
            waive_part(dispute_id=dispute.pk, part=part.name, why="Clear without it", by=by)
