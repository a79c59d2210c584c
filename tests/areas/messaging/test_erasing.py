"""Somebody at a customer asks to be forgotten: what goes, what the law keeps, and what proves it."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from cashwright.areas.controls.models import Fact, SubjectKey
from cashwright.areas.controls.queries import verify_chains
from cashwright.areas.controls.refusals import ApprovalNeeded, SubjectErased
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.messaging.models import Inbound, Message
from cashwright.areas.messaging.policies import ERASE_PERSON, ERASED_ADDRESS
from cashwright.areas.messaging.refusals import ErasureNeedsSecond
from cashwright.areas.messaging.rules import Draft, Rendered, letter_kept_until
from cashwright.areas.messaging.rules.inbox.bodies import MailFile
from cashwright.areas.messaging.rules.inbox.mail import InboundMail
from cashwright.areas.messaging.services import (
    deliver_queued,
    erase_person,
    erasure_payload,
    queue_message,
    send_again,
    take_inbound,
)
from cashwright.areas.parties.models import Contact
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.queries import proof_of
from cashwright.areas.parties.services import add_contact, change_contact, state_consent
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.queries import account_of
from cashwright.areas.payments.services import receive_payment
from cashwright.kernel.clock import FixedClock
from cashwright.kernel.refusals import NotFound, Refusal
from cashwright.project import logs
from cashwright.runs.deliver import deliver_reactions
from tests import makers
from tests.makers import ANN, JAN_20

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 2)
ACCOUNT = "DE89370400440532013000"
CANARIES = ("Canary Bird", "canary@nest.example", "+49 30 canary", "heard the canary", ACCOUNT)


@pytest.fixture
def contact(clock: FixedClock) -> Contact:
    """A person of whom everything personal is known, who consented once."""
    buyer = makers.customer(makers.entity("DE"), "C-1")
    card = {"email": CANARIES[1], "phone": CANARIES[2], "roles": ["accounts_payable"]}
    person = add_contact(customer_id=buyer.pk, name=CANARIES[0], by=ANN, card=card)
    state_consent(
        contact_id=person.pk, channel=Channel.EMAIL, purpose=Purpose.MARKETING, is_given=True,
        stated_at=datetime(2026, 1, 1, tzinfo=UTC), proof=CANARIES[3], by=ANN,
    )  # fmt: skip
    return person


def written(contact: Contact, key: str, *, by_name: bool = True) -> Message:
    draft = Draft(
        entity_id=contact.customer.entity_id, customer_id=contact.customer_id, to_address=CANARIES[1],
        purpose=str(Purpose.REMINDERS), dedupe_key=key, contact_id=contact.pk if by_name else None,
        said=Rendered("Open invoices", f"Dear {CANARIES[0]}, please pay.", ""),
    )  # fmt: skip
    made = queue_message(draft, by=ANN)
    assert made is not None
    return made


def erased(contact: Contact, on: date = MARCH) -> tuple[int, int, date | None]:
    """How many messages went, how many letters stay, and until when."""
    done = erase_person(contact_id=contact.pk, on=on, by=ANN, why="asked to be forgotten")
    return len(done.free), len(done.letters), done.kept_until


def tables_with(canary: str) -> set[str]:
    """The tables of the whole database in which `canary` stands in some column, in clear."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table} t"
                " WHERE position(%s IN t::text) > 0 OR position(encode(%s, 'hex') IN t::text) > 0",
                [canary, canary.encode()],
            )
            found |= {table} if cursor.fetchone()[0] else set()
    return found


def test_of_an_erased_person_nothing_stands_anywhere_in_the_database(contact: Contact) -> None:
    written(contact, "one")
    written(contact, "two", by_name=False)
    assert tables_with(CANARIES[1]) == {"parties_contact", "messaging_message"}
    assert erased(contact) == (2, 0, None)
    assert [canary for canary in CANARIES[:4] if tables_with(canary)] == []


def test_the_journal_stays_whole_and_tells_that_and_on_whose_request(contact: Contact) -> None:
    erased(contact)
    assert [report.broken for report in verify_chains()] == [None] * len(verify_chains())
    told = Fact.objects.get(name="parties.contact_erased")
    assert told.document_id == contact.pk
    assert b"asked to be forgotten" in bytes(told.body)


def test_what_was_sealed_for_the_person_opens_before_and_never_after(contact: Contact) -> None:
    consent = contact.consents.get()
    assert proof_of(consent) == CANARIES[3]
    erased(contact)
    consent.refresh_from_db()
    with pytest.raises(SubjectErased):
        proof_of(consent)
    assert consent.is_given, "that they consented stays"


def test_a_letter_that_went_out_stays_until_the_law_lets_it_go(contact: Contact) -> None:
    message = written(contact, "one")
    deliver_queued(limit=10, on=MARCH, by=ANN)
    assert len(mail.outbox) == 1
    until = date(2032, 12, 31)
    assert erased(contact) == (0, 1, until)
    message.refresh_from_db()
    assert message.to_address == CANARIES[1]
    assert erased(contact, on=until) == (0, 1, until), "the last day counts"
    assert erased(contact, on=date(2033, 1, 1)) == (1, 0, None)
    message.refresh_from_db()
    assert (message.to_address, message.state) == (ERASED_ADDRESS, "sent")
    assert Fact.objects.filter(name="parties.contact_erased").count() == 1
    assert Fact.objects.filter(name="messaging.message_erased").count() == 1


def test_letters_are_kept_from_the_end_of_their_year() -> None:
    assert letter_kept_until(date(2026, 1, 1)) == letter_kept_until(date(2026, 12, 31))


def test_what_waited_for_the_person_is_not_sent_nor_ever_again(contact: Contact) -> None:
    waiting, failed = written(contact, "one"), written(contact, "two")
    move_to_failed(failed)
    erased(contact)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("suppressed", "contact_erased")
    send_again(message_id=failed.pk, reason="try", by=ANN)
    assert deliver_queued(limit=10, on=MARCH, by=ANN).suppressed == 1
    assert mail.outbox == []


def move_to_failed(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(state="failed", reason="SMTPRecipientsRefused")


def heard(contact: Contact, key: str, text: str, **more: object) -> Inbound:
    said: dict[str, object] = {"from_address": CANARIES[1], "from_name": CANARIES[0]}
    mail_of = InboundMail(
        message_id=f"{key}.{CANARIES[1]}", subject=f"{key} of {CANARIES[0]}", body_text=text,
        reply_text=text, files=(MailFile("canary.txt", "text/plain", CANARIES[1].encode()),),
        **(said | more),  # type: ignore[arg-type]
    )  # fmt: skip
    taken = take_inbound(mail_of, entity_id=contact.customer.entity_id, by=ANN)
    assert taken is not None
    return taken


def test_what_the_person_wrote_goes_that_they_wrote_and_when_stays(contact: Contact) -> None:
    text = f"We will pay on Friday. Write to {CANARIES[1]} instead, I have left. {CANARIES[0]}"
    first, unknown = heard(contact, "one", text), heard(contact, "three", text)
    of_a_colleague = InboundMail(message_id="two", from_address="b@nest.example", body_text="Hello")
    colleagues = take_inbound(of_a_colleague, entity_id=contact.customer.entity_id, by=ANN)
    assert colleagues is not None
    Inbound.objects.filter(pk=unknown.pk).update(contact_id=None, customer_id=None)
    said = (first.intent, first.received_at, first.suggestions.count())
    erased(contact)
    assert [canary for canary in CANARIES[:2] if tables_with(canary)] == []
    first.refresh_from_db()
    assert (first.body_text, first.reply_text, first.from_name) == ("Erased.", "", "")
    assert (first.intent, first.received_at, first.suggestions.count()) == said
    assert (first.thread.subject, first.files.count()) == ("Erased.", 0)
    unknown.refresh_from_db()
    assert unknown.from_address == ERASED_ADDRESS
    colleagues.refresh_from_db()
    assert colleagues.body_text == "Hello"
    assert Fact.objects.filter(name="messaging.inbound_erased").count() == 2


def test_a_mail_that_was_erased_is_not_taken_again(contact: Contact) -> None:
    first = heard(contact, "one", "Hello")
    erased(contact)
    again = InboundMail(
        message_id=f"one.{CANARIES[1]}", from_address=CANARIES[1], body_text="Hello"
    )
    assert take_inbound(again, entity_id=contact.customer.entity_id, by=ANN) is None
    first.refresh_from_db()
    assert CANARIES[1] not in first.message_id


def test_a_mail_that_something_was_done_by_is_a_letter_and_stays_as_long_as_one(
    contact: Contact,
) -> None:
    mail_of = heard(contact, "one", "We will pay on Friday.")
    mail_of.suggestions.update(state="confirmed", result_id=contact.pk)
    until = letter_kept_until(mail_of.received_at.date())
    assert erased(contact) == (0, 0, until)
    mail_of.refresh_from_db()
    assert mail_of.body_text == "We will pay on Friday."
    erased(contact, on=until + timedelta(days=1))
    mail_of.refresh_from_db()
    assert mail_of.body_text == "Erased."


def test_an_erased_person_stays_erased(contact: Contact) -> None:
    erased(contact)
    assert erased(contact) == (0, 0, None)
    for change in ({"email": "new@nest.example"}, {"name": "Canary"}, {"is_active": True}):
        with pytest.raises(SubjectErased):
            change_contact(contact_id=contact.pk, changes=change, by=ANN)
    with pytest.raises(SubjectErased):
        state_consent(
            contact_id=contact.pk, channel=Channel.EMAIL, purpose=Purpose.MARKETING, is_given=True,
            stated_at=datetime(2026, 3, 1, tzinfo=UTC), proof="again", by=ANN,
        )  # fmt: skip


def test_whoever_is_not_alone_erases_only_what_a_second_person_agreed_to(contact: Contact) -> None:
    makers.bob_decides()
    asked = {"contact_id": contact.pk, "on": MARCH, "why": f"mail from {CANARIES[1]}"}
    with pytest.raises(ErasureNeedsSecond):
        erase_person(**asked, by=ANN)  # type: ignore[arg-type]
    payload = erasure_payload(contact.pk, MARCH, f"mail from {CANARIES[1]}")
    assert CANARIES[1] not in str(payload)
    approval = request_approval(
        entity_id=contact.customer.entity_id, kind=ERASE_PERSON, document_id=contact.pk,
        payload=payload, by=ANN, reason=payload["why"],
    )  # fmt: skip
    with pytest.raises(ApprovalNeeded):
        erase_person(**asked, by=ANN, approval_id=approval.pk)  # type: ignore[arg-type]
    decide_approval(approval_id=approval.pk, approve=True, by=makers.BOB)
    deliver_reactions()
    contact.refresh_from_db()
    assert not contact.is_active
    assert CANARIES[0] not in contact.name
    approval.refresh_from_db()
    assert approval.state == "done"


def test_the_only_one_who_decides_erases_alone(contact: Contact) -> None:
    makers.bob_decides()
    erase_person(contact_id=contact.pk, on=MARCH, by=makers.BOB, why="asked to be forgotten")
    contact.refresh_from_db()
    assert CANARIES[0] not in contact.name


def test_nobody_unknown_is_erased(contact: Contact) -> None:
    with pytest.raises(NotFound):
        erase_person(contact_id=contact.customer_id, on=MARCH, by=ANN, why="odd")


def test_a_colleague_of_the_erased_person_stays_as_they_are(contact: Contact) -> None:
    card = {"email": "robin@nest.example"}
    robin = add_contact(customer_id=contact.customer_id, name="Robin", by=ANN, card=card)
    erased(contact)
    robin.refresh_from_db()
    assert (robin.name, robin.email, robin.is_active) == ("Robin", "robin@nest.example", True)


def test_a_payers_account_is_told_to_whom_asks_and_stands_nowhere_in_clear(
    contact: Contact,
) -> None:
    payment = receive_payment(
        entity_id=contact.customer.entity_id, customer_id=contact.customer_id, received_on=JAN_20,
        currency="EUR", amount_minor=10_00, by=ANN, reference="INV-1",
        payer_text="Nest GmbH DE89 3704 0044 0532 0130 00",
    )  # fmt: skip
    assert payment.payer_text == "Nest GmbH DE**3000"
    assert account_of(Payment.objects.get(pk=payment.pk)) == ACCOUNT
    assert tables_with(ACCOUNT) == tables_with("DE89 3704") == set()
    assert SubjectKey.objects.filter(subject_id=contact.customer_id, kind="customer").exists()


def test_people_who_write_an_address_into_a_reason_do_not_put_it_into_the_journal(
    contact: Contact,
) -> None:
    message = written(contact, "one")
    move_to_failed(message)
    send_again(message_id=message.pk, reason=f"now to {CANARIES[1]}, {ACCOUNT}", by=ANN)
    erase_person(contact_id=contact.pk, on=MARCH, by=ANN, why=f"mail from {CANARIES[1]}")
    bodies = b"".join(bytes(fact.body) for fact in Fact.objects.all())
    assert [canary for canary in CANARIES if canary.encode() in bodies] == []


def test_no_log_holds_what_is_personal_or_secret(
    contact: Contact, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    logs.configure()
    caplog.set_level(logging.DEBUG)
    written(contact, "one")
    deliver_queued(limit=10, on=MARCH, by=ANN)
    erased(contact)
    with pytest.raises(Refusal) as refusal:
        change_contact(contact_id=contact.pk, changes={"email": CANARIES[1]}, by=ANN)
    logging.getLogger("cashwright").warning("refused: %s %s", refusal.value, CANARIES[1])
    said = capsys.readouterr()
    assert "refused" in said.err
    assert [canary for canary in CANARIES if canary in said.err + said.out] == []
