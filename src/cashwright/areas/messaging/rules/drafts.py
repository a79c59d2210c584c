"""A message before it is queued."""

from dataclasses import dataclass
from uuid import UUID

from cashwright.areas.messaging.rules.texts import Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One message to one address.

    dedupe_key   whatever makes it this one message in its legal entity; said once
    mentions     (document id, key) of each thing said of a document; each said once, ever
    template     which text it came from, for people: "reminder.first/de/2"
    """

    entity_id: UUID
    customer_id: UUID
    to_address: str
    purpose: str
    said: Rendered
    dedupe_key: str
    contact_id: UUID | None = None
    language: str = "en"
    template: str = ""
    mentions: tuple[tuple[UUID, str], ...] = ()
