"""Proposing an outcome: whoever works a case says how it should end; who may decide, decides.

A proposal changes nothing in the books. It stands in the case until it is decided, or another takes
its place.
"""

from datetime import date
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.disputes.events import OutcomeProposed
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.services.locking import locked_open
from cashwright.areas.disputes.services.resolving import Decision, check_not_waiting, credit_by
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor


@command
def propose_outcome(*, dispute_id: UUID, decision: Decision, on: date, by: Actor) -> Dispute:
    """Say how a case should end; papers may still be missing.

    raises  NotFound, NotAllowedNow (it is closed), DecisionWaits, BadOutcome, NothingToCredit, BadInput
    """
    dispute = locked_open(dispute_id)
    check_not_waiting(dispute, None)
    credit = credit_by(dispute, decision)
    note = words.some_lines("note", decision.note, length_max=1000)
    told = decision.to_json() | {"note": note, "by": by.name, "on": on.isoformat()}
    dispute.decision, dispute.approval_id = told, None
    dispute.save(update_fields=["decision", "approval_id"])
    event = OutcomeProposed(
        entity_id=dispute.entity_id, dispute_id=dispute.pk, customer_id=dispute.customer_id,
        outcome=str(decision.outcome), cause=str(decision.cause),
        credit_minor=credit.total_minor if credit else 0, proposed_on=on,
    )  # fmt: skip
    announce(event, by=by, why=note)
    return dispute


def proposed(dispute: Dispute) -> Decision | None:
    """The outcome somebody proposed; None where nobody did, or where it waits for a second person."""
    told = dispute.decision
    return Decision.of_json(told) if told and "by" in told else None
