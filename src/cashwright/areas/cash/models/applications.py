"""Applications: posted ties between an invoice and what settles it. Written once, undone by their opposite."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.ids import new_id


class SourceKind(models.TextChoices):
    """What settles an invoice."""

    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"
    DIFFERENCE = "difference"


class Application(models.Model):
    """`amount_minor` settles (positive) or unsettles (negative) part of an invoice, as of `applied_on`.

    invoice_functional_minor  what leaves the receivable, at the invoice's rate
    source_functional_minor   what leaves the payment or credit note, at its rate; the two differ by
                              the realized exchange gain or loss, posted in the same entry
    """

    PREFIX: ClassVar[str] = "app"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, db_constraint=False, related_name="applications"
    )
    source_kind = models.CharField(max_length=11, choices=SourceKind)
    source_id = models.UUIDField()
    applied_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    invoice_functional_minor = models.BigIntegerField()
    source_functional_minor = models.BigIntegerField()
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="reversed_by"
    )
    reason = models.CharField(max_length=200, blank=True)
    entry_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="application_not_zero", condition=~Q(amount_minor=0)),
            models.CheckConstraint(
                name="application_source", condition=Q(source_kind__in=SourceKind.values)
            ),
            models.CheckConstraint(
                name="application_negative_undoes",
                condition=Q(amount_minor__gt=0, reverses__isnull=True)
                | Q(amount_minor__lt=0, reverses__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["source_id"], name="application_source_id"),
            models.Index(
                fields=["entity", "applied_on"], name="application_day",
                include=["invoice_id", "amount_minor"],
            ),
        ]  # fmt: skip
