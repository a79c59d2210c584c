"""Doing, about delivery: note, commit, send, note.

Nothing is sent inside a transaction. A batch is first noted as handed over and committed; then
each message is given to Django's mail; then the outcomes are noted. A crash in between leaves
them handed over, the sweep makes them unknown, and a person decides: no message goes out twice.
"""

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet

from cashwright.areas.controls import journal
from cashwright.areas.controls.services import command
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.ports import (
    Attacher,
    Attachment,
    Guard,
    Waiting,
    nothing_attached,
    nothing_changed,
)
from cashwright.areas.messaging.queries import objections
from cashwright.areas.messaging.refusals import MailUnreachable
from cashwright.areas.messaging.services.moving import move
from cashwright.areas.messaging.states import MessageState
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal

_BATCH = 25

# What is said before a message has been taken. Anything else may have come after that.
_REFUSED = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    ValueError,  # it cannot be written as mail at all
)

# The ends of a message that tell of a server that went away.
_GONE = (MessageState.UNKNOWN, MessageState.QUEUED)


@dataclass(slots=True)
class DeliveryReport:
    """How many messages came to which end."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    suppressed: int = 0
    queued: int = 0

    def count(self, state: str) -> None:
        assert state in {field.name for field in fields(self)}
        setattr(self, state, getattr(self, state) + 1)


def deliver_queued(
    *,
    limit: int,
    on: date,
    by: Actor,
    guard: Guard = nothing_changed,
    attach: Attacher = nothing_attached,
    entity_id: UUID | None = None,
) -> DeliveryReport:
    """Send up to `limit` queued messages, oldest first; not to be called inside a command.

    on         the business day by which holds are judged
    guard      asked last, as the books stand then: what was paid since is not reminded of
    attach     asked for what goes with each message; what it refuses fails, and a person sends it
               again once the cause is mended
    entity_id  only messages of this legal entity; of all when None
    raises     MailUnreachable; then nothing was handed over
    repeat     each message is handed over once; several workers share the queue
    """
    assert journal.unit.get() is None, "nothing external happens inside a command"
    report = DeliveryReport()
    if not _queued(Message.objects.all(), entity_id).exists():
        return report
    with _mail_server() as server:
        while limit > 0:
            batch = _hand_over(min(limit, _BATCH), entity_id, on=on, by=by, guard=guard)
            if not batch:
                break
            going = [message for message in batch if message.state == MessageState.SENDING]
            _note(_send_all(server, going, attach), by=by)
            for message in batch:
                report.count(message.state)
            if any(message.state in _GONE for message in going):
                break  # what waits stays queued for the next call
            limit -= len(batch)
    return report


@command
def _hand_over(
    limit: int, entity_id: UUID | None, *, on: date, by: Actor, guard: Guard
) -> list[Message]:
    """Lock the next messages and note them as handed over, or as suppressed with the reason."""
    rows = Message.objects.select_for_update(skip_locked=True, of=("self",))
    waiting = _queued(rows, entity_id).select_related("entity").order_by("pk")
    batch = list(waiting[:limit])
    if not batch:
        return []
    seen = [_waiting(message) for message in batch]
    reasons = {**guard(seen), **objections(seen, on=on)}
    move(
        [
            (message, "suppress", reasons[message.pk])
            if message.pk in reasons
            else (message, "hand_over", "")
            for message in batch
        ],
        by=by,
    )
    return batch


def _queued(rows: QuerySet[Message], entity_id: UUID | None) -> QuerySet[Message]:
    waiting = rows.filter(state=MessageState.QUEUED)
    return waiting if entity_id is None else waiting.filter(entity_id=entity_id)


@command
def _note(outcomes: Sequence[tuple[Message, str, str]], *, by: Actor) -> None:
    move(outcomes, by=by)


def _waiting(message: Message) -> Waiting:
    return Waiting(
        message_id=message.pk, entity_id=message.entity_id, customer_id=message.customer_id,
        contact_id=message.contact_id, purpose=message.purpose,
        document_ids=tuple(message.document_ids),
    )  # fmt: skip


@contextmanager
def _mail_server() -> Iterator[BaseEmailBackend]:
    server = get_connection()
    try:
        server.open()
    except OSError as error:  # smtplib's errors are OSErrors too
        raise MailUnreachable(reason=type(error).__name__) from error
    try:
        yield server
    finally:
        server.close()


def _send_all(
    server: BaseEmailBackend, messages: Sequence[Message], attach: Attacher
) -> list[tuple[Message, str, str]]:
    """Send one by one; once the server is gone the rest is taken back, it was never asked."""
    outcomes: list[tuple[Message, str, str]] = []
    is_gone = False
    for message in messages:
        if is_gone:
            outcomes.append((message, "take_back", "the mail server went away"))
            continue
        try:
            server.send_messages([_mail(message, attach(_waiting(message)))])
        except Refusal as refusal:
            outcomes.append((message, "fail", refusal.code))
        except (OSError, ValueError) as error:
            is_gone = not isinstance(error, _REFUSED)
            outcomes.append((message, "lose" if is_gone else "fail", _told(error)))
        else:
            outcomes.append((message, "deliver", ""))
    return outcomes


def _told(error: Exception) -> str:
    # The class alone: what servers answer repeats the address, and reasons enter the journal.
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()


def _mail(message: Message, attached: Sequence[Attachment]) -> EmailMultiAlternatives:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body_text,
        from_email=formataddr((message.entity.name, sender)),
        to=[message.to_address],
        headers={
            "Message-ID": f"<{message.public_id}@{sender.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if message.body_html:
        mail.attach_alternative(message.body_html, "text/html")
    for one in attached:
        mail.attach(one.name, one.content, one.kind)
    return mail
