"""Reading messages: the mailbox, the text in force, what was said, what speaks against it."""

from cashwright.areas.messaging.queries.erasing import Erasure, erasure_of
from cashwright.areas.messaging.queries.inbox import waiting_threads
from cashwright.areas.messaging.queries.mailbox import (
    mailbox,
    message_for,
)
from cashwright.areas.messaging.queries.registry import (
    Published,
    TextChoice,
    languages_of,
    text_choices,
)
from cashwright.areas.messaging.queries.stopping import (
    address_hash,
    blocked_addresses,
    consents,
    contact_policy,
    objections,
    recipients,
    recipients_of,
)
from cashwright.areas.messaging.queries.texts import (
    TextInForce,
    shipped,
    text_in_force,
    text_of_label,
    versions_of,
)
from cashwright.areas.messaging.queries.waiting import (
    entities_waiting,
    next_due,
    undeliverable,
)

__all__ = [
    "Erasure",
    "Published",
    "TextChoice",
    "TextInForce",
    "address_hash",
    "blocked_addresses",
    "consents",
    "contact_policy",
    "entities_waiting",
    "erasure_of",
    "languages_of",
    "mailbox",
    "message_for",
    "next_due",
    "objections",
    "recipients",
    "recipients_of",
    "shipped",
    "text_choices",
    "text_in_force",
    "text_of_label",
    "undeliverable",
    "versions_of",
    "waiting_threads",
]
