"""Reading for collections: what may be reminded of, who would read it, and what was sent."""

from cashwright.areas.collections.queries.dunning import (
    Known,
    known,
    next_actions,
    reminder_plan,
)
from cashwright.areas.collections.queries.ladders import (
    dunning_in_force,
    ladder_in_force,
    ladders_in_force,
)
from cashwright.areas.collections.queries.placements import agencies, placed
from cashwright.areas.collections.queries.reminding import (
    Addressee,
    addressees,
    no_longer_due,
    reminders,
)
from cashwright.areas.collections.queries.touches import (
    calls,
    escalating_in_force,
    escalations,
    levels,
    notes,
    snoozed,
)

__all__ = [
    "Addressee",
    "Known",
    "addressees",
    "agencies",
    "calls",
    "dunning_in_force",
    "escalating_in_force",
    "escalations",
    "known",
    "ladder_in_force",
    "ladders_in_force",
    "levels",
    "next_actions",
    "no_longer_due",
    "notes",
    "placed",
    "reminder_plan",
    "reminders",
    "snoozed",
]
