"""Doing with payments: receiving (one or many), identifying, returning, refunding."""

from cashwright.areas.payments.services.bulk import PAYMENTS, receive_payments
from cashwright.areas.payments.services.receiving import (
    identify_payment,
    keep_on_account,
    locked_payment,
    receive_payment,
    return_unapplied,
)
from cashwright.areas.payments.services.refunds import refund, refund_payload

__all__ = [
    "PAYMENTS",
    "identify_payment",
    "keep_on_account",
    "locked_payment",
    "receive_payment",
    "receive_payments",
    "refund",
    "refund_payload",
    "return_unapplied",
]
