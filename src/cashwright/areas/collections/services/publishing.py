"""Doing, about how customers are reminded: a ladder, or who climbs which, gets a new version.

Two people put it in force: one proposes, somebody who decides agrees. Where nobody else could decide, it
is in force at once, and the reason says so. docs/decisions/0021 tells why the past counts, too.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from cashwright.areas.access.queries import deciders, former_deciders
from cashwright.areas.collections.models import Reminder, ReminderState
from cashwright.areas.collections.policies import (
    DUNNING,
    LADDER,
    Dunning,
    dunning_of,
    ladder_of,
)
from cashwright.areas.collections.queries.ladders import dunning_in_force, ladders_in_force
from cashwright.areas.collections.queries.surroundings import surroundings
from cashwright.areas.collections.refusals import (
    BadDunning,
    BadLadder,
    NothingChanges,
    NotRehearsed,
)
from cashwright.areas.collections.rules.faults import faults
from cashwright.areas.collections.rules.promotion import unrehearsed
from cashwright.areas.controls.models import Approval, PolicyVersion
from cashwright.areas.controls.proposing import (
    PolicyAsked,
    ask_policy,
    latest_version,
    set_agreed_policy,
)
from cashwright.areas.controls.queries import policy_value
from cashwright.areas.controls.services import command
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.events import HOUSE

ALONE = "nobody else could agree"


@command
def propose_reminding(
    *, policy: str, value: Mapping[str, Any], valid_from: date, why: str, entity_id: UUID, on: date,
    by: Actor,
) -> Approval | PolicyVersion:  # fmt: skip
    """Send a ladder or who climbs which to a second person; in force at once where there is none.

    policy   collections.ladder.<name> or collections.dunning; on is today
    raises   BadLadder, BadDunning (it cannot be used), NotRehearsed, NothingChanges, PolicyMoved,
             AlreadyAsked
    """
    after = latest_version(policy, entity_id)
    checked = _checked(policy, value, entity_id, valid_from, version=after + 1)
    if same_but_version(checked, policy_value(policy, on=valid_from, entity_id=entity_id)):
        raise NothingChanges(policy=policy)
    asked = PolicyAsked(
        policy=policy,
        entity_id=entity_id,
        value=checked,
        valid_from=valid_from,
        why=why,
        after=after,
    )
    if somebody_else_decides(entity_id, by):
        return ask_policy(asked, by=by)
    return set_agreed_policy(_told_alone(asked), approval_id=None, on=on, by=by)


def _told_alone(asked: PolicyAsked) -> PolicyAsked:
    told = asked.payload() | {"why": f"{asked.why} ({ALONE})"}
    return PolicyAsked.of_payload(told)


def somebody_else_decides(entity_id: UUID, by: Actor) -> bool:
    """Whether there is, or ever was, somebody besides `by` who decides about the policies of an entity."""
    found = deciders(entity_id=None if entity_id == HOUSE else entity_id)
    if by.touch is Touch.HUMAN:
        found = [*found, *former_deciders()]
    return bool({str(user.pk) for user in found} - {by.name})


def same_but_version(one: Mapping[str, Any], other: Mapping[str, Any] | None) -> bool:
    """Whether two values of a policy say the same, whatever their numbers."""
    return other is not None and {**one, "version": 0} == {**other, "version": 0}


def _rehearsed(before: Dunning, after: Dunning, entity_id: UUID) -> None:
    """Raises NotRehearsed for the first line that leaves the shadow before it noted enough."""
    noted = Reminder.objects.filter(state=ReminderState.SHADOWED)
    if entity_id != HOUSE:
        noted = noted.filter(entity_id=entity_id)
    days = dict(
        noted.order_by().values_list("ladder").annotate(days=Count("reminded_on", distinct=True))
    )
    for one in unrehearsed(before, after, days):
        noted_days = min(days.get(one.ladder, 0), before.shadow_days_min)
        raise NotRehearsed(ladder=one.ladder, noted=noted_days, needed=before.shadow_days_min)


def _checked(
    policy: str, value: Mapping[str, Any], entity_id: UUID, on: date, *, version: int
) -> dict[str, Any]:
    """The value as it is stored. Raises BadLadder, BadDunning."""
    if policy == DUNNING:
        dunning = dunning_of(value)
        there = ladders_in_force(entity_id, on)
        missing = sorted({one.ladder for one in dunning.assignments} - set(there))
        if missing:
            raise BadDunning(reason=f"no ladder is called {', '.join(missing)}")
        _rehearsed(dunning_in_force(entity_id, on), dunning, entity_id)
        return dict(value)
    assert policy.startswith(f"{LADDER}."), "a ladder or who climbs which"
    told = {**value, "version": version, "name": policy.removeprefix(f"{LADDER}.")}
    ladder = ladder_of(told)
    wrong = [one for one in faults(ladder, surroundings(entity_id, on)) if one.forbids]
    if wrong:
        steps = ", ".join(ladder.steps[one.at].code for one in wrong if one.at is not None)
        raise BadLadder(reason=f"{wrong[0].code.replace('_', ' ')} ({steps})")
    return told
