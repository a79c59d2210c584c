"""A proposal as the second person reads it: what it is about, where to try it, what it changes."""

from __future__ import annotations

from dataclasses import dataclass

from cashwright.areas.collections.policies import DUNNING, LADDER, ladder_of
from cashwright.areas.controls.proposing import PolicyAsked
from cashwright.areas.messaging.queries import text_choices
from cashwright.areas.parties.models import LegalEntity, Segment
from cashwright.kernel.events import HOUSE
from cashwright.surfaces.console.laddering.changes import Line, Names, told_changes
from cashwright.surfaces.console.laddering.drafts import value_in_force
from cashwright.surfaces.console.laddering.owners import Owner


@dataclass(frozen=True, slots=True)
class Proposal:
    """`url` simulates a ladder as it was proposed."""

    title: str
    url: str
    changes: list[Line]


def names_now() -> Names:
    """What texts and segments are called."""
    return Names(
        texts={choice.key: choice.card.title for choice in text_choices()},
        segments=dict(Segment.objects.order_by("name").values_list("code", "name")),
    )


def proposal_of(asked: PolicyAsked, public: str) -> Proposal:
    """What a request for a policy of reminding would change of what is in force on its day."""
    owner = _owner(asked)
    before = value_in_force(asked.policy, asked.entity_id, asked.valid_from)
    changes = told_changes(asked.policy, before, asked.value, names_now())
    if asked.policy == DUNNING:
        return Proposal(
            f"Who climbs which ladder, {owner.name}", owner.link("console:ladders_who"), changes
        )
    ladder, name = ladder_of(asked.value), asked.policy.removeprefix(f"{LADDER}.")
    url = owner.link("console:ladder_simulate", name, proposal=public)
    return Proposal(f"{ladder.title or name}, {owner.name}: simulate it", url, changes)


def _owner(asked: PolicyAsked) -> Owner:
    if asked.entity_id == HOUSE:
        return Owner(HOUSE, "", "the whole house")
    entity = LegalEntity.objects.get(pk=asked.entity_id)
    return Owner(entity.pk, entity.code, entity.name)
