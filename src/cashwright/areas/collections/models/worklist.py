"""What the worklist knows of each customer past due: figures put down so that a page reads them at once.

They follow from the books and may be thrown away at any time (decision 22); nothing is decided by
them alone. `services.refresh_worklist` writes them.
"""

from django.db import models
from django.db.models import Q

from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.ids import new_id


class WorklistHead(models.Model):
    """How far the worklist of an entity has followed its journal of facts, and for which day.

    pool  how late everybody paid on that day, and how late what is open is: [[days late, count], …] each
    """

    entity = models.OneToOneField(
        LegalEntity, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    as_of = models.DateField()
    seq = models.BigIntegerField()
    refreshed_at = models.DateTimeField()
    pool = models.JSONField(default=list)


class WorklistEntry(models.Model):
    """A customer with something past due in one currency, as of the day of the entity's head.

    unpaid_ppm    the chance that it is still unpaid in 14 days, in millionths (rules.unpaid_ppm)
    expected_*    overdue x that chance; in the currency of the row, and of the entity
    reasons       why now, in words, the weightiest first
    next_*        collections.rules.NextAction of the item that carries the next step
    needs_person  today there is something only a person can do
    is_high       of the customers who make up the first half of all that is expected
    contacted_*   the last time somebody or something spoke with them, and what came of it
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    open_minor = models.BigIntegerField()
    overdue_minor = models.BigIntegerField()
    overdue_functional_minor = models.BigIntegerField()
    late_count = models.IntegerField()
    oldest_due_on = models.DateField()
    unpaid_ppm = models.IntegerField()
    expected_minor = models.BigIntegerField()
    expected_functional_minor = models.BigIntegerField()
    reasons = models.JSONField(default=list)
    next_kind = models.CharField(max_length=8)
    next_act = models.CharField(max_length=12, blank=True)
    next_days = models.IntegerField(null=True)
    next_on = models.DateField(null=True)
    next_code = models.CharField(max_length=24, blank=True)
    ladder = models.CharField(max_length=24, blank=True)
    promise_due_on = models.DateField(null=True)
    promise_minor = models.BigIntegerField(null=True)
    broken_on = models.DateField(null=True)
    kept_count = models.IntegerField(default=0)
    broken_count = models.IntegerField(default=0)
    disputed_minor = models.BigIntegerField(default=0)
    replied_on = models.DateField(null=True)
    contacted_on = models.DateField(null=True)
    contacted_by = models.CharField(max_length=12, blank=True)
    contact_outcome = models.CharField(max_length=16, blank=True)
    level = models.CharField(max_length=16)
    risk = models.CharField(max_length=8, blank=True)
    snoozed_until = models.DateField(null=True)
    is_held = models.BooleanField(default=False)
    is_placed = models.BooleanField(default=False)
    needs_person = models.BooleanField(default=False)
    is_high = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "currency"], name="worklist_entry_once"),
            models.CheckConstraint(name="worklist_overdue", condition=Q(overdue_minor__gt=0)),
        ]
        indexes = [
            models.Index(
                fields=["entity", "-expected_functional_minor", "id"], name="worklist_by_worth"
            )
        ]
