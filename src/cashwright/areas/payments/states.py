"""The life of a payment. Applied and unapplied are computed from its applications."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class PaymentState(StrEnum):
    RECEIVED = "received"
    RETURNED = "returned"


_S = PaymentState
PAYMENT = StateTable(
    "payment",
    start=_S.RECEIVED,
    moves=[
        Move(_S.RECEIVED, "return", _S.RETURNED, "the bank took it back; what it closed reopens")
    ],
)
