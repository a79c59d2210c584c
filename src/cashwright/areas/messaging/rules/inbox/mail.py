"""Reading one mail as it came (RFC 5322, 2045): who wrote, what is new in it, what came with it.

Nothing in a mail is trusted. It is bounded before it is parsed, its headers are read one by one and
its files are kept unopened; whatever cannot be read is refused, never half read.
"""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256

from cashwright.areas.messaging.refusals import MailUnreadable
from cashwright.areas.messaging.rules.inbox.automatic import is_automatic
from cashwright.areas.messaging.rules.inbox.bodies import MailFile, body_of
from cashwright.areas.messaging.rules.inbox.headers import (
    header,
    message_ids,
    sender_of,
)
from cashwright.areas.messaging.rules.inbox.language import language_of
from cashwright.areas.messaging.rules.inbox.quoting import reply_of
from cashwright.areas.parties.policies import Channel

MAIL_BYTES_MAX = 25_000_000
_HEAD_BYTES_MAX = 200_000
_LINES_MAX = 1_000_000
_NESTED_MAX = 60
_WORK_MAX = 20_000_000  # lines times nesting: what the parser looks at
_ID_MAX = 250
_SUBJECT_MAX = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMail:
    """One message of a customer, read.

    message_id   its own id without brackets; where it has none, a hash of it
    answers      ids of the messages it answers, nearest first, without brackets
    body_text    all its words; `reply_text` those that are not quoted, without the signature
    is_auto      a machine wrote it
    left_out     names of files that were too large or too many to be kept
    """

    message_id: str
    from_address: str
    from_name: str = ""
    subject: str = ""
    body_text: str = ""
    reply_text: str = ""
    answers: tuple[str, ...] = ()
    is_auto: bool = False
    language: str = ""
    sent_at: datetime | None = None
    files: tuple[MailFile, ...] = ()
    left_out: tuple[str, ...] = ()
    channel: Channel = Channel.EMAIL


def read_mail(raw: bytes) -> InboundMail:
    """The mail that `raw` is. Raises MailUnreadable, and nothing else, whatever `raw` holds."""
    _check_size(raw)
    try:
        return _read(raw)
    except MailUnreadable:
        raise
    except Exception as error:  # the parser of the standard library trips over some broken mails
        raise MailUnreadable(reason="broken") from error


def _check_size(raw: bytes) -> None:
    if len(raw) > MAIL_BYTES_MAX:
        raise MailUnreadable(reason="too_large")
    head = raw.find(b"\n\n"), raw.find(b"\r\n\r\n")
    ends = [at for at in head if at >= 0]
    if min(ends, default=len(raw)) > _HEAD_BYTES_MAX:
        raise MailUnreadable(reason="headers_too_long")
    lines = raw.count(b"\n") + raw.count(b"\r")
    low = raw.lower()
    nested = low.count(b"multipart/") + low.count(b"message/")
    if lines > _LINES_MAX or nested > _NESTED_MAX or lines * nested > _WORK_MAX:
        raise MailUnreadable(reason="too_many_parts")


def _read(raw: bytes) -> InboundMail:
    told = message_from_bytes(raw, policy=policy.compat32)
    name, address = sender_of(told)
    if not address:
        raise MailUnreadable(reason="no_sender")
    subject = header(told, "Subject")[:_SUBJECT_MAX]
    body = body_of(told)
    reply = reply_of(body.text)
    return InboundMail(
        message_id=_own_id(told, raw), from_address=address, from_name=name, subject=subject,
        body_text=body.text, reply_text=reply, answers=_answers(told),
        is_auto=is_automatic(told, subject), language=language_of(reply or body.text),
        sent_at=_sent_at(told), files=body.files, left_out=body.left_out,
    )  # fmt: skip


def _own_id(told: "Message[str, str]", raw: bytes) -> str:
    ids = message_ids(told, "Message-ID")
    if ids and len(ids[0]) <= _ID_MAX:
        return ids[0]
    return f"sha256:{sha256(ids[0].encode() if ids else raw).hexdigest()}"


def hidden_id(message_id: str) -> str:
    """What is kept of a mail's own id once its writer is erased: enough to know the mail again."""
    return (
        message_id
        if message_id.startswith("sha256:")
        else f"sha256:{sha256(message_id.encode()).hexdigest()}"
    )


def _answers(told: "Message[str, str]") -> tuple[str, ...]:
    """In-Reply-To first, then the references from the last to the first."""
    near = message_ids(told, "In-Reply-To")
    far = message_ids(told, "References")
    return tuple(dict.fromkeys([*near, *reversed(far)]))


def _sent_at(told: "Message[str, str]") -> datetime | None:
    with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
        at = parsedate_to_datetime(header(told, "Date")[:100])
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    return None
