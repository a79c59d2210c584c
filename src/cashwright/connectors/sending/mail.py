"""E-mail by whatever Django's mail settings name: an SMTP server, a provider by anymail, or files."""

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from cashwright.areas.messaging.ports import (
    Attachment,
    Outgoing,
    Receipt,
    Refused,
    Unknown,
    Unreachable,
)

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
_NO_SUCH_MAILBOX = frozenset({550, 551, 553})
_STAYS_HERE = ("filebased", "locmem", "console", "dummy")


class MailSender:
    """Sends over one connection that stays open for a batch."""

    def __init__(self) -> None:
        self._server: BaseEmailBackend | None = None

    @property
    def reaches_people(self) -> bool:
        """Files, memory and the screen reach nobody."""
        return not any(f".{kind}." in settings.EMAIL_BACKEND for kind in _STAYS_HERE)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Connect. Raises Unreachable."""
        server = get_connection()
        try:
            server.open()
        except OSError as error:  # smtplib's errors are OSErrors too
            raise Unreachable(type(error).__name__) from error
        self._server = server
        try:
            yield
        finally:
            self._server = None
            server.close()

    def send(self, message: Outgoing, attached: Sequence[Attachment]) -> Receipt:
        """Hand one message over. Raises Refused, Unknown."""
        assert self._server is not None, "opened first"
        mail = _mail(message, attached)
        try:
            self._server.send_messages([mail])
        except (OSError, ValueError) as error:
            if isinstance(error, _REFUSED) or _is_refused_by_provider(error):
                raise Refused(_told(error), is_final=_is_final(error)) from error
            raise Unknown(_told(error)) from error
        status = getattr(mail, "anymail_status", None)
        if status is None or not status.message_id:
            return Receipt("smtp")
        return Receipt(
            getattr(self._server, "esp_name", "provider")[:16].lower(), str(status.message_id)
        )


def _is_refused_by_provider(error: Exception) -> bool:
    """A provider's answer that it does not take this message; anymail's errors carry the HTTP code."""
    code = getattr(error, "status_code", None)
    return isinstance(code, int) and 400 <= code < 500 and code not in (408, 429)


def _is_final(error: Exception) -> bool:
    """Whether the server said that there is no such mailbox."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    codes = [code for code, _ in error.recipients.values()]
    return bool(codes) and all(code in _NO_SUCH_MAILBOX for code in codes)


def _told(error: Exception) -> str:
    # The class alone: what servers answer repeats the address, and reasons enter the journal.
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None) or ""
    return f"{type(error).__name__} {code}".strip()


def _mail(message: Outgoing, attached: Sequence[Attachment]) -> EmailMultiAlternatives:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body_text,
        from_email=formataddr((message.from_name, sender)),
        to=[message.to_address],
        headers={
            "Message-ID": f"<{message.public_id}@{sender.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
            **message.headers,
        },
    )
    if message.body_html:
        mail.attach_alternative(message.body_html, "text/html")
    for one in attached:
        mail.attach(one.name, one.content, one.kind)
    return mail
