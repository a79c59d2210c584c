"""Claims given to a collection agency, and what it recovered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.collections.states import PLACEMENT, PlacementState
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity, Shown
from cashwright.kernel.ids import new_id


class Agency(Shown):
    """A collection agency, with the share of a recovery it keeps."""

    PREFIX: ClassVar[str] = "agy"
    PII: ClassVar[dict[str, str]] = {"email": "sending the papers of a placement"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254, blank=True)
    fee_bp = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "name"], name="agency_once"),
            models.CheckConstraint(name="agency_fee", condition=Q(fee_bp__lte=10_000)),
        ]


class Placement(Shown):
    """A customer's claims with an agency, from `placed_on` until `ended_on`."""

    PREFIX: ClassVar[str] = "plc"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="placements")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="placements")
    fee_bp = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, default=PLACEMENT.start)
    reason = models.CharField(max_length=400)
    approval_id = models.UUIDField(null=True, blank=True)
    placed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="placement_state", condition=Q(state__in=[s.value for s in PlacementState])
            ),
            models.UniqueConstraint(
                fields=["customer", "currency"],
                condition=Q(state="placed"),
                name="placement_one_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["customer", "-placed_on"], name="placement_of_customer")]


class PlacementItem(models.Model):
    """One invoice with an agency, with what was open of it when it was given."""

    id = models.BigAutoField(primary_key=True)
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="items")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, db_constraint=False, related_name="placement_items"
    )
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "invoice"], name="placement_item_once"),
            models.CheckConstraint(name="placement_item_positive", condition=Q(amount_minor__gt=0)),
        ]


class AgencyRecovery(Shown):
    """What an agency recovered: gross on the invoices, net in the bank, its fee an expense.

    fee_minor  what it kept for its work; tax_minor the tax on that, which we get back
    """

    PREFIX: ClassVar[str] = "rcv"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="recoveries")
    payment_id = models.UUIDField(unique=True)
    recovered_on = models.DateField()
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)
    fee_functional_minor = models.BigIntegerField(default=0)
    tax_functional_minor = models.BigIntegerField(default=0)
    entry_id = models.UUIDField(null=True, blank=True)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agency_recovery_amounts",
                condition=Q(gross_minor__gt=0)
                & Q(fee_minor__gte=0)
                & Q(tax_minor__gte=0)
                & Q(gross_minor__gte=models.F("fee_minor") + models.F("tax_minor")),
            ),
        ]
