"""A message before it is queued."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cashwright.areas.messaging.ports import Rendered
from cashwright.areas.parties.policies import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One message to one address.

    dedupe_key   whatever makes it this one message in its legal entity; said once
    mentions     (document id, key) of each thing said of a document; each said once, ever
    template     which text it came from, for people: "reminder.first/de/2"
    not_before_at   the first instant it may go out
    choice       what chance chose of it, with the odds; see models.Message
    figures      what it says of money, see models.Message
    is_held      waits for a person to let it go
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
    channel: Channel = Channel.EMAIL
    not_before_at: datetime | None = None
    choice: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    is_held: bool = False
