"""Tables of collections: steps taken, promises and plans, what people did, late charges, agencies."""

from cashwright.areas.collections.models.charges import LateCharge
from cashwright.areas.collections.models.placements import (
    Agency,
    AgencyRecovery,
    Placement,
    PlacementItem,
)
from cashwright.areas.collections.models.promises import (
    Instalment,
    PaymentPlan,
    PlanItem,
    Promise,
    PromiseItem,
)
from cashwright.areas.collections.models.reminders import Reminder, ReminderState
from cashwright.areas.collections.models.touches import Call, Escalation, Note, Snooze
from cashwright.areas.collections.models.worklist import WorklistEntry, WorklistHead

__all__ = [
    "Agency",
    "AgencyRecovery",
    "Call",
    "Escalation",
    "Instalment",
    "LateCharge",
    "Note",
    "PaymentPlan",
    "Placement",
    "PlacementItem",
    "PlanItem",
    "Promise",
    "PromiseItem",
    "Reminder",
    "ReminderState",
    "Snooze",
    "WorklistEntry",
    "WorklistHead",
]
