"""A case goes on: somebody takes it, the customer is asked, another team gets it or a person does."""

from datetime import date
from uuid import UUID

from cashwright.areas.controls.services import command
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import Department
from cashwright.areas.disputes.services.locking import locked_dispute, locked_open
from cashwright.areas.disputes.services.stepping import announce_step, note_step, start_clock
from cashwright.areas.disputes.states import DISPUTE, DisputeState
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput

MOVES = ("take", "ask_customer", "hand_over")
"""The moves of move_dispute; deciding and withdrawing have services of their own."""


@command
def move_dispute(
    *,
    dispute_id: UUID,
    move: str,
    on: date,
    by: Actor,
    department: Department | None = None,
    owner: str | None = None,
    note: str = "",
) -> Dispute:
    """Take a case on, wait for the customer, or hand it to another team: that team's clock starts.

    department  hand_over: to whom, another than has it now; take: who works it, else the team it
                was routed to at first
    owner       the person; else who takes it, and nobody after a hand-over
    raises      NotFound, NotAllowedNow, BadInput
    """
    assert move in MOVES, "resolve_dispute and withdraw_dispute close a case"
    dispute = locked_dispute(dispute_id)
    dispute.state = DISPUTE.after(DisputeState(dispute.state), move)
    if move == "hand_over":
        _hand_over(dispute, department, owner)
    elif move == "take":
        dispute.department = department or _first_team(dispute)
        dispute.owner = by.name if owner is None else owner
    elif owner is not None:
        dispute.owner = owner
    said = words.some_lines("note", note, length_max=400)
    start_clock(dispute, on)
    dispute.save(update_fields=["state", "department", "owner", "due_at"])
    note_step(dispute, move, on=on, by=by, note=said)
    announce_step(dispute, move, on=on, by=by, note=said)
    return dispute


@command
def own_dispute(*, dispute_id: UUID, owner: str, on: date, by: Actor) -> Dispute:
    """Give an open case to a person; its state, team and clock stay. Raises NotFound, NotAllowedNow."""
    dispute = locked_open(dispute_id)
    if dispute.owner == owner:
        return dispute
    dispute.owner = owner
    dispute.save(update_fields=["owner"])
    note_step(dispute, "own", on=on, by=by)
    announce_step(dispute, "own", on=on, by=by)
    return dispute


def _hand_over(dispute: Dispute, department: Department | None, owner: str | None) -> None:
    if department is None or department == dispute.department:
        raise BadInput(field="department", value=str(department or ""), expected="another team")
    dispute.department, dispute.owner = department, owner or ""


def _first_team(dispute: Dispute) -> str:
    return str(dispute.moves.order_by("pk").values_list("department", flat=True)[0])
