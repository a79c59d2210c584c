"""A customer writes: taken once, put where it belongs, read, and done only when a person agrees."""

from datetime import date, timedelta
from email.message import EmailMessage
from uuid import UUID, uuid4

import pytest

from cashwright.areas.collections.models import Promise
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.queries import document_facts
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Inbound, Message, Suggestion, Thread
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.queries.inbox import open_suggestions, waiting_threads, words_of
from cashwright.areas.messaging.refusals import MailUnreadable, OnlyAPerson, ThreadWithoutCustomer
from cashwright.areas.messaging.services.answering import answer_thread
from cashwright.areas.messaging.services.suggesting import reject_suggestion
from cashwright.areas.messaging.services.threads import (
    assign_thread,
    close_thread,
    snooze_thread,
    wake_threads,
)
from cashwright.areas.parties.models import Consent, Contact, Customer, LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import BadInput, NotAllowedNow, NotFound
from cashwright.runs.answer_mail import do_suggested, take_mail
from cashwright.runs.day import run_day
from tests import makers
from tests.areas.messaging.makers import a_message
from tests.makers import ANN

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 4)  # a Wednesday
FRIDAY = date(2026, 3, 6)
ROBOT = Actor.rule("tests.inbox")


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with running_on(noon_utc(ON)):
        yield


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


@pytest.fixture
def buyer(home: LegalEntity) -> Customer:
    customer = makers.customer(home)
    add_contact(
        customer_id=customer.pk, name="Kim Paul", by=ANN, card={"email": "kim@buyer.example"}
    )
    return customer


def owed(of: Customer, minor: int = 300_00) -> Invoice:
    return makers.invoice(of, minor, issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))


def mail(text: str, **headers: str) -> bytes:
    made = EmailMessage()
    said = {"From": "Kim Paul <kim@buyer.example>", "Subject": "Your reminder",
            "Message-ID": f"<{uuid4()}@buyer.example>", "Date": "Wed, 04 Mar 2026 10:00:00 +0000"}  # fmt: skip
    for name, value in (said | {key.replace("_", "-"): v for key, v in headers.items()}).items():
        made[name] = value
    made.set_content(text)
    return bytes(made)


def take(home: LegalEntity, raw: bytes) -> Inbound:
    assert take_mail(raw, entity_id=home.pk, on=ON, by=ROBOT) == "taken"
    return Inbound.objects.latest("pk")


def only(inbound: Inbound) -> Suggestion:
    return inbound.suggestions.get()


def reminded(customer: Customer, *invoices: Invoice) -> Message:
    return a_message(customer, mentions=tuple((one.pk, "reminder:1:+7") for one in invoices))


def answering(message: Message) -> str:
    return f"<{message.public_id}@us.example>"


def test_an_answer_belongs_to_the_message_it_answers_and_is_taken_once(
    home: LegalEntity, buyer: Customer
) -> None:
    invoice = owed(buyer)
    message = reminded(buyer, invoice)
    raw = mail("We will pay on Friday.", In_Reply_To=answering(message))
    inbound = take(home, raw)
    assert take_mail(raw, entity_id=home.pk, on=ON, by=ROBOT) == "known"
    assert Inbound.objects.count() == 1
    thread = inbound.thread
    assert (thread.customer, thread.document_ids, thread.state) == (buyer, [invoice.pk], "waiting")
    assert inbound.contact is not None
    assert inbound.contact.email == "kim@buyer.example"
    message.refresh_from_db()
    assert message.thread == thread
    assert [type(one).__name__ for one in words_of(thread)] == ["Message", "Inbound"]
    assert [f.name for f in document_facts(inbound.pk)] == ["messaging.inbound_taken"]
    suggestion = only(inbound)
    assert (suggestion.intent, suggestion.facts) == (
        "promise", {"on": "2026-03-06", "document_ids": [str(invoice.pk)]},
    )  # fmt: skip
    assert inbound.reply_text[suggestion.start : suggestion.end] == "We will pay on Friday."


def test_a_message_of_another_company_is_no_key_to_its_customer(
    home: LegalEntity, buyer: Customer
) -> None:
    other = makers.customer(makers.entity("US"))
    stranger = mail("Hello", From="x@y.example", In_Reply_To=answering(a_message(other)))
    assert take(home, stranger).thread.customer is None


def test_a_person_of_another_company_is_a_stranger_here(home: LegalEntity, buyer: Customer) -> None:
    other = makers.customer(makers.entity("US"))
    add_contact(customer_id=other.pk, name="Kim", by=ANN, card={"email": "kim@us.example"})
    assert take(home, mail("Hello", From="kim@us.example")).customer is None


def test_a_subject_that_names_an_invoice_belongs_to_its_customer(
    home: LegalEntity, buyer: Customer
) -> None:
    invoice = owed(buyer)
    other = owed(makers.customer(home, "C-2"))
    both = f"{invoice.document_no} and {other.document_no}"
    assert take(home, mail("Hello", From="x@y.example", Subject=both)).customer is None
    raw = mail("Hello", From="boss@buyer.example", Subject=f"AW: Rechnung {invoice.document_no}")
    inbound = take(home, raw)
    assert (inbound.customer, inbound.contact) == (buyer, None)
    assert inbound.thread.document_ids == [invoice.pk]


def test_a_known_person_belongs_to_their_customer_and_a_stranger_to_nobody(
    home: LegalEntity, buyer: Customer
) -> None:
    first = take(home, mail("Hello"))
    assert first.customer == buyer
    assert take(home, mail("Again", Subject="Re: Your reminder")).thread == first.thread
    stranger = take(home, mail("We will pay.", From="x@y.example"))
    assert stranger.customer is None
    with pytest.raises(ThreadWithoutCustomer):
        do_suggested(suggestion_id=only(stranger).pk, on=ON, by=ANN)
    with pytest.raises(ThreadWithoutCustomer):
        answer_thread(thread_id=stranger.thread_id, text="Who are you?", by=ANN)
    assign_thread(thread_id=stranger.thread_id, customer_id=buyer.pk, by=ANN)
    stranger.refresh_from_db()
    assert stranger.customer == buyer


def test_an_address_of_two_customers_is_left_to_a_person(
    home: LegalEntity, buyer: Customer
) -> None:
    other = makers.customer(home, "C-2")
    add_contact(customer_id=other.pk, name="Kim", by=ANN, card={"email": "kim@buyer.example"})
    assert take(home, mail("Hello")).customer is None


def test_a_confirmed_promise_is_a_promise_of_what_is_open(
    home: LegalEntity, buyer: Customer
) -> None:
    invoice = owed(buyer)
    raw = mail("We will pay on Friday.", In_Reply_To=answering(reminded(buyer, invoice)))
    suggestion = only(take(home, raw))
    assert not Promise.objects.exists()
    with pytest.raises(OnlyAPerson):
        do_suggested(suggestion_id=suggestion.pk, on=ON, by=ROBOT)
    done = do_suggested(suggestion_id=suggestion.pk, on=ON, by=ANN)
    promise = Promise.objects.get()
    assert (promise.amount_minor, promise.due_on, promise.pk) == (300_00, FRIDAY, done.result_id)
    assert done.state == "confirmed"
    assert Thread.objects.get().state == "answered"
    with pytest.raises(NotAllowedNow):
        do_suggested(suggestion_id=suggestion.pk, on=ON, by=ANN)
    assert Promise.objects.count() == 1


def test_a_person_may_correct_what_was_read(home: LegalEntity, buyer: Customer) -> None:
    invoice = owed(buyer)
    raw = mail("We will pay on Friday.", In_Reply_To=answering(reminded(buyer, invoice)))
    suggestion = only(take(home, raw))
    facts = {"on": "2026-03-09", "amount_minor": 100_00, "currency": invoice.currency}
    done = do_suggested(suggestion_id=suggestion.pk, on=ON, by=ANN, facts=facts)
    promise = Promise.objects.get()
    assert (promise.amount_minor, promise.due_on) == (100_00, date(2026, 3, 9))
    assert done.state == "edited"


def test_what_cannot_be_done_leaves_the_suggestion_open(home: LegalEntity, buyer: Customer) -> None:
    suggestion = only(take(home, mail("We will pay shortly.")))
    with pytest.raises(BadInput):
        do_suggested(suggestion_id=suggestion.pk, on=ON, by=ANN)
    suggestion.refresh_from_db()
    assert suggestion.state == "open"


def test_a_confirmed_dispute_opens_a_case_on_its_invoice(
    home: LegalEntity, buyer: Customer
) -> None:
    invoice = owed(buyer)
    text = f"The price on {invoice.document_no} is wrong."
    suggestion = only(take(home, mail(text)))
    do_suggested(suggestion_id=suggestion.pk, on=ON, by=ANN, facts={"amount_minor": 50_00})
    case = Dispute.objects.get()
    assert (case.invoice, case.amount_minor, case.origin) == (invoice, 50_00, "inbox")


def test_a_copy_goes_out_once_more_to_who_asked(home: LegalEntity, buyer: Customer) -> None:
    invoice = owed(buyer)
    text = f"Please send me a copy of invoice {invoice.document_no}."
    suggestion = only(take(home, mail(text)))
    do_suggested(suggestion_id=suggestion.pk, on=ON, by=ANN)
    message = Message.objects.get()
    assert (message.to_address, message.purpose) == ("kim@buyer.example", "invoices")
    assert message.document_ids == [invoice.pk]


def test_a_wrong_contact_is_written_to_no_more_and_the_named_one_is_added(
    home: LegalEntity, buyer: Customer
) -> None:
    text = "I am not responsible for invoices, please contact ap@buyer.example."
    do_suggested(suggestion_id=only(take(home, mail(text))).pk, on=ON, by=ANN)
    assert [
        (one.email, one.is_active)
        for one in Contact.objects.filter(customer=buyer).order_by("email")
    ] == [("ap@buyer.example", True), ("kim@buyer.example", False)]


def test_who_opts_out_has_said_no(home: LegalEntity, buyer: Customer) -> None:
    do_suggested(
        suggestion_id=only(take(home, mail("Please take me off your mailing list."))).pk,
        on=ON,
        by=ANN,
    )
    said = Consent.objects.values_list("purpose", "is_given")
    assert set(said) == {("reminders", False), ("marketing", False)}


@pytest.mark.parametrize(
    ("text", "intent"),
    [("We have already paid this invoice.", "paid_already"), ("Can we pay in installments?", "payment_plan")],
)  # fmt: skip
def test_what_only_a_person_can_do_becomes_a_task(
    home: LegalEntity, buyer: Customer, text: str, intent: str
) -> None:
    suggestion = only(take(home, mail(text)))
    assert suggestion.intent == intent
    do_suggested(suggestion_id=suggestion.pk, on=ON, by=ANN)
    task = Task.objects.get(kind="messaging.asked")
    assert buyer.name in task.title


def test_a_misread_mail_goes_on_waiting(home: LegalEntity, buyer: Customer) -> None:
    suggestion = only(take(home, mail("We will pay on Friday.")))
    reject_suggestion(suggestion_id=suggestion.pk, by=ANN)
    thread = Thread.objects.get()
    assert (thread.state, open_suggestions(thread)) == ("waiting", [])
    with pytest.raises(NotAllowedNow):
        reject_suggestion(suggestion_id=suggestion.pk, by=ANN)


def test_a_misread_mail_may_be_done_as_what_it_is(home: LegalEntity, buyer: Customer) -> None:
    suggestion = only(take(home, mail("We will pay on Friday.")))
    done = do_suggested(suggestion_id=suggestion.pk, on=ON, by=ANN, intent=Intent.PAYMENT_PLAN)
    assert (done.state, done.decided_intent) == ("edited", "payment_plan")
    assert not Promise.objects.exists()


def test_an_absence_waits_for_nobody_and_is_put_off_to_its_day(
    home: LegalEntity, buyer: Customer
) -> None:
    raw = mail("I am out of office until 16 March.", Auto_Submitted="auto-replied")
    inbound = take(home, raw)
    assert inbound.is_auto
    assert waiting_threads([buyer.pk]) == {}
    do_suggested(suggestion_id=only(inbound).pk, on=ON, by=ANN)
    thread = Thread.objects.get()
    assert (thread.state, thread.snoozed_until) == ("snoozed", date(2026, 3, 16))
    assert wake_threads(entity_id=home.pk, on=date(2026, 3, 15), by=ROBOT) == 0
    assert wake_threads(entity_id=home.pk, on=date(2026, 3, 16), by=ROBOT) == 1


def test_the_day_wakes_what_was_put_off_to_it(home: LegalEntity, buyer: Customer) -> None:
    thread = take(home, mail("Hello")).thread
    snooze_thread(thread_id=thread.pk, until=FRIDAY, on=ON, by=ANN)
    with running_on(noon_utc(FRIDAY)):
        run_day(home, FRIDAY - timedelta(days=1))
        assert Thread.objects.get().state == "snoozed"
        assert "wake" in run_day(home, FRIDAY).report
    assert Thread.objects.get().state == "waiting"


def test_what_a_machine_says_wakes_nothing_and_what_says_nothing_is_done_at_once(
    home: LegalEntity, buyer: Customer
) -> None:
    thread = take(home, mail("Hello", Message_ID="<1@buyer.example>")).thread
    close_thread(thread_id=thread.pk, by=ANN)
    told = {"In_Reply_To": "<1@buyer.example>", "Auto_Submitted": "auto-replied"}
    again = take(home, mail("We got it.", **told))
    assert again.thread == thread
    assert again.thread.state == "closed"
    fresh = take(home, mail("We got it.", Subject="Ticket 1", Auto_Submitted="auto-generated"))
    fresh.thread.refresh_from_db()
    assert fresh.thread.state == "closed"


def test_an_answer_goes_to_who_wrote_and_the_next_mail_wakes_the_conversation(
    home: LegalEntity, buyer: Customer
) -> None:
    inbound = take(home, mail("Is there parking?"))
    assert waiting_threads([buyer.pk]) == {buyer.pk: ON}
    message = answer_thread(thread_id=inbound.thread_id, text="Yes.\n\nTwo places.", by=ANN)
    assert (message.to_address, message.subject) == ("kim@buyer.example", "Re: Your reminder")
    assert waiting_threads([buyer.pk]) == {}
    answer_thread(thread_id=inbound.thread_id, text="And a third.", by=ANN)
    raw = mail("Thanks!", In_Reply_To=answering(message), From="other@buyer.example")
    second = take(home, raw)
    assert (second.thread_id, second.thread.state) == (inbound.thread_id, "waiting")
    with pytest.raises(OnlyAPerson):
        answer_thread(thread_id=inbound.thread_id, text="Hi", by=ROBOT)


def test_a_conversation_is_put_off_within_a_year_only(home: LegalEntity, buyer: Customer) -> None:
    thread = take(home, mail("Hello")).thread
    for until in (ON, ON + timedelta(days=400)):
        with pytest.raises(BadInput):
            snooze_thread(thread_id=thread.pk, until=until, on=ON, by=ANN)
    snooze_thread(thread_id=thread.pk, until=FRIDAY, on=ON, by=ANN)
    assert take(home, mail("Hello?", Subject="Re: Your reminder")).thread.state == "waiting"


def test_a_conversation_is_given_to_people_and_customers_that_exist(
    home: LegalEntity, buyer: Customer
) -> None:
    thread = take(home, mail("Hello")).thread
    for wrong in ({"customer_id": uuid4()}, {"owner": str(uuid4())}, {"owner": "nobody"}):
        with pytest.raises(NotFound):
            assign_thread(thread_id=thread.pk, by=ANN, **wrong)
    assert public_id("thr", UUID(int=1)).startswith("thr_")


def test_a_file_that_is_no_mail_is_refused(home: LegalEntity) -> None:
    with pytest.raises(MailUnreadable):
        take_mail(b"nonsense", entity_id=home.pk, on=ON, by=ROBOT)
