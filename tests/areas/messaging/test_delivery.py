"""Delivery: noted before, sent outside, noted after; never twice, never a second recipient."""

import email
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from email.message import EmailMessage as Parsed
from email.policy import default
from pathlib import Path
from socket import socket
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from cashwright.areas.controls.services import command
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.ports import Waiting
from cashwright.areas.messaging.refusals import MailUnreachable
from cashwright.areas.messaging.rules import Rendered
from cashwright.areas.messaging.services import DeliveryReport, deliver_queued, sweep_lost
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import Channel, HoldKind, Purpose
from cashwright.areas.parties.services import (
    add_contact,
    change_contact,
    place_hold,
    state_consent,
)
from cashwright.kernel.clock import SystemClock
from tests.areas.messaging.makers import a_message, state_of
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


def deliver(limit: int = 100, **more: Any) -> DeliveryReport:
    return deliver_queued(limit=limit, on=ON, by=HOUSE_RULE, **{"at": NOON, **more})


@pytest.fixture
def customer(settings: Any) -> Customer:
    settings.EMAIL_BACKEND = LOCMEM
    settings.DEFAULT_FROM_EMAIL = "Cashwright <receivables@house.example>"
    return a_customer(a_company())


class Broken(BaseEmailBackend):
    """A mail server that ends every message with the next error of a list (None: it is taken)."""

    errors: list[Exception | None] = []
    asked: list[str] = []

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        for mail in email_messages:
            self.asked.append(mail.to[0])
            error = self.errors.pop(0) if self.errors else None
            if error is not None:
                raise error
        return len(email_messages)


@pytest.fixture
def broken(customer: Customer, settings: Any) -> type[Broken]:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    Broken.errors, Broken.asked = [], []
    return Broken


def several(customer: Customer, count: int, **more: Any) -> list[UUID]:
    return [
        a_message(customer, str(n), to_address=f"p{n}@example.com", **more).pk for n in range(count)
    ]


def test_a_message_is_sent_once(customer: Customer, mailoutbox: list[Any]) -> None:
    message = a_message(customer)
    assert deliver() == DeliveryReport(sent=1)
    assert deliver() == DeliveryReport()
    [mail] = mailoutbox
    assert mail.to == ["ann@example.com"]
    assert (mail.cc, mail.bcc) == ([], [])
    assert mail.from_email == "Company DE <receivables@house.example>"
    sent = Message.objects.get(pk=message.pk)
    assert sent.state == "sent"
    assert sent.sent_at is not None


def test_no_more_than_the_limit_goes_out(customer: Customer, mailoutbox: list[Any]) -> None:
    ids = several(customer, 60, purpose=Purpose.INVOICES)
    assert deliver(limit=30) == DeliveryReport(sent=30)
    assert [mail.to[0] for mail in mailoutbox] == [f"p{n}@example.com" for n in range(30)]
    assert deliver() == DeliveryReport(sent=30)
    assert len(mailoutbox) == len(ids)


def test_a_message_is_noted_and_committed_before_the_server_is_asked(
    customer: Customer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = a_message(customer)
    seen: list[tuple[str, bool]] = []

    def look(self: object, mails: Sequence[Any]) -> int:
        seen.append((state_of(message.pk), connection.in_atomic_block))
        return len(mails)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", look)
    deliver()
    assert seen == [("sending", False)]


def test_a_kill_while_sending_leaves_it_unknown_and_never_sends_it_again(
    broken: type[Broken], customer: Customer
) -> None:
    first, second = several(customer, 2)
    broken.errors = [KeyboardInterrupt()]  # type: ignore[list-item]
    with pytest.raises(KeyboardInterrupt):
        deliver()
    assert (state_of(first), state_of(second)) == ("sending", "sending")
    assert deliver() == DeliveryReport()
    Message.objects.update(handed_over_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert sweep_lost(by=HOUSE_RULE) == 2
    assert deliver() == DeliveryReport()
    assert (state_of(first), state_of(second)) == ("unknown", "unknown")
    assert broken.asked == ["p0@example.com"]


def test_what_the_server_refuses_has_failed_and_the_others_go_out(
    broken: type[Broken], customer: Customer
) -> None:
    ids = several(customer, 3)
    broken.errors = [
        None,
        smtplib.SMTPRecipientsRefused({"p1@example.com": (550, b"no such user")}),
    ]
    assert deliver() == DeliveryReport(sent=2, failed=1)
    assert [state_of(pk) for pk in ids] == ["sent", "failed", "sent"]
    assert "p1@" not in Message.objects.get(pk=ids[1]).reason


def test_a_connection_that_breaks_leaves_one_unknown_and_the_rest_in_the_queue(
    broken: type[Broken], customer: Customer
) -> None:
    ids = several(customer, 4)
    broken.errors = [None, smtplib.SMTPServerDisconnected("gone")]
    assert deliver() == DeliveryReport(sent=1, unknown=1, queued=2)
    assert [state_of(pk) for pk in ids] == ["sent", "unknown", "queued", "queued"]
    assert broken.asked == ["p0@example.com", "p1@example.com"]
    assert deliver() == DeliveryReport(sent=2)
    assert broken.asked[2:] == ["p2@example.com", "p3@example.com"]


def test_a_server_that_cannot_be_reached_takes_nothing_out_of_the_queue(
    customer: Customer, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = a_message(customer)
    with pytest.raises(MailUnreachable):
        deliver()
    assert state_of(message.pk) == "queued"


def test_what_was_paid_meanwhile_is_not_reminded_of(
    customer: Customer, mailoutbox: list[Any]
) -> None:
    paid, open_ = several(customer, 2)

    def guard(waiting: Sequence[Waiting]) -> Mapping[UUID, str]:
        assert {one.customer_id for one in waiting} == {customer.pk}
        return {paid: "paid"}

    assert deliver(guard=guard) == DeliveryReport(sent=1, suppressed=1)
    assert Message.objects.get(pk=paid).reason == "paid"
    assert state_of(open_) == "sent"
    assert [mail.to for mail in mailoutbox] == [["p1@example.com"]]


def test_a_hold_placed_after_queueing_stops_reminders_and_nothing_else(
    customer: Customer, mailoutbox: list[Any]
) -> None:
    reminder = a_message(customer, "reminder")
    invoice = a_message(customer, "invoice", purpose=Purpose.INVOICES)
    place_hold(
        customer_id=customer.pk, kind=HoldKind.DUNNING, reason="asked", from_on=ON, by=HOUSE_RULE
    )
    assert deliver() == DeliveryReport(sent=1, suppressed=1)
    assert Message.objects.get(pk=reminder.pk).reason == "on_hold"
    assert state_of(invoice.pk) == "sent"


@pytest.mark.parametrize("why", ["contact_left", "opted_out"])
def test_a_person_who_left_or_said_no_is_not_written_to(
    customer: Customer, mailoutbox: list[Any], why: str
) -> None:
    contact = add_contact(
        customer_id=customer.pk, name="Ann", card={"email": "ann@example.com"}, by=HOUSE_RULE
    )
    message = a_message(customer, contact_id=contact.pk)
    if why == "contact_left":
        change_contact(contact_id=contact.pk, changes={"is_active": False}, by=HOUSE_RULE)
    else:
        state_consent(
            contact_id=contact.pk, channel=Channel.EMAIL, purpose=Purpose.REMINDERS,
            is_given=False, stated_at=SystemClock().now(), proof="reply", by=HOUSE_RULE,
        )  # fmt: skip
    assert deliver() == DeliveryReport(suppressed=1)
    assert Message.objects.get(pk=message.pk).reason == why
    assert mailoutbox == []


def test_nothing_is_sent_from_within_a_command(customer: Customer) -> None:
    a_message(customer)
    with pytest.raises(AssertionError):
        command(deliver)()


def test_without_a_server_every_message_becomes_a_file(
    customer: Customer, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    a_message(customer)
    assert deliver() == DeliveryReport(sent=1)
    [file] = tmp_path.iterdir()
    assert "To: ann@example.com" in file.read_text()


class Inbox:
    """What a real SMTP server on this machine was given."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], Parsed]] = []

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        parsed = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, Parsed)
        self.taken.append((list(envelope.rcpt_tos), parsed))
        return "250 taken"


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    handler = Inbox()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield handler
    finally:
        server.stop()


def test_a_real_server_gets_one_mail_in_words_and_html(customer: Customer, inbox: Inbox) -> None:
    said = Rendered("Zwei Rechnungen überfällig", "Guten Tag,\n\nGrüße\n", "<p>Grüße</p>\n")
    message = a_message(customer, said=said)
    assert deliver() == DeliveryReport(sent=1)
    [(recipients, mail)] = inbox.taken
    assert recipients == ["ann@example.com"]
    assert mail["Subject"] == "Zwei Rechnungen überfällig"
    assert mail["To"] == "ann@example.com"
    assert mail["Message-ID"] == f"<{message.public_id}@house.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    kinds = {part.get_content_type(): part for part in mail.iter_parts()}
    assert "Grüße" in kinds["text/plain"].get_content()
    assert "<p>Grüße</p>" in kinds["text/html"].get_content()


@pytest.mark.parametrize(
    "name", ['Evil", evil@x.y', "Evil <evil@x.y>, Company", "Müller & Söhne, Köln"]
)
def test_no_name_of_ours_becomes_a_second_address(
    customer: Customer, inbox: Inbox, name: str
) -> None:
    customer.entity.name = name
    customer.entity.save()
    a_message(customer)
    assert deliver() == DeliveryReport(sent=1)
    [(recipients, mail)] = inbox.taken
    assert recipients == ["ann@example.com"]
    [sender] = mail["From"].addresses
    assert sender.addr_spec == "receivables@house.example"
    assert sender.display_name == name


def test_a_body_full_of_headers_stays_a_body(customer: Customer, inbox: Inbox) -> None:
    body = "\n\nBcc: evil@x.y\nSubject: other\n.\nMAIL FROM:<evil@x.y>\n.\n"
    a_message(customer, said=Rendered("Plain", f"Hello{body}", ""))
    assert deliver() == DeliveryReport(sent=1)
    [(recipients, mail)] = inbox.taken
    assert recipients == ["ann@example.com"]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Plain"
    assert "MAIL FROM:<evil@x.y>" in mail.get_content()
