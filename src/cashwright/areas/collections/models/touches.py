"""What people do about customers: calls, notes, putting off, and passing on."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.collections.policies import CallOutcome, Level
from cashwright.areas.parties.models import Customer, LegalEntity, Shown
from cashwright.kernel.ids import new_id


class Call(Shown):
    """One phone call, or the attempt. `note` is what was said, for colleagues."""

    PREFIX: ClassVar[str] = "cll"
    PII: ClassVar[dict[str, str]] = {"note": "what was agreed on the phone"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="calls")
    contact_id = models.UUIDField(null=True, blank=True)
    outcome = models.CharField(max_length=16)
    note = models.CharField(max_length=2000, blank=True)
    task_id = models.UUIDField(null=True, blank=True)
    called_at = models.DateTimeField()
    called_on = models.DateField()
    called_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_outcome", condition=Q(outcome__in=[o.value for o in CallOutcome])
            ),
            models.UniqueConstraint(
                fields=["task_id"], condition=Q(task_id__isnull=False), name="call_of_task_once"
            ),
        ]
        indexes = [models.Index(fields=["customer", "-called_at"], name="call_of_customer")]


class Note(Shown):
    """Something colleagues should know of a customer. `mentions` are the user ids it calls."""

    PREFIX: ClassVar[str] = "not"
    PII: ClassVar[dict[str, str]] = {"text": "what colleagues have to know"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notes")
    document_id = models.UUIDField(null=True, blank=True)
    text = models.CharField(max_length=2000)
    mentions = models.JSONField(default=list)
    is_pinned = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["customer", "-written_at"], name="note_of_customer")]


class Snooze(Shown):
    """A customer put off the worklist until a day; reminders go on unless a hold stops them."""

    PREFIX: ClassVar[str] = "snz"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="snoozes")
    from_on = models.DateField()
    until_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    snoozed_by = models.CharField(max_length=80)
    snoozed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="snooze_looks_ahead", condition=Q(until_on__gt=models.F("from_on"))
            ),
        ]
        indexes = [models.Index(fields=["customer", "-from_on"], name="snooze_of_customer")]


class Escalation(Shown):
    """A customer passed on to somebody higher up, or back down; the latest row counts.

    reaches_id  the person it was passed on to; null where nobody holds that place
    task_id     what that person has to do; null where it went back to the collector's own desk
    """

    PREFIX: ClassVar[str] = "esc"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="escalations")
    level = models.CharField(max_length=16)
    reason = models.CharField(max_length=400)
    answer_by = models.DateField(null=True, blank=True)
    reaches_id = models.UUIDField(null=True, blank=True)
    task_id = models.UUIDField(null=True, blank=True)
    escalated_on = models.DateField()
    escalated_at = models.DateTimeField()
    escalated_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="escalation_level", condition=Q(level__in=[v.value for v in Level])
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-escalated_at"], name="escalation_of_customer")
        ]
