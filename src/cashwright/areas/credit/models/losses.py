"""Losses: a write-off settles an invoice without money; a recovery takes part of it back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.ids import new_id


class WriteOff(models.Model):
    """Part of an invoice declared uncollectible."""

    PREFIX: ClassVar[str] = "wo"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="write_offs")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, db_constraint=False, related_name="write_offs"
    )
    written_off_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    functional_minor = models.BigIntegerField()
    recovered_minor = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=200)
    approval_id = models.UUIDField(null=True)
    application_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="write_off_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="write_off_recovered_within_amount",
                condition=Q(recovered_minor__gte=0)
                & Q(recovered_minor__lte=models.F("amount_minor")),
            ),
        ]


class Recovery(models.Model):
    """A payment that came for what was written off: recognized as income, applied to nothing."""

    PREFIX: ClassVar[str] = "rec"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="recoveries")
    write_off = models.ForeignKey(WriteOff, on_delete=models.PROTECT, related_name="recoveries")
    payment_id = models.UUIDField()
    recovered_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    functional_minor = models.BigIntegerField()
    entry_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="recovery_positive", condition=Q(amount_minor__gt=0))
        ]
