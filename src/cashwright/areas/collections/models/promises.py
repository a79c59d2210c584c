"""What customers said they would pay: promises, and payment plans of several."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.collections.states import PAYMENT_PLAN, PROMISE, PlanState, PromiseState
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity, Shown
from cashwright.kernel.ids import new_id


class Promise(Shown):
    """An amount by a day. Whether it was kept is judged from the payments (F14), and kept as a fact.

    origin     call, email, sms, portal, meeting
    source_id  the inbound message or call it was read from
    kept_until the last day it may be kept: `due_on` and the grace days after it
    paid_minor what had come in time when it was judged
    """

    PREFIX: ClassVar[str] = "prm"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="promises")
    contact_id = models.UUIDField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    promised_on = models.DateField()
    due_on = models.DateField()
    kept_until = models.DateField()
    origin = models.CharField(max_length=8)
    source_id = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10, default=PROMISE.start)
    # The day from which the state above holds; before it, the promise was open.
    judged_on = models.DateField(null=True, blank=True)
    paid_minor = models.BigIntegerField(default=0)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="promise_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="promise_looks_ahead", condition=Q(due_on__gte=models.F("promised_on"))
            ),
            models.CheckConstraint(
                name="promise_state", condition=Q(state__in=[s.value for s in PromiseState])
            ),
            models.CheckConstraint(
                name="promise_judged_when_closed",
                condition=Q(state="open", judged_on__isnull=True)
                | (~Q(state="open") & Q(judged_on__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["source_id"], condition=Q(source_id__isnull=False), name="promise_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["entity", "due_on"], name="promise_open", condition=Q(state="open")
            ),
            models.Index(fields=["customer", "-promised_on"], name="promise_of_customer"),
        ]


class PromiseItem(models.Model):
    """One invoice a promise is about, with the part of the amount that is for it."""

    id = models.BigAutoField(primary_key=True)
    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="items")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, db_constraint=False, related_name="promise_items"
    )
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "invoice"], name="promise_item_once"),
            models.CheckConstraint(name="promise_item_positive", condition=Q(amount_minor__gt=0)),
        ]


class PaymentPlan(Shown):
    """Instalments in place of the due dates, for reminding; the aging keeps the due dates."""

    PREFIX: ClassVar[str] = "ppl"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="payment_plans")
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    state = models.CharField(max_length=9, default=PAYMENT_PLAN.start)
    proposed_on = models.DateField()
    agreed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    approval_id = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_plan_positive", condition=Q(total_minor__gt=0)),
            models.CheckConstraint(
                name="payment_plan_state", condition=Q(state__in=[s.value for s in PlanState])
            ),
            models.CheckConstraint(
                name="payment_plan_has_its_days",
                condition=Q(state="proposed", agreed_on__isnull=True, ended_on__isnull=True)
                | Q(state="active", agreed_on__isnull=False, ended_on__isnull=True)
                | (Q(state__in=["kept", "defaulted", "cancelled"]) & Q(ended_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["entity"], name="plan_active", condition=Q(state="active")),
            models.Index(fields=["customer", "-proposed_on"], name="plan_of_customer"),
        ]


class PlanItem(models.Model):
    """One invoice a plan pays off, with what was open of it. An invoice is in one plan at a time."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(PaymentPlan, on_delete=models.CASCADE, related_name="items")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, db_constraint=False, related_name="plan_items"
    )
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "invoice"], name="plan_item_once"),
            models.CheckConstraint(name="plan_item_positive", condition=Q(amount_minor__gt=0)),
        ]


class Instalment(models.Model):
    """One part of a plan and its day. What was paid of it follows from the invoices' payments."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(PaymentPlan, on_delete=models.CASCADE, related_name="instalments")
    number = models.SmallIntegerField()
    due_on = models.DateField()
    kept_until = models.DateField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="instalment_once"),
            models.CheckConstraint(name="instalment_positive", condition=Q(amount_minor__gt=0)),
        ]
