"""What paying late costs a customer: interest and fees, each a claim of its own."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.collections.policies import LateChargeKind
from cashwright.areas.collections.states import LATE_CHARGE, ChargeState
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity, Shown
from cashwright.kernel.ids import new_id


class LateCharge(Shown):
    """Interest of an invoice over a span of days, or a fee for its being late: once each.

    from_on, until_on  the days it is for, both included; a fee has the day it arose twice
    spans              how it was reckoned: [from, until, rate_bp, principal_minor, minor] each
    basis              by what, and how rounded: de/exact, contract/per_day
    invoice_billed     the invoice it became; null while it is only accrued
    """

    PREFIX: ClassVar[str] = "lch"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="late_charges")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, db_constraint=False, related_name="late_charges"
    )
    kind = models.CharField(max_length=8)
    from_on = models.DateField()
    until_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    spans = models.JSONField(default=list)
    basis = models.CharField(max_length=24)
    state = models.CharField(max_length=7, default=LATE_CHARGE.start)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    invoice_billed = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, db_constraint=False, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    accrued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "kind", "from_on"], name="late_charge_once"),
            models.CheckConstraint(name="late_charge_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="late_charge_kind", condition=Q(kind__in=[k.value for k in LateChargeKind])
            ),
            models.CheckConstraint(
                name="late_charge_state", condition=Q(state__in=[s.value for s in ChargeState])
            ),
            models.CheckConstraint(
                name="late_charge_span", condition=Q(until_on__gte=models.F("from_on"))
            ),
            models.CheckConstraint(
                name="late_charge_billed_has_its_invoice",
                condition=Q(state="billed", invoice_billed__isnull=False)
                | (~Q(state="billed") & Q(invoice_billed__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], name="late_charge_open", condition=Q(state="accrued"))
        ]
