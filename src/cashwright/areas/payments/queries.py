"""Reading payments and refunds, now and as of any date."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from cashwright.areas.controls import keys
from cashwright.areas.payments.models import Payment, Refund
from cashwright.areas.payments.states import PaymentState


def payments() -> QuerySet[Payment]:
    """All payments with what a list shows."""
    return Payment.objects.select_related("customer", "entity")


def account_of(payment: Payment) -> str:
    """The payer's bank account (several with spaces between), as far as it was told; "" if not.

    raises  SubjectErased, sealing.Unreadable
    """
    if payment.account_sealed is None:
        return ""
    place = keys.place("payments_payment", "account_sealed", payment.pk)
    return keys.unseal(bytes(payment.account_sealed), place)


def to_apply(entity_id: UUID, on: date) -> QuerySet[Payment]:
    """Payments received by a day, of known customers, with money left that nobody set aside."""
    return Payment.objects.filter(
        entity_id=entity_id, received_on__lte=on, unapplied_minor__gt=0, customer__isnull=False,
        is_on_account=False, state=PaymentState.RECEIVED,
    )  # fmt: skip


def unidentified() -> QuerySet[Payment]:
    """Payments nobody has claimed yet, oldest first."""
    return Payment.objects.filter(customer__isnull=True, state=PaymentState.RECEIVED).order_by(
        "received_on", "pk"
    )


def refunds() -> QuerySet[Refund]:
    """All refunds, newest first."""
    return Refund.objects.select_related("customer").order_by("-refunded_on", "-pk")
