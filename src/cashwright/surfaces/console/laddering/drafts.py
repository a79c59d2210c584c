"""What somebody is at work on: a ladder, or who climbs which, beside what is in force.

A draft is its author's own. It is proposed as it stands, simulated as it stands, and gone once what is in
force says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.collections.policies import (
    DUNNING,
    LADDER,
    READY,
    Ladder,
    dunning_of,
    dunning_value,
    ladder_of,
    value_of,
)
from cashwright.areas.collections.rules.drafting import as_drafted
from cashwright.areas.collections.services import same_but_version
from cashwright.areas.controls.proposing import latest_version
from cashwright.areas.controls.queries import policy_value
from cashwright.kernel.clock import now
from cashwright.surfaces.console.laddering.owners import Owner
from cashwright.surfaces.console.models import PolicyDraft


@dataclass(frozen=True, slots=True)
class Desk:
    """One policy on somebody's desk.

    in_force  None where a ladder of this name is not in force
    draft     None while nothing was changed; `value` is the draft's, else what is in force
    """

    policy: str
    owner: Owner
    in_force: Mapping[str, Any] | None
    draft: PolicyDraft | None

    @property
    def value(self) -> Mapping[str, Any]:
        found = self.draft.value if self.draft else self.in_force
        assert found is not None, "a desk holds a draft or what is in force"
        return dict(found)

    @property
    def ladder(self) -> Ladder:
        return as_drafted(ladder_of(self.value))


def desk_of(user_id: UUID, policy: str, owner: Owner, on: date) -> Desk | None:
    """A policy on somebody's desk; None when there is neither a draft nor one in force."""
    in_force = value_in_force(policy, owner.pk, on)
    draft = PolicyDraft.objects.filter(user_id=user_id, owner_id=owner.pk, policy=policy).first()
    if draft is not None and same_but_version(_plain(draft.value), _plain(in_force)):
        draft.delete()
        draft = None
    return Desk(policy, owner, in_force, draft) if draft or in_force is not None else None


def value_in_force(policy: str, owner_id: UUID, on: date) -> dict[str, Any] | None:
    """What is in force of a policy of reminding; what came with the house where nothing was set."""
    value = policy_value(policy, on=on, entity_id=owner_id)
    if policy == DUNNING:
        return dunning_value(dunning_of(value))
    name = policy.removeprefix(f"{LADDER}.")
    if value is None and name in READY:
        return value_of(as_drafted(READY[name]))
    return None if value is None else value_of(as_drafted(ladder_of(value)))


def _plain(value: Mapping[str, Any] | None) -> dict[str, Any]:
    return {} if value is None else dict(value)


def keep_draft(
    user_id: UUID, desk: Desk | None, policy: str, owner: Owner, value: Mapping[str, Any]
) -> None:
    """The next state of a draft; what it was before can be brought back once."""
    before = None if desk is None else dict(desk.value)
    PolicyDraft.objects.update_or_create(
        user_id=user_id, owner_id=owner.pk, policy=policy,
        defaults={"value": dict(value), "previous": before, "changed_at": now()},
        create_defaults={
            "value": dict(value), "previous": before, "changed_at": now(),
            "after": latest_version(policy, owner.pk),
        },
    )  # fmt: skip


def undo_draft(user_id: UUID, policy: str, owner: Owner) -> bool:
    """Take the last change back; False when there is none."""
    draft = PolicyDraft.objects.filter(user_id=user_id, owner_id=owner.pk, policy=policy).first()
    if draft is None or draft.previous is None:
        return False
    draft.value, draft.previous, draft.changed_at = draft.previous, None, now()
    draft.save(update_fields=["value", "previous", "changed_at"])
    return True


def drop_draft(user_id: UUID, policy: str, owner: Owner) -> None:
    """Throw a draft away."""
    PolicyDraft.objects.filter(user_id=user_id, owner_id=owner.pk, policy=policy).delete()


def drafts_of(user_id: UUID, owner: Owner) -> dict[str, PolicyDraft]:
    """Everything somebody has at work for an owner, by policy."""
    rows = PolicyDraft.objects.filter(user_id=user_id, owner_id=owner.pk)
    return {row.policy: row for row in rows}
