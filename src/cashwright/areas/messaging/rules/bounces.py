"""Reading what mail servers send back when a message could not be delivered (RFC 3464, RFC 3463)."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

REPORT_BYTES_MAX = 1_000_000
_PARTS_MAX = 50
_OUR_ID = re.compile(r"<(msg_[0-9A-Za-z]+)@[^<>\s]+>")
_DEAD = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Bounce:
    """One message of ours that came back.

    message_id    its public id, from the Message-ID we gave it
    status        the enhanced status code: 5.1.1 there is no such mailbox
    is_permanent  5.x: trying the same address again is of no use
    """

    message_id: str
    status: str
    is_permanent: bool

    @property
    def is_dead(self) -> bool:
        """Whether the address itself is of no use: no such mailbox or domain, or switched off."""
        return self.status.startswith(_DEAD)


def bounce_of(raw: bytes) -> Bounce | None:
    """The bounce a mail tells of; None when it is another mail, a delay, or not about one of ours.

    Only a delivery status report counts: what a person writes is never taken for one.
    """
    if len(raw) > REPORT_BYTES_MAX:
        return None
    mail = message_from_bytes(raw, policy=default)
    if mail.get_content_type() != "multipart/report":
        return None
    if str(mail.get_param("report-type", "")).lower() != "delivery-status":
        return None
    parts = [part for _, part in zip(range(_PARTS_MAX), mail.walk(), strict=False)]
    status = next((found for part in parts if (found := _status(part))), "")
    ours = next((found for part in parts if (found := _our_id(part))), "")
    if not ours or not status.startswith(("4", "5")):
        return None
    return Bounce(ours, status, is_permanent=status.startswith("5"))


def _status(part: Message) -> str:
    """The status of a failed recipient; a report of a mere delay has none."""
    if part.get_content_type() != "message/delivery-status":
        return ""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
            found = _STATUS.search(str(block.get("Status", "")))
            return found[0] if found else ""
    return ""


def _our_id(part: Message) -> str:
    """The id of the message that came back, from its own headers as the report repeats them."""
    kind = part.get_content_type()
    if kind == "text/rfc822-headers" and isinstance(part, EmailMessage):
        text = part.get_content()
    elif kind == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        text = f"Message-ID: {first['Message-ID']}" if isinstance(first, Message) else ""
    else:
        return ""
    for line in text.splitlines():
        if line.lower().startswith("message-id:"):
            found = _OUR_ID.search(line)
            return found[1] if found else ""
    return ""
