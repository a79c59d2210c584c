"""Letters: what is printed and posted, each with a number of its own."""

from typing import ClassVar

from django.db import models

from cashwright.areas.messaging.models.messages import Message
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.ids import new_id


class LetterSeries(models.Model):
    """The last number given to a letter of a legal entity in a year; locked while one is given."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last_no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "year"], name="letter_series_once"),
        ]


class Letter(models.Model):
    """The paper of one message: numbered and dated, a PDF to print. The invoice is never touched."""

    PII: ClassVar[dict[str, str]] = {"pdf": "proof of what was posted, with its address"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="letter")
    letter_no = models.CharField(max_length=32)
    dated_on = models.DateField()
    pdf = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "letter_no"], name="letter_no_once"),
        ]
