"""What the pages of ladders share: the policy of a name, the names of things, what waits for a second person."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest

from cashwright.areas.access.models import User
from cashwright.areas.collections.policies import DUNNING, LADDER
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import SET_POLICY
from cashwright.areas.controls.proposing import policy_document
from cashwright.areas.controls.states import ApprovalState
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.laddering.drafts import Desk, desk_of
from cashwright.surfaces.console.laddering.owners import Owner

WHO = "who"
RESERVED = frozenset({WHO, "new"})
"""Names no ladder may have: pages stand there."""


def policy_of(name: str) -> str:
    """The policy a page is about: a ladder's, or who climbs which."""
    return DUNNING if name == WHO else f"{LADDER}.{name}"


def user_of(request: HttpRequest) -> User:
    """Who is signed in; every page of ladders asks for it."""
    assert isinstance(request.user, User), "the page asked for a permission"
    return request.user


def open_desk(request: HttpRequest, name: str, owner: Owner, on: date) -> Desk:
    """The policy of a page with the reader's draft of it. Raises NotFound."""
    desk = desk_of(user_of(request).pk, policy_of(name), owner, on)
    if desk is None:
        raise NotFound(document="ladder", id=name[:24])
    return desk


def waiting_for(policy: str, owner_id: UUID) -> list[Approval]:
    """The proposals of a policy that nobody decided yet."""
    rows = Approval.objects.filter(
        kind=SET_POLICY,
        document_id=policy_document(policy, owner_id),
        state=ApprovalState.REQUESTED,
    )
    return list(rows.order_by("-requested_at"))
