"""Doing, about policies that two people set: one proposes a new version, another agrees.

What is agreed to is the value that was frozen when it was asked for, beside the version it was compared
with: when another version came into force meanwhile, it is refused, because nobody read that difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Max

from cashwright.areas.controls.limits import approved
from cashwright.areas.controls.models import Approval, PolicyVersion
from cashwright.areas.controls.policies import SET_POLICY
from cashwright.areas.controls.refusals import PolicyMoved
from cashwright.areas.controls.services import command, request_approval, set_policy
from cashwright.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAsked:
    """A new version of a policy, of the house or an entity. `after` is the version it follows, 0 for none."""

    policy: str
    entity_id: UUID
    value: Mapping[str, Any]
    valid_from: date
    why: str
    after: int

    def payload(self) -> dict[str, Any]:
        """What is frozen; the inverse of `of_payload`."""
        return {
            "policy": self.policy, "entity_id": str(self.entity_id), "value": dict(self.value),
            "valid_from": self.valid_from.isoformat(), "why": self.why, "after": self.after,
        }  # fmt: skip

    @classmethod
    def of_payload(cls, told: Mapping[str, Any]) -> Self:
        """The request a payload stands for."""
        return cls(
            policy=told["policy"], entity_id=UUID(told["entity_id"]), value=told["value"],
            valid_from=date.fromisoformat(told["valid_from"]), why=told["why"], after=told["after"],
        )  # fmt: skip


def policy_document(policy: str, entity_id: UUID) -> UUID:
    """A policy as something requests are about: always the same for one name and owner."""
    return uuid5(NAMESPACE_OID, f"cashwright policy {policy} {entity_id}")


def latest_version(policy: str, entity_id: UUID) -> int:
    """The number of the latest version of a policy of the house or an entity, 0 without one."""
    rows = PolicyVersion.objects.filter(name=policy, entity_id=entity_id)
    return int(rows.aggregate(Max("version"))["version__max"] or 0)


def ask_policy(asked: PolicyAsked, *, by: Actor) -> Approval:
    """Send a new version to a second person. Raises PolicyMoved, AlreadyAsked."""
    _unmoved(asked)
    return request_approval(
        entity_id=asked.entity_id, kind=SET_POLICY,
        document_id=policy_document(asked.policy, asked.entity_id),
        payload=asked.payload(), by=by, reason=asked.why,
    )  # fmt: skip


@command
def set_agreed_policy(
    asked: PolicyAsked, *, approval_id: UUID | None, on: date, by: Actor
) -> PolicyVersion:
    """Put a version in force that was agreed to; None as approval where nobody else could agree.

    on      today: what was to be in force earlier is from today on
    raises  ApprovalNeeded (an approval of something else), PolicyMoved
    """
    if approval_id is not None:
        approved(approval_id, kind=SET_POLICY, payload=asked.payload())
    _unmoved(asked)
    return set_policy(
        name=asked.policy, value=asked.value, valid_from=max(asked.valid_from, on), by=by,
        why=asked.why, entity_id=asked.entity_id,
    )  # fmt: skip


def _unmoved(asked: PolicyAsked) -> None:
    latest = latest_version(asked.policy, asked.entity_id)
    if latest != asked.after:
        raise PolicyMoved(policy=asked.policy, after=asked.after, latest=latest)
