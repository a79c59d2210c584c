"""Who answers STOP and nothing else gets no more such messages, at once, and is told so once."""

from datetime import UTC, date, datetime

import pytest

from cashwright.areas.controls.queries import document_facts
from cashwright.areas.messaging.models import BlockedAddress, Inbound, Message, Suggestion
from cashwright.areas.messaging.queries import consents
from cashwright.areas.messaging.rules.inbox.mail import InboundMail
from cashwright.areas.messaging.rules.inbox.quoting import reply_of
from cashwright.areas.messaging.rules.inbox.stopping import heard_text, says_stop
from cashwright.areas.messaging.services import deliver_queued, take_inbound
from cashwright.areas.parties.models import Consent, Contact
from cashwright.areas.parties.policies import Channel
from cashwright.areas.parties.queries import proof_of
from cashwright.areas.parties.services import add_contact, state_consent
from cashwright.kernel.clock import noon_utc, running_on
from tests import makers
from tests.areas.parties.makers import HOUSE_RULE

ON = date(2026, 3, 4)
WROTE_AT = datetime(2026, 3, 4, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "Stop.", "please unsubscribe", "Unsubscribe me, thank you!", "Abmelden bitte.", "Hallo, abbestellen",
        "Keine Mails mehr!", "Me désabonner, merci", "désinscription", "Darme de baja, por favor", "BAJA",
        "Cancellatemi grazie", "disiscrivimi", "Uitschrijven aub", "afmelden",
    ],
)  # fmt: skip
def test_a_word_that_ends_messages_is_understood_in_six_languages(text: str) -> None:
    assert says_stop(text, channel=Channel.EMAIL)


@pytest.mark.parametrize(
    "text",
    [
        "", "Cancel", "We will stop paying until this is fixed.", "Please stop the delivery, not the mails.",
        "Reply STOP to end these messages.", "Antworten Sie mit STOP, um sich abzumelden.", "don't stop",
        "Unsubscribe | Privacy | Contoso Ltd", "stop " * 100, "Can I unsubscribe Ben?",
    ],
)  # fmt: skip
def test_more_than_that_word_is_left_to_a_person(text: str) -> None:
    assert not says_stop(text, channel=Channel.EMAIL)


def test_what_phone_companies_want_ends_text_messages_and_every_language_is_answered() -> None:
    assert says_stop("CANCEL", channel=Channel.SMS)
    assert says_stop("Fin", channel=Channel.SMS)
    assert len({heard_text(one) for one in ("en", "de", "fr", "es", "it", "nl")}) == 6
    assert heard_text("") == heard_text("pl") == heard_text("en")


@pytest.fixture
def kim() -> Contact:
    buyer = makers.customer(makers.entity())
    card = {"email": "kim@buyer.example", "phone": "+4915112345678"}
    return add_contact(customer_id=buyer.pk, name="Kim", by=HOUSE_RULE, card=card)


def wrote(kim: Contact, text: str, key: str = "one", **more: object) -> Inbound:
    said: dict[str, object] = {
        "from_address": "kim@buyer.example", "subject": "Re: Your reminder", "language": "de",
        "sent_at": WROTE_AT,
    }  # fmt: skip
    mail = InboundMail(message_id=key, body_text=text, reply_text=reply_of(text), **(said | more))  # type: ignore[arg-type]
    with running_on(noon_utc(ON)):
        taken = take_inbound(mail, entity_id=kim.customer.entity_id, by=HOUSE_RULE)
    assert taken is not None
    return taken


@pytest.mark.django_db
def test_stop_is_a_dated_fact_with_its_proof_and_one_answer_however_often_it_is_said(
    kim: Contact,
) -> None:
    mail = wrote(
        kim, "Abmelden\n\nAm 3.3.2026 schrieb Wir <us@house.example>:\n> Bitte zahlen Sie."
    )
    wrote(kim, "STOP!", "two")
    said = Consent.objects.filter(contact=kim).order_by("purpose")
    assert [(one.purpose, one.channel, one.is_given) for one in said] == [
        ("marketing", "email", False), ("reminders", "email", False),
    ]  # fmt: skip
    assert {one.stated_at for one in said} == {WROTE_AT}
    assert mail.public_id in proof_of(said[0])
    (fact, *_) = document_facts(said[0].contact_id)
    assert fact.name == "parties.consent_stated"
    assert fact.touch == "rule"
    (answer,) = Message.objects.all()
    assert (answer.purpose, answer.to_address) == ("confirmations", "kim@buyer.example")
    assert answer.body_text.strip() == heard_text("de")
    assert (mail.intent, mail.thread.state) == ("opt_out", "closed")
    assert not Suggestion.objects.exists()
    with running_on(noon_utc(ON)):
        deliver_queued(limit=5, on=ON, by=HOUSE_RULE)
    answer.refresh_from_db()
    assert answer.state == "sent", "the answer goes out although reminders do not"


@pytest.mark.django_db
def test_our_own_footer_quoted_a_machine_and_a_stranger_change_nothing(kim: Contact) -> None:
    footer = "> Please pay.\n> --\n> Reply STOP to end these messages."
    wrote(
        kim, f"We will pay on Friday.\n\nOn Tue, 3 Mar 2026 Us <us@house.example> wrote:\n{footer}"
    )
    wrote(kim, "Reply STOP to end these messages.", "two")
    wrote(kim, "STOP", "three", is_auto=True)
    wrote(kim, "STOP", "four", from_address="stranger@else.example")
    assert not Consent.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_text_message_ends_text_messages_alone_and_blocks_the_number(kim: Contact) -> None:
    state_consent(
        contact_id=kim.pk, channel=Channel.SMS, purpose="reminders", is_given=True,  # type: ignore[arg-type]
        stated_at=datetime(2026, 1, 1, tzinfo=UTC), proof="form", by=HOUSE_RULE,
    )  # fmt: skip
    wrote(kim, "Stop", channel=Channel.SMS, from_address="+4915112345678")
    said = consents([kim.pk])
    assert said[kim.pk, "sms", "reminders"] is False
    assert (kim.pk, "email", "reminders") not in said
    assert BlockedAddress.objects.get().channel == "sms"
    assert not Message.objects.exists(), "the phone company answers"
