"""Differences: what a payer kept of an invoice for a reason, cleared against an account."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.cash.policies import DifferenceKind
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity, Shown
from cashwright.kernel.ids import new_id


class Difference(Shown):
    """Part of an invoice that a payment left out, cleared: a fee, a discount, tax withheld.

    tax_minor  what of it takes back output tax, where the law has it so (an early-payment discount)
    payment_id the payment that was short
    taken back by undoing its application
    """

    PREFIX: ClassVar[str] = "dif"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, db_constraint=False, related_name="differences"
    )
    payment_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    cleared_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)
    functional_minor = models.BigIntegerField()
    application_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="difference_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="difference_tax_within",
                condition=Q(tax_minor__gte=0) & Q(tax_minor__lte=models.F("amount_minor")),
            ),
            models.CheckConstraint(
                name="difference_kind", condition=Q(kind__in=[str(k) for k in DifferenceKind])
            ),
        ]
        indexes = [models.Index(fields=["payment_id"], name="difference_payment")]
