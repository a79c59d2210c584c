"""What messaging needs from others: whether a message is still wanted, what goes with it, who sends it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as it is said."""

    subject: str
    body_text: str
    body_html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A queued message as the asker sees it: what it is for and which documents it names."""

    message_id: UUID
    entity_id: UUID
    customer_id: UUID
    contact_id: UUID | None
    purpose: str
    document_ids: tuple[UUID, ...]
    channel: str = "email"
    language: str = "en"
    template: str = ""
    subject: str = ""
    body_text: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reworded:
    """What a message has to say by now, and what it states of money then; see models.Message."""

    said: Rendered
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that a person looks at first, and why: a machine cannot say it anew."""

    reason: str


Verdicts = Mapping[UUID, Reworded | Kept | str]
"""What speaks against messages, by id: the reason why one must not go out, or what becomes of it."""


class Guard(Protocol):
    """Asked at the last moment before sending, in the transaction that hands messages over."""

    def __call__(self, waiting: Sequence[Waiting]) -> Verdicts:
        """The messages (by id) that must not go out any more, each with the reason; those that must
        say something else by now, each with its new words; and those a person has to see first."""
        ...


def nothing_changed(waiting: Sequence[Waiting]) -> Verdicts:
    """The guard of those who have nothing to object."""
    return {}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    kind: str
    content: bytes


class Attacher(Protocol):
    """Asked before a message is sent, outside any transaction. A Refusal keeps it from going out."""

    def __call__(self, message: Waiting) -> Sequence[Attachment]:
        """What goes with it; nothing with most."""
        ...


def nothing_attached(message: Waiting) -> Sequence[Attachment]:
    """The attacher of those who send words alone."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message as a channel needs it.

    public_id    msg_…; what the channel is given to know it by
    from_name    our company; from_lines its postal address
    to_address   one e-mail address or phone number; empty for post and portal
    to_lines     the customer's name and postal address
    headers      further headers of an e-mail, each a line
    letter_no    the number of a letter; empty on other channels
    """

    public_id: str
    channel: str
    from_name: str
    to_address: str
    subject: str
    body_text: str
    body_html: str
    language: str
    from_lines: tuple[str, ...] = ()
    to_lines: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    letter_no: str = ""
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a channel says of a message it took.

    provider     who took it; provider_id the id its reports will name
    paper        the PDF of a letter, which a person has to post; empty on other channels
    """

    provider: str
    provider_id: str = ""
    paper: bytes = b""


class ReportKind(StrEnum):
    """What became of a message, in one vocabulary for all providers (django-anymail's, shortened)."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    OPENED = "opened"
    CLICKED = "clicked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderReport:
    """What a provider says became of a message, once it has proved that it says so.

    provider_id   the id it gave when it took the message; message_id  ours (msg_…), where it repeats it
    key           what makes this report one: the same again is known
    is_permanent  of what came back: the address is of no use
    code          a status code or a reason's name, never an address
    reported_at   when it happened, by the provider's clock
    """

    provider: str
    provider_id: str
    message_id: str
    key: str
    kind: ReportKind
    is_permanent: bool
    code: str
    reported_at: datetime


class SendError(Exception):
    """A message was not taken. The text names no address and no words of it: it enters the journal."""


class Unreachable(SendError):
    """Nobody was asked: the message stays in the queue."""


class Later(SendError):
    """The channel said no for now; the message did not go out, and is tried again later."""


class Refused(SendError):
    """The channel said no; the message did not go out. `is_final`: the address is of no use."""

    def __init__(self, told: str, *, is_final: bool = False) -> None:
        super().__init__(told)
        self.is_final = is_final


class Unknown(SendError):
    """Nobody knows whether it went out. A machine does not send it again."""


class Sender(Protocol):
    """One channel. Entered once for a batch: what it connects to stays open in between."""

    reaches_people: bool
    """Whether messages leave this machine: then its own clock decides, whatever day the books are on."""

    def open(self) -> AbstractContextManager[None]:
        """Connect, and hang up in the end. Raises Unreachable."""
        ...

    def send(self, message: Outgoing, attached: Sequence[Attachment]) -> Receipt:
        """Hand one message over. Raises Unreachable, Later, Refused, Unknown."""
        ...
