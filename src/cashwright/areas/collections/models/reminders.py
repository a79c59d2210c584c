"""Which steps of a ladder were taken for each invoice."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.collections.policies import Act, Track
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.ids import new_id


class ReminderState(models.TextChoices):
    """What became of a step.

    skipped   a later step was due already, its conditions did not hold, or the customer is held out
              of a trial: it is never taken
    shadowed  only noted: the autonomy of these customers was shadow
    """

    SENT = "sent"
    SKIPPED = "skipped"
    SHADOWED = "shadowed"


class Reminder(models.Model):
    """One step of one version of a ladder, taken or passed over, for one invoice: once, for good.

    track       what the days count from: the due date, the day of issue, an event
    event_id    what happened, on the event track: the promise that broke, the message that bounced
    message_id  the message that took the step; the invoices of a customer share one
    task_id     the task that took it, where a person acts
    trial, arm  the trial the step was tried in and this customer's arm; empty without one. Who is held
                out hears nothing: their step is passed over
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
    track = models.CharField(max_length=5, default=Track.DUE)
    days = models.IntegerField()
    event_id = models.UUIDField(null=True)
    act = models.CharField(max_length=12, default=Act.EMAIL)
    state = models.CharField(max_length=8, choices=ReminderState)
    reminded_on = models.DateField()
    message_id = models.UUIDField(null=True)
    task_id = models.UUIDField(null=True)
    trial = models.CharField(max_length=24, blank=True, default="")
    arm = models.CharField(max_length=12, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "ladder", "ladder_version", "track", "days", "event_id"],
                condition=~Q(state="shadowed"),
                nulls_distinct=False,
                name="reminder_once",
            ),
            models.UniqueConstraint(
                fields=["invoice", "ladder", "ladder_version", "track", "days", "event_id"],
                condition=Q(state="shadowed"),
                nulls_distinct=False,
                name="reminder_shadowed_once",
            ),
            models.CheckConstraint(
                name="reminder_state", condition=Q(state__in=ReminderState.values)
            ),
            models.CheckConstraint(
                name="reminder_track", condition=Q(track__in=[t.value for t in Track])
            ),
            models.CheckConstraint(
                name="reminder_act", condition=Q(act__in=[a.value for a in Act])
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-reminded_on"], name="reminder_customer"),
            models.Index(
                fields=["trial", "customer"], name="reminder_tried", condition=~Q(trial="")
            ),
        ]
