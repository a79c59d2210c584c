"""Which open items a payment settles, and in what order.

Words: an *open item* is an invoice with a balance; an *application* ties a part of
a payment to an open item; what is left of the payment is *unapplied cash*.
"""

from cashwright.areas.cash.rules.exact import (
    Ambiguous,
    Finding,
    TooLarge,
    Unique,
    exact_item,
    exact_set,
)
from cashwright.areas.cash.rules.oldest_first import ApplicationPlan, OpenItem, apply_oldest_first
from cashwright.areas.cash.rules.plan import Outcome, PaymentPlan, plan_payment

__all__ = [
    "Ambiguous",
    "ApplicationPlan",
    "Finding",
    "OpenItem",
    "Outcome",
    "PaymentPlan",
    "TooLarge",
    "Unique",
    "apply_oldest_first",
    "exact_item",
    "exact_set",
    "plan_payment",
]
