"""What a user may set about collections: ladders, who climbs which, and the fixed lists."""

from cashwright.areas.collections.policies.acts import CallOutcome, LateChargeKind, Level
from cashwright.areas.collections.policies.dunning import (
    DUNNING,
    Assignment,
    Dunning,
    dunning_of,
    dunning_value,
)
from cashwright.areas.collections.policies.ladders import (
    LADDER,
    WRITTEN,
    Act,
    Condition,
    DayRule,
    Entry,
    Ladder,
    SenderKind,
    Step,
    Track,
    Trigger,
    ladder_of,
    value_of,
)
from cashwright.areas.collections.policies.ready import (
    ENTERPRISE,
    GENTLE,
    READY,
    STANDARD,
    STRICT,
)
from cashwright.areas.messaging.policies import Tone

__all__ = [
    "DUNNING",
    "ENTERPRISE",
    "GENTLE",
    "LADDER",
    "READY",
    "STANDARD",
    "STRICT",
    "WRITTEN",
    "Act",
    "Assignment",
    "CallOutcome",
    "Condition",
    "DayRule",
    "Dunning",
    "Entry",
    "Ladder",
    "LateChargeKind",
    "Level",
    "SenderKind",
    "Step",
    "Tone",
    "Track",
    "Trigger",
    "dunning_of",
    "dunning_value",
    "ladder_of",
    "value_of",
]
