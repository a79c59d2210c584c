"""What customers write back: conversations, their mails, and what a mail was read to mean.

Words: a *thread* is one conversation with one customer, replies and what we sent; a *suggestion* is
what the machine read in a mail and would do, which only a person does.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cashwright.areas.messaging.states import (
    SUGGESTION,
    THREAD,
    SuggestionState,
    ThreadState,
)
from cashwright.areas.parties.models import Contact, Customer, LegalEntity, Shown
from cashwright.areas.parties.policies import Channel
from cashwright.kernel.ids import new_id


class Thread(Shown):
    """One conversation. `customer` is null while nobody knows who writes.

    state           waiting: the last word is the customer's and nobody answered
    document_ids    the invoices it is about, as far as they are known
    """

    PREFIX: ClassVar[str] = "thr"
    PII: ClassVar[dict[str, str]] = {"subject": "finding the conversation again"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="threads"
    )
    subject = models.CharField(max_length=400)
    document_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    state = models.CharField(max_length=8, default=THREAD.start)
    owner = models.CharField(max_length=80, blank=True)
    snoozed_until = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="thread_state", condition=Q(state__in=[s.value for s in ThreadState])
            ),
        ]
        indexes = [
            models.Index(fields=["entity", "state", "-last_at"], name="thread_inbox"),
            models.Index(fields=["customer", "-last_at"], name="thread_of_customer"),
        ]


class Inbound(Shown):
    """One message of a customer, as it came; kept once by its own id.

    message_id   its Message-ID, or a provider's id
    reply_text   what is new in it, without what it quotes
    is_auto      a machine wrote it: out of office, a delivery report
    intent       what it was read to mean, see rules.intents; `confidence` in thousandths
    """

    PREFIX: ClassVar[str] = "inb"
    PII: ClassVar[dict[str, str]] = {
        "from_address": "answering the person",
        "from_name": "addressing the person",
        "subject": "what it is about",
        "body_text": "what the customer told us",
        "reply_text": "the same, without what it quotes",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="inbound")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="inbound"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="inbound"
    )
    channel = models.CharField(max_length=8, default=Channel.EMAIL)
    from_address = models.CharField(max_length=254)
    from_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    body_text = models.TextField()
    reply_text = models.TextField(blank=True)
    message_id = models.CharField(max_length=250)
    answers_id = models.UUIDField(null=True, blank=True)
    is_auto = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True)
    intent = models.CharField(max_length=16)
    confidence = models.SmallIntegerField()
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "message_id"], name="inbound_once"),
            models.CheckConstraint(
                name="inbound_confidence", condition=Q(confidence__range=(0, 1000))
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-received_at"], name="inbound_of_customer"),
            models.Index(fields=["answers_id"], name="inbound_answers"),
        ]


class InboundFile(models.Model):
    """A file that came with a mail. `content` is what arrived; it is never opened by the house."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    inbound = models.ForeignKey(Inbound, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=100)
    content = models.BinaryField()


class Suggestion(Shown):
    """What one mail seems to ask for, with the words it was read from; a person confirms or not.

    start, end  the sentence in `inbound.reply_text`, as positions in it
    facts       what was read: {"on", "amount_minor", "currency", "document_ids", "until", …}
    result_id   what was made of it: the promise, the dispute, the message
    """

    PREFIX: ClassVar[str] = "sug"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    inbound = models.ForeignKey(Inbound, on_delete=models.PROTECT, related_name="suggestions")
    number = models.SmallIntegerField(default=0)
    intent = models.CharField(max_length=16)
    confidence = models.SmallIntegerField()
    start = models.IntegerField(default=0)
    end = models.IntegerField(default=0)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=9, default=SUGGESTION.start)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_intent = models.CharField(max_length=16, blank=True)
    result_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inbound", "number"], name="suggestion_once"),
            models.CheckConstraint(
                name="suggestion_state", condition=Q(state__in=[s.value for s in SuggestionState])
            ),
        ]
        indexes = [
            models.Index(fields=["inbound"], name="suggestion_open", condition=Q(state="open")),
        ]
