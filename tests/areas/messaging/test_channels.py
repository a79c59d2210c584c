"""Channels and what is judged at the moment of sending: consent, windows, new words, letters, opt-out."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from cashwright.areas.controls.services import set_policy
from cashwright.areas.messaging.models import BlockedAddress, Letter, Message, Thread
from cashwright.areas.messaging.policies import CONTACT, BlockReason
from cashwright.areas.messaging.ports import Rendered, Reworded, Waiting
from cashwright.areas.messaging.refusals import OnlyAPerson
from cashwright.areas.messaging.services import (
    DeliveryReport,
    block_address,
    deliver_queued,
    hold_message,
    lift_block,
    post_letter,
    release_message,
)
from cashwright.areas.messaging.services.outgoing import unsubscribe_path
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.services import add_contact, state_consent
from cashwright.kernel.actors import Actor
from tests.areas.messaging.makers import a_message, state_of
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PERSON = Actor.human(uuid4())


def deliver(at: datetime = NOON, **more: Any) -> DeliveryReport:
    return deliver_queued(limit=100, on=ON, at=at, by=HOUSE_RULE, **more)


@pytest.fixture
def customer(settings: Any, tmp_path: Path) -> Customer:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Cashwright <receivables@house.example>"
    settings.EMAIL_FILE_PATH = tmp_path
    settings.CASHWRIGHT_SMS_URL, settings.CASHWRIGHT_URL = "", "https://pay.house.example"
    return a_customer(
        a_company(), country="DE", zone="Europe/Berlin", postal_address="Weg 1\n10115 Berlin"
    )


@pytest.fixture
def ann(customer: Customer) -> Contact:
    card = {"email": "ann@example.com", "phone": "+4915112345678"}
    return add_contact(customer_id=customer.pk, name="Ann", card=card, by=HOUSE_RULE)


def an_sms(ann: Contact, key: str = "sms", to: str = "+4915112345678") -> Message:
    return a_message(ann.customer, key, channel=Channel.SMS, to_address=to, contact_id=ann.pk)


def a_yes(ann: Contact, channel: Channel = Channel.SMS) -> None:
    state_consent(
        contact_id=ann.pk, channel=channel, purpose=Purpose.REMINDERS, is_given=True,
        stated_at=NOON - timedelta(days=9), proof="form", by=HOUSE_RULE,
    )  # fmt: skip


def test_an_sms_without_consent_is_not_sent_and_says_why(ann: Contact) -> None:
    message = an_sms(ann)
    assert deliver() == DeliveryReport(suppressed=1)
    assert Message.objects.get(pk=message.pk).reason == "no_consent"


def test_an_sms_with_consent_goes_out_once(ann: Contact, tmp_path: Path) -> None:
    a_yes(ann)
    message = an_sms(ann)
    assert (deliver(), deliver()) == (DeliveryReport(sent=1), DeliveryReport())
    [line] = (tmp_path / "sms.jsonl").read_text().splitlines()
    assert json.loads(line)["to"] == "+4915112345678"
    sent = Message.objects.get(pk=message.pk)
    assert (sent.provider, sent.provider_id) == ("simulator", message.public_id)


def test_a_number_that_does_not_exist_is_blocked_until_a_person_lifts_it(ann: Contact) -> None:
    a_yes(ann)
    message = an_sms(ann, to="+15005550001")
    assert deliver() == DeliveryReport(failed=1)
    block = BlockedAddress.objects.get()
    assert (block.reason, block.message_id) == (BlockReason.BOUNCE, message.pk)
    again = an_sms(ann, "again", to="+15005550001")
    assert deliver() == DeliveryReport(suppressed=1)
    assert Message.objects.get(pk=again.pk).reason == "address_blocked"
    with pytest.raises(OnlyAPerson):
        lift_block(block_id=block.pk, by=HOUSE_RULE, why="try")
    lift_block(block_id=block.pk, by=PERSON, why="it is a new phone")
    assert block_address(
        entity_id=block.entity_id, channel="sms", address="+15005550001",
        reason=BlockReason.OPT_OUT, by=HOUSE_RULE,
    )  # fmt: skip


def test_at_three_in_the_night_nothing_goes_out_and_at_eight_it_does(
    customer: Customer, mailoutbox: list[Any]
) -> None:
    message = a_message(customer)
    night = datetime(2026, 3, 2, 2, tzinfo=UTC)  # three in Berlin
    assert deliver(night) == DeliveryReport(deferred=1)
    waiting = Message.objects.get(pk=message.pk)
    assert (waiting.state, waiting.reason) == ("queued", "quiet_hours")
    assert waiting.not_before_at == datetime(2026, 3, 2, 7, tzinfo=UTC)
    assert deliver(night + timedelta(hours=1)) == DeliveryReport()
    assert deliver(datetime(2026, 3, 2, 7, tzinfo=UTC)) == DeliveryReport(sent=1)
    assert len(mailoutbox) == 1


def test_more_than_the_budget_waits_over_all_channels(ann: Contact) -> None:
    a_yes(ann)
    for n in range(3):
        a_message(ann.customer, str(n))
    an_sms(ann, "four")
    an_sms(ann, "five")
    assert deliver() == DeliveryReport(sent=4, deferred=1)
    kept = Message.objects.get(dedupe_key="five")
    assert (kept.reason, kept.not_before_at) == ("over_budget", NOON + timedelta(days=7))
    whose = {"entity_id": kept.entity_id, "customer_id": kept.customer_id}
    thread = Thread.objects.create(**whose, subject="Re:", opened_at=NOON, last_at=NOON)
    Message.objects.filter(state="sent").update(thread=thread)
    a_message(ann.customer, "six")
    assert deliver() == DeliveryReport(deferred=1), "what they answered was said all the same"


def test_a_confirmation_spends_no_budget_but_keeps_to_the_hours(
    customer: Customer, mailoutbox: list[Any]
) -> None:
    for n in range(4):
        a_message(customer, str(n))
    assert deliver() == DeliveryReport(sent=4)
    a_message(customer, "we noted it", purpose=Purpose.CONFIRMATIONS)
    assert deliver(datetime(2026, 3, 3, 2, tzinfo=UTC)) == DeliveryReport(deferred=1)
    assert deliver(datetime(2026, 3, 3, 7, tzinfo=UTC)) == DeliveryReport(sent=1)


def test_what_changed_between_queueing_and_sending_is_said_as_it_stands(
    customer: Customer, mailoutbox: list[Any]
) -> None:
    less, paid, same = (
        a_message(customer, key, mentions=((uuid4(), key),)) for key in ("less", "paid", "same")
    )

    def guard(waiting: Sequence[Waiting]) -> Mapping[UUID, Reworded | str]:
        said = Rendered("40.00 EUR open", "Pay 40.00 EUR.", "")
        return {less.pk: Reworded(said, {"asked": {"x": 40_00}}), paid.pk: "paid"}

    assert deliver(guard=guard) == DeliveryReport(sent=2, suppressed=1)
    assert [mail.subject for mail in mailoutbox] == ["40.00 EUR open", same.subject]
    assert Message.objects.get(pk=less.pk).body_text == "Pay 40.00 EUR.\n"


def test_a_held_message_waits_for_a_person(customer: Customer, mailoutbox: list[Any]) -> None:
    drafted = a_message(customer, "drafted", is_held=True)
    queued = a_message(customer, "queued")
    hold_message(message_id=queued.pk, reason="look first", by=PERSON)
    assert deliver() == DeliveryReport()
    with pytest.raises(OnlyAPerson):
        release_message(message_id=drafted.pk, by=HOUSE_RULE)
    release_message(message_id=drafted.pk, by=PERSON)
    assert deliver() == DeliveryReport(sent=1)
    assert (state_of(drafted.pk), state_of(queued.pk)) == ("sent", "held")


def test_a_letter_is_numbered_and_printed_and_sent_once_a_person_posted_it(
    customer: Customer,
) -> None:
    one, two = (
        a_message(customer, key, channel=Channel.POST, to_address="") for key in ("one", "two")
    )
    assert deliver() == DeliveryReport(held=2)
    papers = Letter.objects.order_by("letter_no")
    assert [(p.message_id, p.letter_no) for p in papers] == [
        (one.pk, "L-2026-000001"), (two.pk, "L-2026-000002"),
    ]  # fmt: skip
    assert bytes(papers[0].pdf).startswith(b"%PDF")
    with pytest.raises(OnlyAPerson):
        post_letter(message_id=one.pk, at=NOON, by=HOUSE_RULE)
    post_letter(message_id=one.pk, at=NOON, by=PERSON)
    assert (state_of(one.pk), state_of(two.pk)) == ("sent", "held")


def test_a_message_in_the_portal_is_there_at_once(customer: Customer) -> None:
    message = a_message(customer, channel=Channel.PORTAL, to_address="")
    assert deliver(datetime(2026, 3, 1, 2, tzinfo=UTC)) == DeliveryReport(sent=1)
    assert state_of(message.pk) == "sent"


def test_one_click_ends_such_messages_and_only_where_the_policy_gives_the_link(
    ann: Contact, mailoutbox: list[Any]
) -> None:
    a_message(ann.customer, "plain", contact_id=ann.pk)
    deliver()
    set_policy(
        name=CONTACT, value={"unsubscribe_purposes": ["reminders"]}, valid_from=ON, by=PERSON,
        why="kinder", entity_id=ann.customer.entity_id,
    )  # fmt: skip
    message = a_message(ann.customer, "linked", contact_id=ann.pk)
    deliver()
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers
    link = mailoutbox[1].extra_headers["List-Unsubscribe"]
    assert mailoutbox[1].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link == f"<https://pay.house.example{unsubscribe_path(message)}>"

    client = Client(enforce_csrf_checks=True)
    address = unsubscribe_path(message)
    assert client.get(address).status_code == 200
    assert client.post(address[:-2] + "x/").status_code == 404
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    after = a_message(ann.customer, "after", contact_id=ann.pk)
    assert deliver() == DeliveryReport(suppressed=1)
    assert Message.objects.get(pk=after.pk).reason == "opted_out"
