"""What providers report of messages: dated facts, each taken once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.messaging.models.messages import Message
from cashwright.areas.messaging.ports import ReportKind
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.ids import new_id


class MessageReport(models.Model):
    """One thing a provider said of one message.

    report_key    the provider's id of what it says, else a hash of it: what comes twice is one
    is_permanent  of what did not arrive: trying the same address again is of no use
    reported_at   when it happened, by the provider's clock; taken_at when we were told
    code          the enhanced status code or the provider's own word; never an address
    """

    PREFIX: ClassVar[str] = "rep"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="reports")
    provider = models.CharField(max_length=16)
    report_key = models.CharField(max_length=160)
    kind = models.CharField(max_length=12)
    is_permanent = models.BooleanField(default=False)
    code = models.CharField(max_length=60, blank=True)
    reported_at = models.DateTimeField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "report_key"], name="message_report_once"),
            models.CheckConstraint(
                name="message_report_kind",
                condition=Q(kind__in=[kind.value for kind in ReportKind]),
            ),
        ]
