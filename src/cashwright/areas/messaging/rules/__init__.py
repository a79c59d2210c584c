"""Decisions about messages: logic-less texts, what a reminder says, what brings a document."""

from cashwright.areas.messaging.ports import Rendered
from cashwright.areas.messaging.rules.bounces import Bounce, bounce_of
from cashwright.areas.messaging.rules.documents import (
    DOCUMENT_LANGUAGES,
    DocumentFacts,
    document_language,
    document_values,
)
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
from cashwright.areas.messaging.rules.texts import Text, check_text, render, says

__all__ = [
    "DOCUMENT_LANGUAGES",
    "LANGUAGES",
    "Bounce",
    "DocumentFacts",
    "Draft",
    "ReminderFacts",
    "ReminderItem",
    "Rendered",
    "Sender",
    "Text",
    "bounce_of",
    "check_text",
    "day_text",
    "document_language",
    "document_values",
    "letter_kept_until",
    "money_text",
    "reminder_values",
    "render",
    "says",
    "spoken",
]
