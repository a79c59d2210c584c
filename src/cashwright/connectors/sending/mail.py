"""E-mail by whatever Django's mail settings name: an SMTP server, a provider by anymail, or files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from cashwright.areas.messaging.ports import Attachment, Outgoing, Receipt, Unknown, Unreachable
from cashwright.connectors.sending.answers import errors, meaning

_TAKEN = frozenset({"sent", "queued"})
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
        """Hand one message over. Raises Unreachable, Later, Refused, Unknown."""
        assert self._server is not None, "opened first"
        mail = _mail(message, attached)
        try:
            self._server.send_messages([mail])
        except errors() as error:
            raise meaning(error) from error
        status = getattr(mail, "anymail_status", None)
        if status is None:
            return Receipt("smtp")
        if not status.message_id or not (status.status or {""}) <= _TAKEN:
            raise Unknown("the provider did not say that it took it")
        return Receipt(
            getattr(self._server, "esp_name", "provider")[:16].lower(), str(status.message_id)
        )


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
    # A provider repeats this in its reports; an SMTP server is not told.
    mail.metadata = {"message": message.public_id}  # type: ignore[attr-defined]
    if message.body_html:
        mail.attach_alternative(message.body_html, "text/html")
    for one in attached:
        mail.attach(one.name, one.content, one.kind)
    return mail
