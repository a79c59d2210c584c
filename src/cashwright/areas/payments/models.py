"""Tables of payments. `unapplied_minor` is kept by the database from applications and refunds.

Bank accounts in what the payer wrote are masked and stand whole in `account_sealed`.
`money_account` is the account of the ledger the money stands on: that of one of our bank accounts.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cashwright.areas.ledger.models import Account
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.payments.states import PAYMENT, PaymentState
from cashwright.kernel.ids import new_id
from cashwright.kernel.money import Money


class Payment(models.Model):
    """Money a customer sent. Without a customer it is unidentified cash until someone knows."""

    PREFIX: ClassVar[str] = "pay"
    PII: ClassVar[dict[str, str]] = {"payer_text": "finding out whose money it is"}
    SEALED: ClassVar[dict[str, tuple[str, ...]]] = {"account_sealed": ("customer_id", "entity_id")}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, db_index=False, null=True
    )
    state = models.CharField(max_length=8, default=PAYMENT.start)
    received_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    functional_minor = models.BigIntegerField()
    rate_numerator = models.BigIntegerField(default=1)
    rate_denominator = models.BigIntegerField(default=1)
    unapplied_minor = models.BigIntegerField()
    unapplied_functional_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(default=0)
    method = models.CharField(max_length=24, default="bank_transfer")
    reference = models.CharField(max_length=200, blank=True)
    payer_text = models.CharField(max_length=200, blank=True)
    account_sealed = models.BinaryField(null=True)
    is_on_account = models.BooleanField(default=False)
    source = models.CharField(max_length=40)
    source_ref = models.CharField(max_length=120, null=True)
    money_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    entry_id = models.UUIDField()
    returned_on = models.DateField(null=True)
    reopened_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="payment_unapplied_within_amount",
                condition=Q(unapplied_minor__gte=0) & Q(unapplied_minor__lte=F("amount_minor")),
            ),
            models.CheckConstraint(
                name="payment_refunded_within_amount",
                condition=Q(refunded_minor__gte=0) & Q(refunded_minor__lte=F("amount_minor")),
            ),
            models.CheckConstraint(
                name="payment_state", condition=Q(state__in=[str(s) for s in PaymentState])
            ),
            models.CheckConstraint(
                name="payment_returned_has_nothing",
                condition=~Q(state="returned")
                | (Q(unapplied_minor=0) & Q(returned_on__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["entity", "source", "source_ref"],
                condition=Q(source_ref__isnull=False),
                name="payment_source_once",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "received_on"], name="payment_customer"),
            models.Index(fields=["entity", "-received_on", "-id"], name="payment_list"),
            models.Index(
                fields=["entity", "received_on"],
                name="payment_unapplied",
                condition=Q(unapplied_minor__gt=0),
            ),
        ]

    @property
    def unapplied(self) -> Money:
        return Money(self.unapplied_minor, self.currency)


class Refund(models.Model):
    """Money sent back to a customer, out of a payment or a credit note."""

    PREFIX: ClassVar[str] = "ref"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="refunds")
    source_kind = models.CharField(max_length=11)
    source_id = models.UUIDField()
    refunded_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    functional_minor = models.BigIntegerField()
    source_functional_minor = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    approval_id = models.UUIDField(null=True)
    money_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    entry_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="refund_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="refund_source", condition=Q(source_kind__in=["payment", "credit_note"])
            ),
        ]
        indexes = [models.Index(fields=["source_id"], name="refund_source_id")]
