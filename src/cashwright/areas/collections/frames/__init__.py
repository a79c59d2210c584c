"""The set-based twins of rules: aging, the plan of a day and the next actions for a million items.

Frames are Polars; money columns are Int64 and end in `_minor`; a step is the Int32 number of its
days. tests/areas/collections/test_twins.py proves rules and frames equal.
"""

from cashwright.areas.collections.frames.aging import BUCKET, age
from cashwright.areas.collections.frames.climbing import asked
from cashwright.areas.collections.frames.next_action import ended, next_actions
from cashwright.areas.collections.frames.planning import plan_contacts
from cashwright.areas.collections.frames.schemas import (
    HAPPENED,
    ITEMS,
    NEXT,
    PLAN,
    STANDINGS,
    SUPPRESSION,
)
from cashwright.areas.collections.frames.simulating import SIMULATED, Turn, simulate
from cashwright.areas.collections.frames.trying import ASSIGNED, TRIED, with_arms

__all__ = [
    "ASSIGNED",
    "BUCKET",
    "HAPPENED",
    "ITEMS",
    "NEXT",
    "PLAN",
    "SIMULATED",
    "STANDINGS",
    "SUPPRESSION",
    "TRIED",
    "Turn",
    "age",
    "asked",
    "ended",
    "next_actions",
    "plan_contacts",
    "simulate",
    "with_arms",
]
