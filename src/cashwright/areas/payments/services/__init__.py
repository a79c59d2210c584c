"""Doing with payments: receiving (one or many), identifying, returning, refunding."""

from cashwright.areas.payments.services.bulk import (
    PAYMENTS,
    keep_many_on_account,
    receive_payments,
)
from cashwright.areas.payments.services.identifying import (
    PAYERS,
    identify_payment,
    identify_payments,
    unidentify_payment,
)
from cashwright.areas.payments.services.receiving import (
    keep_on_account,
    locked_payment,
    receive_payment,
    return_unapplied,
)
from cashwright.areas.payments.services.refunds import refund, refund_payload

__all__ = [
    "PAYERS",
    "PAYMENTS",
    "identify_payment",
    "identify_payments",
    "keep_many_on_account",
    "keep_on_account",
    "locked_payment",
    "receive_payment",
    "receive_payments",
    "refund",
    "refund_payload",
    "return_unapplied",
    "unidentify_payment",
]
