"""What may be set about messages: texts, when somebody may be contacted, how long letters stay."""

from cashwright.areas.messaging.policies.cards import CARDS, TO_CUSTOMERS, TextCard, TextKind
from cashwright.areas.messaging.policies.contact import (
    CONTACT,
    OFF_BUDGET,
    PRESETS,
    BlockReason,
    ContactPolicy,
    Stop,
    contact_policy_of,
    value_of_contact,
)
from cashwright.areas.messaging.policies.keeping import (
    ERASE_PERSON,
    ERASED_ADDRESS,
    ERASED_PHONE,
    ERASED_TEXT,
    LETTERS_KEPT_YEARS,
)
from cashwright.areas.messaging.policies.texts import (
    DOCUMENTS,
    PUBLISH_TEXT,
    REMINDERS,
    TOKENS,
    TemplateKey,
)
from cashwright.areas.messaging.policies.tones import Tone
from cashwright.areas.messaging.policies.waiting import BY_HAND, FIGURES_CHANGED

__all__ = [
    "BY_HAND",
    "CARDS",
    "CONTACT",
    "DOCUMENTS",
    "ERASED_ADDRESS",
    "ERASED_PHONE",
    "ERASED_TEXT",
    "ERASE_PERSON",
    "FIGURES_CHANGED",
    "LETTERS_KEPT_YEARS",
    "OFF_BUDGET",
    "PRESETS",
    "PUBLISH_TEXT",
    "REMINDERS",
    "TOKENS",
    "TO_CUSTOMERS",
    "BlockReason",
    "ContactPolicy",
    "Stop",
    "TemplateKey",
    "TextCard",
    "TextKind",
    "Tone",
    "contact_policy_of",
    "value_of_contact",
]
