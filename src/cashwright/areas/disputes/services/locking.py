"""Taking a case to change it."""

from uuid import UUID

from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.states import DISPUTE, DisputeState
from cashwright.kernel.refusals import NotFound


def locked_dispute(dispute_id: UUID) -> Dispute:
    """The case, locked until the transaction ends. Raises NotFound."""
    found = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("entity", "customer", "invoice")
        .filter(pk=dispute_id)
        .first()
    )
    if found is None:
        raise NotFound(document="dispute", id=str(dispute_id))
    return found


def locked_open(dispute_id: UUID) -> Dispute:
    """The case, when it is not closed. Raises NotFound, NotAllowedNow."""
    found = locked_dispute(dispute_id)
    DISPUTE.after(DisputeState(found.state), "withdraw")  # what every open state allows
    return found
