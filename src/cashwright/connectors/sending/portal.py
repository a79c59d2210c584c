"""Messages that wait in the portal: the house keeps them, and whoever looks there reads them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from cashwright.areas.messaging.ports import Attachment, Outgoing, Receipt


class PortalSender:
    """Nothing leaves the house: a message is there once it is noted as sent."""

    reaches_people = False

    @contextmanager
    def open(self) -> Iterator[None]:
        yield

    def send(self, message: Outgoing, attached: Sequence[Attachment]) -> Receipt:
        return Receipt("portal")
