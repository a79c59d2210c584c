"""What came back is said to somebody else, on another channel, or left to a person; what waits goes out in time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.queries import known, reminder_plan
from cashwright.areas.collections.services import remind
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import BlockedAddress, Message
from cashwright.areas.messaging.services import note_bounce
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.services import add_contact, state_consent
from cashwright.kernel.clock import FixedClock, noon_utc, running_on
from cashwright.runs.day import run_day
from cashwright.runs.deliver import deliver_messages
from cashwright.runs.fall_back import fall_back
from cashwright.runs.policies import RECEIPTS
from cashwright.runs.send_waiting import send_waiting
from tests import makers
from tests.connectors.sending.hostile_smtp import hostile_server
from tests.makers import ANN

pytestmark = pytest.mark.django_db
ISSUED, DUE = date(2026, 1, 5), date(2026, 2, 4)
ON = DUE + timedelta(days=1)
PHONE = "+4915112345678"


@pytest.fixture
def buyer(settings: Any, tmp_path: Any) -> Iterator[Customer]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    settings.CASHWRIGHT_SMS_URL = ""
    with running_on(noon_utc(ON)):
        yield makers.customer(makers.entity(), zone="Europe/Berlin")


def person(of: Customer, name: str, *roles: str, email: str = "", phone: str = "") -> Contact:
    card = {"email": email or f"{name.lower()}@buyer.example", "phone": phone, "roles": list(roles)}
    return add_contact(customer_id=of.pk, name=name, by=ANN, card=card)


def owed(of: Customer) -> Invoice:
    return makers.invoice(of, 100_00, issued_on=ISSUED, due_on=DUE)


def sent(of: Customer) -> Message:
    """A reminder that went out."""
    remind(reminder_plan(of.entity_id, ON), entity_id=of.entity_id, on=ON, by=ANN)
    deliver_messages(entity_id=of.entity_id, on=ON, by=ANN)
    message = Message.objects.latest("queued_at", "pk")
    assert message.state == "sent"
    return message


def come_back(message: Message) -> str:
    note_bounce(message_id=message.pk, status="5.1.1", is_dead=True, by=ANN)
    done = fall_back(message.pk, is_permanent=True, by=ANN)
    assert fall_back(message.pk, is_permanent=True, by=ANN) == done
    deliver_messages(entity_id=message.entity_id, on=ON, by=ANN)
    return done


def said(of: Customer) -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(customer=of, purpose="reminders").order_by("pk")
    return list(rows.values_list("channel", "to_address", "state"))


def test_a_reminder_goes_to_the_next_person_then_by_text_and_then_to_a_clerk(
    buyer: Customer,
) -> None:
    person(buyer, "Ann", "accounts_payable")
    person(buyer, "Boss", "executive")
    kim = person(buyer, "Kim", "accounts_payable", phone=PHONE)
    state_consent(
        contact_id=kim.pk, channel=Channel.SMS, purpose=Purpose.REMINDERS, is_given=True,
        stated_at=datetime(2026, 1, 1, tzinfo=UTC), proof="form", by=ANN,
    )  # fmt: skip
    invoice = owed(buyer)
    message = sent(buyer)
    for expected in ("sent_on", "sent_on", "sent_on", "asked"):
        assert come_back(message) == expected
        message = Message.objects.latest("pk")
    assert said(buyer) == [
        ("email", "ann@buyer.example", "bounced"),
        ("email", "kim@buyer.example", "bounced"),  # does the same work; the boss comes after
        ("email", "boss@buyer.example", "bounced"),
        ("sms", PHONE, "bounced"),
    ]
    assert Task.objects.get(kind="messaging.bounced").document_id == message.pk
    assert "Kim" in Message.objects.get(to_address="kim@buyer.example").body_text
    assert {one.document_ids[0] for one in Message.objects.all()} == {invoice.pk}


def test_nobody_is_reached_by_text_without_a_yes(buyer: Customer) -> None:
    person(buyer, "Ann", "accounts_payable", phone=PHONE)
    owed(buyer)
    assert come_back(sent(buyer)) == "asked"
    assert len(said(buyer)) == 1


def test_of_what_was_paid_meanwhile_nobody_else_hears(buyer: Customer) -> None:
    person(buyer, "Ann", "accounts_payable")
    person(buyer, "Kim")
    invoice = owed(buyer)
    message = sent(buyer)
    pay(invoice)
    assert come_back(message) == "asked"
    assert len(said(buyer)) == 1


def pay(invoice: Invoice) -> None:
    payment = makers.payment(invoice.customer, 100_00, on=ON)
    part = Part(invoice.pk, 100_00)
    apply(source_kind=SourceKind.PAYMENT, source_id=payment.pk, parts=[part], on=ON, by=ANN)


def test_a_mailbox_that_is_refused_at_the_door_is_passed_over_in_the_same_sending(
    buyer: Customer, settings: Any
) -> None:
    person(buyer, "Ann", "accounts_payable", email="rcpt_550@buyer.example")
    person(buyer, "Kim")
    owed(buyer)
    remind(reminder_plan(buyer.entity_id, ON), entity_id=buyer.entity_id, on=ON, by=ANN)
    with hostile_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.CASHWRIGHT_SENDERS = {
            **settings.CASHWRIGHT_SENDERS, "email": f"{__name__}.OnTheBooksDay",
        }  # fmt: skip
        tally = deliver_messages(entity_id=buyer.entity_id, on=ON, by=ANN)
        assert [to for to, _ in server.taken] == ["kim@buyer.example"]
    assert tally.outcomes == {"failed": 1, "sent": 1}
    assert said(buyer) == [
        ("email", "rcpt_550@buyer.example", "failed"), ("email", "kim@buyer.example", "sent"),
    ]  # fmt: skip
    assert BlockedAddress.objects.count() == 1
    happened = known(buyer.entity_id, ON).happened
    assert happened["trigger"].to_list() == ["message_bounced"]


def test_what_waits_for_the_morning_goes_out_between_two_days_and_once(
    buyer: Customer, settings: Any, mailoutbox: list[Any]
) -> None:
    person(buyer, "Ann", "accounts_payable")
    owed(buyer)
    remind(reminder_plan(buyer.entity_id, ON), entity_id=buyer.entity_id, on=ON, by=ANN)
    night = datetime(2026, 2, 6, 2, tzinfo=UTC)  # three in Berlin
    for at, out in ((night, 0), (night + timedelta(hours=3), 0), (night + timedelta(hours=5), 1)):
        with running_on(FixedClock(at)):
            send_waiting()
            send_waiting()
        assert len(mailoutbox) == out, at


def test_a_payment_is_thanked_for_once_where_the_house_wants_that(
    buyer: Customer, mailoutbox: list[Any]
) -> None:
    person(buyer, "Ann", "accounts_payable")
    pay(owed(buyer))
    makers.payment(buyer, 55_00, on=ON)  # has found no invoice yet
    run_day(buyer.entity, ON)
    assert not Message.objects.filter(purpose="confirmations").exists()
    set_policy(name=RECEIPTS, value={"is_on": True}, valid_from=ON, by=ANN, why="kinder")
    run_day(buyer.entity, ON, again=True)
    run_day(buyer.entity, ON, again=True)
    run_day(buyer.entity, ON + timedelta(days=1))
    thanks = Message.objects.get(purpose="confirmations")
    assert (thanks.template.partition("/")[0], thanks.state) == ("payment.thanks", "sent")
    assert "100.00 EUR" in thanks.body_text


class OnTheBooksDay:
    """The mail sender, but on the books' own day: the machine's is another one."""

    reaches_people = False

    def __new__(cls) -> Any:
        from cashwright.connectors.sending.mail import MailSender

        kind = type("Sender", (MailSender,), {"reaches_people": False})
        return kind()
