"""Tables of insight: what moved receivables day by day, and the KPIs as they stood on a day."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.ids import new_id


class MovementKind(models.TextChoices):
    """Why receivables, billings or customer credits moved.

    The first five make up A/R; `issued` less `credited` are billings; `unapplied` is the negative
    column beside A/R: money and credit notes of customers that are tied to no invoice yet.
    """

    ISSUED = "issued"
    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"
    DIFFERENCE = "difference"
    CREDITED = "credited"
    UNAPPLIED = "unapplied"


class Movement(models.Model):
    """Receivables moved by `amount_minor` on `moved_on`: one row for many documents of equal dates.

    Written by the database alone, in the statement that writes the documents (migration 0002), so
    that an aging or a KPI as of any day adds up days and not documents. The rows of one statement
    are appended and nobody waits; `services.roll_up` merges rows of equal dates later.
    `issued_on` and `due_on` are those of the invoice, null where no invoice is concerned.
    """

    id = models.BigAutoField(primary_key=True)
    entity_id = models.UUIDField()
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=11, choices=MovementKind)
    moved_on = models.DateField()
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    amount_minor = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["entity_id", "moved_on"], name="movement_day")]


class KpiSnapshot(models.Model):
    """One KPI of one legal entity and currency as of a day; `value` is null when undefined."""

    PREFIX: ClassVar[str] = "kpi"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    kpi = models.CharField(max_length=40)
    as_of = models.DateField()
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    workings = models.TextField()
    flags = ArrayField(models.CharField(max_length=24), default=list)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "currency", "kpi", "as_of"], name="kpi_snapshot_once"
            )
        ]
