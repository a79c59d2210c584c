"""A channel that reaches nobody: it asks the world what it makes of each message."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar, Protocol

from cashwright.areas.messaging.ports import Attachment, Outgoing, Receipt

CHANNELS = ("email", "sms", "post", "portal")
SENDERS = dict.fromkeys(CHANNELS, "tests.runs.dun.channel.Line")
"""What CASHWRIGHT_SENDERS is while the world turns."""


class World(Protocol):
    """Who hears of what goes out."""

    def opening(self) -> None:
        """Something happens just before a batch is judged."""
        ...

    def hear(self, message: Outgoing) -> Receipt:
        """A message goes out now. Raises Refused, Unknown."""
        ...


class Line:
    """All channels. `world` is whoever listens."""

    reaches_people = False
    world: ClassVar[World]

    @contextmanager
    def open(self) -> Iterator[None]:
        self.world.opening()
        yield

    def send(self, message: Outgoing, attached: Sequence[Attachment]) -> Receipt:
        return self.world.hear(message)
