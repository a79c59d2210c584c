"""People at the other end, by hidden character: they read, ignore, reply, promise, break, dispute and drift.

Words: a `Character` is what nobody in the books may know; a `Reaction` is what comes of one message; a
`Change` is what it means for the day an invoice is paid. All of it is pure and follows from a seed.
"""

from cashwright.connectors.simulator.people.characters import Character, Kind, character
from cashwright.connectors.simulator.people.exchanges import (
    Change,
    Objection,
    Owed,
    Reaction,
    Reply,
    Says,
    Told,
)
from cashwright.connectors.simulator.people.reacting import (
    as_payer,
    moved_chance,
    reaction,
    seen_chance,
)
from cashwright.connectors.simulator.people.truth import (
    Known,
    keep,
    kept,
    known_character,
    known_reply,
)
from cashwright.connectors.simulator.people.writing import (
    Correspondence,
    mail,
    message_id,
)

__all__ = [
    "Change",
    "Character",
    "Correspondence",
    "Kind",
    "Known",
    "Objection",
    "Owed",
    "Reaction",
    "Reply",
    "Says",
    "Told",
    "as_payer",
    "character",
    "keep",
    "kept",
    "known_character",
    "known_reply",
    "mail",
    "message_id",
    "moved_chance",
    "reaction",
    "seen_chance",
]
