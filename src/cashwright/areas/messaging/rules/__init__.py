"""Decisions about messages: logic-less texts, and what a reminder says."""

from cashwright.areas.messaging.rules.drafts import Draft
from cashwright.areas.messaging.rules.reminders import (
    LANGUAGES,
    ReminderFacts,
    ReminderItem,
    Sender,
    day_text,
    money_text,
    reminder_values,
    spoken,
)
from cashwright.areas.messaging.rules.retention import letter_kept_until
from cashwright.areas.messaging.rules.texts import Rendered, Text, check_text, render

__all__ = [
    "LANGUAGES",
    "Draft",
    "ReminderFacts",
    "ReminderItem",
    "Rendered",
    "Sender",
    "Text",
    "check_text",
    "day_text",
    "letter_kept_until",
    "money_text",
    "reminder_values",
    "render",
    "spoken",
]
