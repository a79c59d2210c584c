"""What is said in a case: to the customer, by them, and among ourselves."""

from datetime import date
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings

from cashwright.areas.controls.services import announce, command
from cashwright.areas.disputes.events import DisputeWordSaid
from cashwright.areas.disputes.models import Dispute, DisputeWord, Said
from cashwright.areas.disputes.policies import Outcome, Reason
from cashwright.areas.disputes.queries import clock_policy, disputed_minor, not_told
from cashwright.areas.disputes.refusals import NotUpdatable
from cashwright.areas.disputes.rules.letters import LetterFacts, Occasion, letter_values
from cashwright.areas.disputes.services.completing import announce_noted
from cashwright.areas.disputes.services.locking import locked_dispute
from cashwright.areas.disputes.services.mentioning import ask_mentioned
from cashwright.areas.disputes.services.stepping import announce_step, note_step, start_clock
from cashwright.areas.disputes.states import DISPUTE, DisputeState
from cashwright.areas.messaging.policies import TemplateKey
from cashwright.areas.messaging.queries import text_in_force
from cashwright.areas.messaging.rules import Draft, render
from cashwright.areas.messaging.services import queue_message
from cashwright.areas.parties.models import Contact
from cashwright.areas.parties.policies import ContactRole, Purpose
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.local_days import local_date
from cashwright.kernel.money import Money

_LETTERS_MAX = 20_000


@command
def say_to_customer(
    *, dispute_id: UUID, text: str, on: date, by: Actor, occasion: Occasion = Occasion.ANSWER
) -> DisputeWord:
    """Write to the customer in a case. Raises NotFound, NotUpdatable (it is not shown), BadInput."""
    dispute = locked_dispute(dispute_id)
    if not dispute.is_shown:
        raise NotUpdatable(dispute_id=str(dispute_id))
    said = words.some_lines("text", text, length_max=_LETTERS_MAX)
    return tell(dispute, occasion, on=on, by=by, text=words_needed(said))


@command
def ask_customer(*, dispute_id: UUID, text: str, on: date, by: Actor) -> DisputeWord:
    """Ask the customer for what a case lacks, and wait for them: our clock stops until they answer.

    raises  NotFound, NotUpdatable, BadInput, NotAllowedNow (it is closed, or waits for them already)
    """
    dispute = locked_dispute(dispute_id)
    if not dispute.is_shown:
        raise NotUpdatable(dispute_id=str(dispute_id))
    said = words_needed(words.some_lines("text", text, length_max=_LETTERS_MAX))
    dispute.state = DISPUTE.after(DisputeState(dispute.state), "ask_customer")
    start_clock(dispute, on)
    dispute.save(update_fields=["state", "due_at"])
    note_step(dispute, "ask_customer", on=on, by=by)
    announce_step(dispute, "ask_customer", on=on, by=by)
    return tell(dispute, Occasion.QUESTION, on=on, by=by, text=said)


@command
def show_dispute(*, dispute_id: UUID, is_shown: bool, on: date, by: Actor) -> Dispute:
    """Whether the customer sees the case and hears of it; an open one they see is told of at once.

    repeat  a case that is shown or hidden already stays as it is
    raises  NotFound
    """
    dispute = locked_dispute(dispute_id)
    if dispute.is_shown == is_shown:
        return dispute
    dispute.is_shown = is_shown
    dispute.save(update_fields=["is_shown"])
    announce_noted(dispute, ("shown" if is_shown else "hidden",), by)
    if is_shown and dispute.closed_on is None:
        known = dispute.words.filter(said=Said.TO_CUSTOMER).exists()
        tell(dispute, Occasion.UPDATE if known else Occasion.RECEIVED, on=on, by=by)
    return dispute


@command
def note_inside(*, dispute_id: UUID, text: str, on: date, by: Actor) -> DisputeWord:
    """Write something down for ourselves; whom it names ("@kim") is asked. Raises NotFound, BadInput."""
    dispute = locked_dispute(dispute_id)
    said = words.some_lines("text", text, length_max=_LETTERS_MAX)
    word = _say(dispute, Said.INTERNAL, words_needed(said), on=on, by=by)
    ask_mentioned(dispute, word, on=on, by=by)
    return word


@command
def hear_from_customer(
    *, dispute_id: UUID, text: str, on: date, by: Actor, source_id: UUID | None = None
) -> DisputeWord:
    """Keep what the customer says in a case; one that waited for them is worked on again.

    repeat  what came from one source is kept once
    raises  NotFound, BadInput
    """
    dispute = locked_dispute(dispute_id)
    if source_id is not None:
        known = DisputeWord.objects.filter(dispute=dispute, source_id=source_id).first()
        if known is not None:
            return known
    said = words.some_lines("text", text, length_max=_LETTERS_MAX)
    word = _say(
        dispute, Said.FROM_CUSTOMER, words_needed(said), on=on, by=by, source_id=source_id
    )  # fmt: skip
    if dispute.state == DisputeState.WAITING_CUSTOMER:
        dispute.state = DISPUTE.after(DisputeState(dispute.state), "take")
        start_clock(dispute, on)
        dispute.save(update_fields=["state", "due_at"])
        note_step(dispute, "take", on=on, by=by, note="the customer answered")
        announce_step(dispute, "take", on=on, by=by, note="the customer answered")
    return word


@command
def update_customers(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Tell the customers of open cases that heard nothing for too long how things stand; how many.

    repeat  a case that was told today is not told again
    """
    policy = clock_policy(entity_id=entity_id, on=on)
    told = 0
    for dispute_id in not_told(entity_id, on, policy.update_days).values_list("pk", flat=True):
        tell(locked_dispute(dispute_id), Occasion.UPDATE, on=on, by=by)
        told += 1
    return told


def tell(
    dispute: Dispute, occasion: Occasion, *, on: date, by: Actor, text: str = ""
) -> DisputeWord:
    """Write to the customer by the text of the occasion, and keep it in the thread of the case.

    Where there is nobody to write to, the word stands in the case alone, as the portal shows it.
    """
    to = _recipient(dispute)
    language = (to.language if to else "") or dispute.customer.language
    found = text_in_force(TemplateKey(f"dispute.{occasion}"), language)
    said = render(found.text, letter_values(_facts(dispute, to, text), found.language))
    message = None
    count = dispute.words.filter(said=Said.TO_CUSTOMER).count()
    if to is not None:
        draft = Draft(
            entity_id=dispute.entity_id, customer_id=dispute.customer_id, contact_id=to.pk,
            to_address=to.email, purpose=Purpose.CONFIRMATIONS, language=found.language, said=said,
            template=found.label, dedupe_key=f"dispute:{dispute.pk}:{occasion}:{count}",
            mentions=((dispute.pk, f"{occasion}:{count}"),),
        )  # fmt: skip
        message = queue_message(draft, by=by)
    word = _say(
        dispute, Said.TO_CUSTOMER, text or said.body_text.strip(), on=on, by=by,
        occasion=occasion, message_id=message.pk if message else None,
    )  # fmt: skip
    dispute.told_on = max(on, dispute.told_on or on)
    Dispute.objects.filter(pk=dispute.pk).update(told_on=dispute.told_on)
    return word


def words_needed(text: str) -> str:
    """The text, when there is one. Raises BadInput."""
    return text or words.one_line("text", text, length_max=1)


def _recipient(dispute: Dispute) -> Contact | None:
    """The person who disputes; else accounts payable, else anybody with an address."""
    people = Contact.objects.filter(customer_id=dispute.customer_id, is_active=True)
    rows = list(people.exclude(email="").order_by("created_at", "pk"))
    rows.sort(
        key=lambda one: (
            one.pk != dispute.contact_id, ContactRole.ACCOUNTS_PAYABLE not in one.roles
        )
    )  # fmt: skip
    return rows[0] if rows else None


def _facts(dispute: Dispute, to: Contact | None, text: str) -> LetterFacts:
    code, customer = dispute.currency, dispute.customer
    rest = max(0, dispute.invoice.balance_minor - disputed_minor(dispute.invoice_id))
    due = dispute.due_at
    return LetterFacts(
        contact_name=to.name if to else "", customer_name=customer.name,
        account_no=customer.account_no, entity_name=dispute.entity.name,
        sender_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1], dispute_no=dispute.dispute_no,
        invoice_no=str(dispute.invoice.document_no), reason=Reason(dispute.reason),
        amount=Money(dispute.amount_minor, code), rest=Money(rest, code),
        credited=Money(dispute.credited_minor, code),
        outcome=Outcome(dispute.outcome) if dispute.outcome else None,
        answer_on=local_date(due, dispute.entity.zone) if due else None, text=text,
    )  # fmt: skip


def _say(
    dispute: Dispute, said: Said, text: str, *, on: date, by: Actor, occasion: str = "",
    message_id: UUID | None = None, source_id: UUID | None = None,
) -> DisputeWord:  # fmt: skip
    word = DisputeWord.objects.create(
        dispute=dispute, said=said, occasion=occasion, text=text, message_id=message_id,
        source_id=source_id, said_on=on, said_at=now(), said_by=by.name,
    )  # fmt: skip
    event = DisputeWordSaid(
        entity_id=dispute.entity_id, word_id=word.pk, dispute_id=dispute.pk,
        customer_id=dispute.customer_id, said=str(said), occasion=str(occasion), said_on=on,
        message_id=message_id,
    )  # fmt: skip
    announce(event, by=by)
    return word
