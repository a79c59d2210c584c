"""What is said and shown in a case: the thread with the customer, our own notes, and papers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.disputes.models.cases import Dispute
from cashwright.areas.disputes.policies import EvidenceKind
from cashwright.areas.parties.models import Shown
from cashwright.kernel.ids import new_id


class Said(models.TextChoices):
    """Who says a word to whom."""

    TO_CUSTOMER = "to_customer"
    FROM_CUSTOMER = "from_customer"
    INTERNAL = "internal"


class DisputeWord(models.Model):
    """One word of a case's threads.

    occasion    what a word to the customer is: "received", "update", "answer", "question", "decision"
    message_id  the message it went out by; null where the customer has no address, and inside
    source_id   the inbound mail or request a word of the customer came in
    """

    PII: ClassVar[dict[str, str]] = {"text": "what was said about the case; may name people"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="words")
    said = models.CharField(max_length=13)
    occasion = models.CharField(max_length=12, blank=True)
    text = models.TextField()
    message_id = models.UUIDField(null=True, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    said_on = models.DateField()
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dispute_word_said", condition=Q(said__in=Said.values)),
            models.UniqueConstraint(
                fields=["dispute", "source_id"], condition=Q(source_id__isnull=False),
                name="dispute_word_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["dispute", "said_at"], name="dispute_word_order")]


class Evidence(Shown):
    """One paper of a case: its bytes as they came, never opened by the house, and their hash."""

    PREFIX: ClassVar[str] = "evd"
    PII: ClassVar[dict[str, str]] = {
        "content": "proves what a case is decided on; may name people",
        "file_name": "finding the paper again",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=16)
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.IntegerField()
    sha256 = models.BinaryField()
    content = models.BinaryField()
    is_from_customer = models.BooleanField(default=False)
    added_on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_kind", condition=Q(kind__in=[k.value for k in EvidenceKind])
            ),
            models.CheckConstraint(name="evidence_has_bytes", condition=Q(size__gt=0)),
            models.UniqueConstraint(fields=["dispute", "sha256"], name="evidence_once"),
        ]
