"""What an act would write to the ledger: it is done, read, and taken back before anyone sees it.

The preview is the act itself, so it cannot differ from it. Nothing stays: no number is used up and
no fact is written.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from cashwright.areas.controls.events import ApprovalDecided
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.services import decide_approval
from cashwright.areas.controls.states import ApprovalState
from cashwright.areas.ledger.models import JournalEntry
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import new_id
from cashwright.runs.carry_out import carry_out_approved
from cashwright.runs.deliver import Told

_SECOND = Actor.rule("console.preview")


def entries_of(act: Callable[[], object]) -> list[JournalEntry]:
    """The journal entries `act` would write, with their postings. Raises what the act raises."""
    with transaction.atomic():
        first = new_id()
        act()
        made = JournalEntry.objects.filter(pk__gt=first, pk__lt=new_id()).order_by("pk")
        found = list(made.prefetch_related("postings__account"))
        transaction.set_rollback(True)
    return found


def entries_if_approved(ask: Callable[[], Approval]) -> list[JournalEntry]:
    """The entries that follow once a second person agrees to what `ask` asks."""
    return entries_of(lambda: _approve(ask()))


def trial(approval: Approval) -> tuple[list[JournalEntry], str]:
    """What agreeing to a waiting request would write, and why the books would refuse it ("": they would not).

    raises  ApprovalExpired
    """
    refused: list[str] = []

    def act() -> None:
        done = _approve(approval)
        if done.state == ApprovalState.FAILED:
            refused.append(done.outcome)

    return entries_of(act), "".join(refused)


def _approve(approval: Approval) -> Approval:
    if approval.state == ApprovalState.REQUESTED:
        decide_approval(approval_id=approval.pk, approve=True, by=_SECOND)
    told = Told(
        chain_id=approval.entity_id, seq=0, name=ApprovalDecided.name, document_id=approval.pk,
        customer_id=approval.customer_id, data={"decision": ApprovalState.APPROVED},
    )  # fmt: skip
    carry_out_approved(told)
    return Approval.objects.get(pk=approval.pk)
