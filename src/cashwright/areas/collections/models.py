"""Tables of collections: which step of the ladder each invoice was reminded with."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.ids import new_id


class ReminderState(models.TextChoices):
    """What became of a step. `skipped`: a later step was due already, so it was never sent."""

    SENT = "sent"
    SKIPPED = "skipped"


class Reminder(models.Model):
    """One step of one version of a ladder, taken or passed over, for one invoice: once, for good.

    The invoices of one customer reminded on one day share a message; `message_id` names it.
    """

    PREFIX: ClassVar[str] = "rem"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="reminders",
    )
    ladder = models.CharField(max_length=24)
    ladder_version = models.IntegerField()
    days_from_due = models.IntegerField()
    state = models.CharField(max_length=7, choices=ReminderState)
    reminded_on = models.DateField()
    message_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "ladder", "ladder_version", "days_from_due"],
                name="reminder_once",
            ),
            models.CheckConstraint(
                name="reminder_state", condition=Q(state__in=ReminderState.values)
            ),
        ]
        indexes = [models.Index(fields=["customer", "-reminded_on"], name="reminder_customer")]
