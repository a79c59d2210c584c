"""Messages that go out, and what each said of which document.

Words: a *mention* is one thing said of one document once: a reminder step of an invoice. The
database keeps it single, so that a step cannot be sent twice whatever runs twice.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cashwright.areas.messaging.states import MESSAGE, MessageState
from cashwright.areas.parties.models import Contact, Customer, LegalEntity
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.kernel.ids import new_id, public_id


class Message(models.Model):
    """One message on one channel. What was said is kept as it was said.

    to_address   one e-mail address, or one phone number (+49…); empty where a channel has neither:
                 a letter goes to the postal address, an in-app message to the portal
    not_before_at   the instant it may first go out: its window, or the slot that was chosen
    tried_at     when it was last handed over, by the clock of the books: what budgets count
    choice       what was chosen for it by chance, with the odds: {"slot", "slot_odds", "arm",
                 "arm_odds", "holdout"}; what learning reads
    figures      what it says of money, so that it can be said anew as the books stand when it goes out:
                 {"on": day, "asked": {invoice id: minor units}, "sender": who signs}
    tries        how often its server asked to come again later
    bounced_at   when it was learned that it did not reach its address, by the clock of the books
    provider_id  the id a provider knows it by; its reports name that
    thread       the conversation with the customer it belongs to
    """

    PREFIX: ClassVar[str] = "msg"
    PII: ClassVar[dict[str, str]] = {
        "to_address": "proof of where it was sent",
        "body_text": "proof of what was said; greets a person by name",
        "body_html": "the same, for mail programs",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="messages")
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    channel = models.CharField(max_length=8, default=Channel.EMAIL)
    purpose = models.CharField(max_length=16)
    to_address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8, default="en")
    subject = models.CharField(max_length=400)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    template = models.CharField(max_length=100, blank=True)
    document_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    dedupe_key = models.CharField(max_length=160)
    state = models.CharField(max_length=10, default=MESSAGE.start)
    reason = models.CharField(max_length=400, blank=True)
    not_before_at = models.DateTimeField(null=True, blank=True)
    choice = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    provider = models.CharField(max_length=16, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    thread = models.ForeignKey(
        "Thread", on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    queued_at = models.DateTimeField()
    queued_by = models.CharField(max_length=80)
    sent_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    # By the machine's own clock, unlike the others: it tells how long a delivery has been silent.
    handed_over_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "dedupe_key"], name="message_once_per_dedupe_key"
            ),
            models.CheckConstraint(
                name="message_state", condition=models.Q(state__in=[s.value for s in MessageState])
            ),
            models.CheckConstraint(
                name="message_sent_has_its_instant",
                condition=~models.Q(state=MessageState.SENT) | models.Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_goes_to_one_address",
                condition=models.Q(
                    channel=Channel.EMAIL,
                    to_address__regex=r'^[^[:space:]@,;:<>()"]+@[^[:space:]@,;:<>()"]+$',
                )
                | models.Q(channel=Channel.SMS, to_address__regex=r"^\+[1-9][0-9]{6,14}$")
                | models.Q(channel__in=[Channel.POST, Channel.PORTAL], to_address=""),
            ),
            models.CheckConstraint(
                name="message_subject_is_one_line",
                condition=~models.Q(subject__regex=r"[[:cntrl:]]"),
            ),
            models.CheckConstraint(
                name="message_purpose", condition=models.Q(purpose__in=[p.value for p in Purpose])
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="message_waiting",
                condition=models.Q(state__in=[MessageState.QUEUED, MessageState.SENDING]),
            ),
            models.Index(
                fields=["provider", "provider_id"],
                name="message_of_provider",
                condition=~models.Q(provider_id=""),
            ),
            models.Index(
                fields=["entity", "bounced_at"],
                name="message_bounced",
                condition=models.Q(bounced_at__isnull=False),
            ),
            models.Index(fields=["customer", "-queued_at"], name="message_of_customer"),
            models.Index(fields=["entity", "-queued_at"], name="message_of_entity"),
        ]

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.pk)


class Mention(models.Model):
    """What a message says of a document, at most once: `key` names it, such as a reminder step."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="mentions")
    document_id = models.UUIDField()
    key = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document_id", "key"], name="mention_once"),
        ]
