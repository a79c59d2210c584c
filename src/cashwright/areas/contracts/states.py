"""The life of a contract, and of an order that comes in from outside.

Whether a subscription is on trial, running, paused or over follows from its dates and is computed.
"""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class ContractState(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    ENDED = "ended"
    DISCARDED = "discarded"


_C = ContractState
CONTRACT = StateTable(
    "contract",
    start=_C.DRAFT,
    moves=[
        Move(_C.DRAFT, "activate", _C.ACTIVE, "agreed: it is billed from its first day"),
        Move(_C.DRAFT, "discard", _C.DISCARDED, "never agreed"),
        Move(_C.ACTIVE, "end", _C.ENDED, "nothing more is billed but what is left of it"),
        Move(_C.ENDED, "renew", _C.ACTIVE, "agreed again, from the day it ended"),
    ],
)


class OrderState(StrEnum):
    RECEIVED = "received"
    FULFILLED = "fulfilled"
    REFUSED = "refused"


_O = OrderState
ORDER = StateTable(
    "order",
    start=_O.RECEIVED,
    moves=[
        Move(_O.RECEIVED, "fulfill", _O.FULFILLED, "it became a contract or a bill item"),
        Move(_O.RECEIVED, "refuse", _O.REFUSED, "what it asks for cannot be sold as it stands"),
        Move(_O.REFUSED, "fulfill", _O.FULFILLED, "tried again after the cause was mended"),
    ],
)
