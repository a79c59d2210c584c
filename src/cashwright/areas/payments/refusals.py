"""Refusals of payments.

Refusal
  NotPositive          a payment or refund is more than zero
  AlreadyReceived      the same external payment was booked before, with other figures
  AlreadyIdentified    the payment has a customer
  Unidentified         nobody knows yet whose payment it is
  RefundExceeds        more is asked than is left unapplied
  NotReceivedYet       dated before the payment arrived
"""

from cashwright.kernel.refusals import Refusal


class NotPositive(Refusal):
    """facts: amount_minor. Remedy: an amount above zero."""

    code = "payments.not_positive"


class AlreadyReceived(Refusal):
    """facts: source_ref, amount_minor, known_minor. Remedy: it is booked; correct it there."""

    code = "payments.already_received"


class AlreadyIdentified(Refusal):
    """facts: payment_id, customer_id. Remedy: return or refund it; it cannot change hands."""

    code = "payments.already_identified"


class Unidentified(Refusal):
    """facts: payment_id. Remedy: name the customer first."""

    code = "payments.unidentified"


class RefundExceeds(Refusal):
    """facts: asked_minor, left_minor. Remedy: unapply first, or refund less."""

    code = "payments.refund_exceeds"


class NotReceivedYet(Refusal):
    """facts: received_on, on. Remedy: date it on or after the payment."""

    code = "payments.not_received_yet"
