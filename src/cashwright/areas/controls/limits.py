"""What one person may do alone, and what needs a second: limits by kind of act, entity and currency.

A limit is in major units and counts what one customer got in thirty days, so that splitting an
amount does not get around it. What is above it must carry an approval of exactly that act.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import DEFAULT_LIMITS, LIMITS
from cashwright.areas.controls.queries import policy_value
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import payload_hash
from cashwright.areas.controls.states import ApprovalState
from cashwright.kernel.currencies import minor_units

WINDOW = timedelta(days=30)


def limit_minor(kind: str, *, entity_id: UUID, currency: str, on: date) -> int:
    """How much of `kind` one person may do for one customer in thirty days, in minor units."""
    limits = {**DEFAULT_LIMITS, **(policy_value(LIMITS, on=on, entity_id=entity_id) or {})}
    of_kind = limits[kind]
    major = of_kind.get(currency, of_kind["*"])
    scale: int = 10 ** minor_units(currency)
    return int(major) * scale


def hold_customer(customer_id: UUID, kind: str) -> None:
    """Let no one else do `kind` to a customer until this transaction ends.

    Taken before the sum of recent acts is read: two at once would not see each other's.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"limit {kind} {customer_id}"]
        )


def check_limit(
    kind: str,
    *,
    entity_id: UUID,
    currency: str,
    amount_minor: int,
    recent_minor: int,
    on: date,
    payload: Mapping[str, Any],
    approval_id: UUID | None,
) -> None:
    """Raises ApprovalNeeded when the act is above the limit and carries no approval of this payload.

    recent_minor  what the customer got of this kind without approval in the thirty days up to `on`
    """
    if approval_id is not None:
        approved(approval_id, kind=kind, payload=payload)
        return
    limit = limit_minor(kind, entity_id=entity_id, currency=currency, on=on)
    if amount_minor + recent_minor > limit:
        raise ApprovalNeeded(
            kind=kind, amount_minor=amount_minor, recent_minor=recent_minor,
            limit_minor=limit, currency=currency,
        )  # fmt: skip


def approved(approval_id: UUID, *, kind: str, payload: Mapping[str, Any]) -> Approval:
    """The approval, when it was given for exactly this act. Raises ApprovalNeeded."""
    approval = Approval.objects.select_for_update().filter(pk=approval_id).first()
    if (
        approval is None
        or approval.state != ApprovalState.APPROVED
        or approval.kind != kind
        or approval.payload_hash != payload_hash(payload)
    ):
        raise ApprovalNeeded(kind=kind, approval_id=str(approval_id))
    return approval
