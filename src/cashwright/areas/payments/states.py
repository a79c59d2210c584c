"""The life of a payment. Applied and unapplied are computed from its applications."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable

IDENTIFIED = "identification"
"""The kind of an entry that makes unidentified cash a customer's."""

UNIDENTIFIED = "identification_undone"
"""The kind of an entry that makes it unidentified again."""


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
