"""Acts that may need a second person: done at once when within the limit, else sent for approval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import request_approval
from cashwright.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Asking:
    """What is frozen when an act has to wait: exactly the act, for whom, how much, why."""

    kind: str
    entity_id: UUID
    document_id: UUID
    customer_id: UUID | None
    currency: str
    amount_minor: int
    payload: dict[str, Any]
    reason: str


def ask(asking: Asking, by: Actor) -> Approval:
    """Send the act for approval."""
    return request_approval(
        entity_id=asking.entity_id, kind=asking.kind, document_id=asking.document_id,
        customer_id=asking.customer_id, currency=asking.currency,
        amount_minor=asking.amount_minor, payload=asking.payload, reason=asking.reason, by=by,
    )  # fmt: skip


def or_ask(act: Callable[[], object], asking: Asking, by: Actor) -> Approval | None:
    """Do `act`; when it is above what one person may do, ask for approval and return the request."""
    try:
        act()
    except ApprovalNeeded:
        return ask(asking, by)
    return None
