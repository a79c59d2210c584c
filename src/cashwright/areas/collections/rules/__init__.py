"""How late an item is, and which reminder it earns today."""

from cashwright.areas.collections.rules.aging import BUCKETS, Bucket, age, bucket, due_range
from cashwright.areas.collections.rules.ladder import DueStep, due_step
from cashwright.areas.collections.rules.reminders import (
    DunningItem,
    Message,
    ReminderPlan,
    Standing,
    Suppressed,
    Suppression,
    plan_reminder,
)

__all__ = [
    "BUCKETS",
    "Bucket",
    "DueStep",
    "DunningItem",
    "Message",
    "ReminderPlan",
    "Standing",
    "Suppressed",
    "Suppression",
    "age",
    "bucket",
    "due_range",
    "due_step",
    "plan_reminder",
]
