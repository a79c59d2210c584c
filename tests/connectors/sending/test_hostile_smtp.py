"""Mail servers that misbehave: nothing goes out twice, nothing is lost, and it is known what is not known."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cashwright.areas.messaging.models import BlockedAddress, Message
from cashwright.areas.messaging.queries import undeliverable
from cashwright.areas.messaging.refusals import MailUnreachable
from cashwright.areas.messaging.services import DeliveryReport, deliver_queued
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import Purpose
from tests.areas.messaging.makers import a_message
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer
from tests.connectors.sending.hostile_smtp import HostileServer, hostile_server

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FAR = "good@buyer.example"


@pytest.fixture
def server(settings: Any) -> Iterator[HostileServer]:
    with hostile_server() as hostile:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", hostile.port
        settings.EMAIL_TIMEOUT = 0.4
        settings.DEFAULT_FROM_EMAIL = "Cashwright <receivables@house.example>"
        yield hostile


@pytest.fixture
def customer() -> Customer:
    return a_customer(a_company())


def deliver(at: datetime = NOON) -> DeliveryReport:
    return deliver_queued(limit=100, on=ON, at=at, by=HOUSE_RULE)


def queued(customer: Customer, *names: str) -> list[Message]:
    return [
        a_message(
            customer, name, to_address=f"{name}@buyer.example", purpose=Purpose.INVOICES
        )
        for name in names
    ]  # fmt: skip


def ends(messages: list[Message]) -> list[tuple[str, str]]:
    rows = Message.objects.in_bulk([one.pk for one in messages])
    return [(rows[one.pk].state, rows[one.pk].reason) for one in messages]


@pytest.mark.parametrize("name", ["drop", "stall"])
def test_a_mail_that_was_taken_without_a_word_is_unknown_and_never_sent_again(
    server: HostileServer, customer: Customer, name: str
) -> None:
    first, lost, rest = queued(customer, "good", name, "other")
    assert deliver() == DeliveryReport(sent=1, unknown=1, queued=1)
    assert [state for state, _ in ends([first, lost, rest])] == ["sent", "unknown", "queued"]
    assert deliver() == DeliveryReport(sent=1)
    assert deliver(NOON + timedelta(days=1)) == DeliveryReport()
    assert [to for to, _ in server.taken] == [
        "good@buyer.example", f"{name}@buyer.example", "other@buyer.example",
    ]  # fmt: skip


def test_a_dead_mailbox_is_blocked_and_the_others_go_out_on_the_same_line(
    server: HostileServer, customer: Customer
) -> None:
    messages = queued(customer, "good", "rcpt_550", "other")
    assert deliver() == DeliveryReport(sent=2, failed=1)
    assert undeliverable(customer.entity_id, since=NOON) == [messages[1].pk]
    assert ends(messages)[1] == ("failed", "SMTPRecipientsRefused 550")
    assert BlockedAddress.objects.get().message_id == messages[1].pk
    assert Message.objects.get(pk=messages[1].pk).bounced_at == NOON
    assert server.connections == 1


@pytest.mark.parametrize("name", ["rcpt_450", "data_451"])
def test_a_greylisting_server_is_asked_again_later_each_time_and_in_the_end_no_more(
    server: HostileServer, customer: Customer, name: str
) -> None:
    [message] = queued(customer, name)
    at, waits = NOON, []
    while (report := deliver(at)).deferred:
        assert deliver(at) == DeliveryReport()
        later = Message.objects.get(pk=message.pk).not_before_at
        assert later is not None
        waits.append((later - at).total_seconds() // 60)
        at = later
    assert waits == [15, 30, 60, 120, 240]
    assert report == DeliveryReport(failed=1)
    assert server.taken == []
    assert BlockedAddress.objects.count() == 0


def test_a_mail_that_is_refused_after_its_text_has_failed_and_blocks_nothing(
    server: HostileServer, customer: Customer
) -> None:
    messages = queued(customer, "data_554", "good")
    assert deliver() == DeliveryReport(sent=1, failed=1)
    assert ends(messages)[0] == ("failed", "SMTPDataError 554")
    assert BlockedAddress.objects.count() == 0


def test_a_server_that_closes_down_leaves_everything_in_the_queue(
    server: HostileServer, customer: Customer
) -> None:
    messages = queued(customer, "rcpt_421", "good")
    assert deliver() == DeliveryReport(queued=2)
    assert [state for state, _ in ends(messages)] == ["queued", "queued"]


def test_a_line_that_breaks_before_the_text_is_unknown_to_be_sure(
    server: HostileServer, customer: Customer
) -> None:
    messages = queued(customer, "close", "good")
    assert deliver() == DeliveryReport(unknown=1, queued=1)
    assert ends(messages)[0] == ("unknown", "SMTPServerDisconnected")
    assert server.taken == []


@pytest.mark.parametrize("greeting", [b"554 go away\r\n", b"HTTP/1.1 400 Bad\r\n\r\n", None])
def test_what_does_not_greet_as_a_mail_server_takes_nothing_out_of_the_queue(
    server: HostileServer, customer: Customer, greeting: bytes | None
) -> None:
    server.greeting = greeting
    messages = queued(customer, "good")
    with pytest.raises(MailUnreachable):
        deliver()
    assert ends(messages) == [("queued", "")]
