"""Queueing once, to one address; texts of one's own; what a person does about the rest."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cashwright.areas.access.policies import Role
from cashwright.areas.access.refusals import BadAddress
from cashwright.areas.controls.queries import document_facts
from cashwright.areas.messaging.models import Mention, Message
from cashwright.areas.messaging.queries import (
    mailbox,
    message_for,
)
from cashwright.areas.messaging.refusals import OnlyAPerson
from cashwright.areas.messaging.rules import Rendered
from cashwright.areas.messaging.services import (
    confirm_sent,
    queue_message,
    queue_messages,
    send_again,
    suppress_message,
    sweep_lost,
)
from cashwright.areas.messaging.states import MessageState
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import SystemClock
from cashwright.kernel.refusals import BadInput, NotAllowedNow, NotFound
from tests.areas.messaging.makers import a_draft, a_message, state_of
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer, a_person

pytestmark = pytest.mark.django_db
PERSON = Actor.human(uuid4())


def test_a_message_is_queued_once_whatever_runs_twice() -> None:
    customer = a_customer(a_company())
    invoice = uuid4()
    draft = a_draft(customer, mentions=((invoice, "reminder:1:+7"),))
    message = queue_message(draft, by=HOUSE_RULE)
    assert message is not None
    assert queue_message(draft, by=HOUSE_RULE) is None
    assert Message.objects.count() == 1
    facts = document_facts(message.pk)
    assert [fact.name for fact in facts] == ["messaging.message_queued"]
    assert json.loads(bytes(facts[0].body))["data"]["document_ids"] == [str(invoice)]


def test_a_step_of_an_invoice_is_said_once_even_by_another_message() -> None:
    customer = a_customer(a_company())
    one, two = uuid4(), uuid4()
    drafts = [
        a_draft(customer, "monday", mentions=((one, "step"),)),
        a_draft(customer, "tuesday", mentions=((one, "step"), (two, "step"))),
        a_draft(customer, "wednesday", mentions=((one, "later step"),)),
    ]
    made = queue_messages(drafts, by=HOUSE_RULE)
    assert [message is not None for message in made] == [True, False, True]
    said = set(Mention.objects.values_list("document_id", "key"))
    assert said == {(one, "step"), (one, "later step")}  # nothing of the second message


def test_the_database_itself_keeps_what_is_said_single() -> None:
    message = a_message(a_customer(a_company()))
    document = uuid4()
    Mention.objects.create(message=message, document_id=document, key="step")
    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.create(message=message, document_id=document, key="step")


def test_the_same_key_in_another_company_is_another_message() -> None:
    a_message(a_customer(a_company("DE")), "key")
    a_message(a_customer(a_company("FR")), "key")
    assert Message.objects.count() == 2


HOSTILE = [
    "a@b.c, evil@x.y", "a@b.c\nBcc: evil@x.y", "a@b.c\r\nBcc: evil@x.y", '"a@b.c, evil" @x.y',
    "Ann <a@b.example>", "", "ann@example.com\u2028", "ann@example.com;evil@x.y",
]  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE)
def test_a_message_goes_to_one_plain_address_or_is_not_queued(address: str) -> None:
    customer = a_customer(a_company())
    with pytest.raises(BadAddress):
        queue_message(a_draft(customer, to_address=address), by=HOUSE_RULE)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "subject", ["a\nBcc: evil@x.y", "a\r\nX: y", "a\x0bb", "a\u2028b", "", "x" * 401]
)
def test_a_subject_of_two_lines_is_refused(subject: str) -> None:
    customer = a_customer(a_company())
    said = Rendered(subject, "body", "")
    with pytest.raises(BadInput):
        queue_message(a_draft(customer, said=said), by=HOUSE_RULE)


def test_the_database_itself_refuses_two_addresses_and_two_line_subjects() -> None:
    message = a_message(a_customer(a_company()))
    for change in ({"to_address": "a@b.c, evil@x.y"}, {"subject": "a\nBcc: evil@x.y"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**change)


def test_all_drafts_are_queued_or_none() -> None:
    customer = a_customer(a_company())
    drafts = [a_draft(customer, "good"), a_draft(customer, "bad", to_address="nobody")]
    with pytest.raises(BadAddress):
        queue_messages(drafts, by=HOUSE_RULE)
    assert not Message.objects.exists()


def test_the_journal_of_facts_never_learns_what_was_said_or_to_whom() -> None:
    said = Rendered("canary subject", "canary body", "")
    customer = a_customer(a_company())
    message = a_message(customer, to_address="canary@example.com", said=said)
    suppress_message(message_id=message.pk, reason="not needed", by=PERSON)
    told = b"".join(bytes(fact.body) for fact in document_facts(message.pk))
    assert b"canary" not in told
    assert b"not needed" in told


def test_a_stopped_message_stays_stopped() -> None:
    message = a_message(a_customer(a_company()))
    suppress_message(message_id=message.pk, reason="paid", by=HOUSE_RULE)
    assert state_of(message.pk) == "suppressed"
    with pytest.raises(NotAllowedNow):
        suppress_message(message_id=message.pk, reason="paid", by=HOUSE_RULE)
    with pytest.raises(NotAllowedNow):
        send_again(message_id=message.pk, reason="yes", by=PERSON)
    with pytest.raises(NotFound):
        suppress_message(message_id=uuid4(), reason="paid", by=HOUSE_RULE)


def left_sending(minutes: int) -> Message:
    message = a_message(a_customer(a_company()))
    before = SystemClock().now() - timedelta(minutes=minutes)
    Message.objects.filter(pk=message.pk).update(state=MessageState.SENDING, handed_over_at=before)
    return message


def test_what_was_handed_over_and_never_heard_of_becomes_unknown() -> None:
    message = left_sending(minutes=16)
    assert sweep_lost(by=HOUSE_RULE) == 1
    assert state_of(message.pk) == "unknown"
    assert sweep_lost(by=HOUSE_RULE) == 0


def test_what_is_being_sent_right_now_is_left_alone() -> None:
    message = left_sending(minutes=1)
    assert sweep_lost(by=HOUSE_RULE) == 0
    assert state_of(message.pk) == "sending"


def test_only_a_person_sends_again_or_confirms_what_may_have_gone_out() -> None:
    message = left_sending(minutes=16)
    sweep_lost(by=HOUSE_RULE)
    for service in (send_again, confirm_sent):
        with pytest.raises(OnlyAPerson):
            service(message_id=message.pk, reason="automatic", by=HOUSE_RULE)
    assert state_of(message.pk) == "unknown"
    confirm_sent(message_id=message.pk, reason="the customer answered it", by=PERSON)
    assert Message.objects.get(pk=message.pk).sent_at is not None


def test_the_mailbox_shows_each_reader_their_customers_only() -> None:
    german, french = a_customer(a_company("DE")), a_customer(a_company("FR"))
    ours, theirs = a_message(german, "one"), a_message(french, "one")
    reader = a_person("ann@example.com", Role.COLLECTOR, entity_id=german.entity_id)
    product = a_person("bob@example.com", Role.PRODUCT)
    assert list(mailbox(reader)) == [ours]
    assert list(mailbox(product)) == []
    assert message_for(reader, ours.pk) == ours
    with pytest.raises(NotFound):
        message_for(reader, theirs.pk)
