"""Doing, about what is tried and learned: a policy that two people put in force, where there are two."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.collections.refusals import NothingChanges
from cashwright.areas.collections.services.publishing import (
    ALONE,
    same_but_version,
    somebody_else_decides,
)
from cashwright.areas.controls.models import Approval, PolicyVersion
from cashwright.areas.controls.proposing import (
    PolicyAsked,
    ask_policy,
    latest_version,
    set_agreed_policy,
)
from cashwright.areas.controls.queries import policy_value
from cashwright.kernel.actors import Actor


def ask_or_set(
    *, policy: str, value: Mapping[str, Any], valid_from: date, why: str, entity_id: UUID, on: date,
    by: Actor,
) -> Approval | PolicyVersion:  # fmt: skip
    """Send a new version to a second person; in force at once where nobody else decides.

    on      today; nothing is in force earlier
    raises  NothingChanges, PolicyMoved, AlreadyAsked
    """
    starts_on = max(on, valid_from)
    if same_but_version(value, policy_value(policy, on=starts_on, entity_id=entity_id)):
        raise NothingChanges(policy=policy)
    is_alone = not somebody_else_decides(entity_id, by)
    asked = PolicyAsked(
        policy=policy, entity_id=entity_id, value=value, valid_from=starts_on,
        why=f"{why} ({ALONE})" if is_alone else why, after=latest_version(policy, entity_id),
    )  # fmt: skip
    if is_alone:
        return set_agreed_policy(asked, approval_id=None, on=on, by=by)
    return ask_policy(asked, by=by)
