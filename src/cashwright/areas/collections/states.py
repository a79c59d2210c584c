"""The lives of a promise, a payment plan, a late charge and a placement with an agency."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


_P = PromiseState
PROMISE = StateTable(
    "promise",
    start=_P.OPEN,
    moves=[
        Move(_P.OPEN, "keep", _P.KEPT, "what was promised came in time (F14)"),
        Move(_P.OPEN, "fall_short", _P.PARTLY, "a part came in time"),
        Move(_P.OPEN, "break", _P.BROKEN, "nothing came in time"),
        Move(_P.OPEN, "supersede", _P.SUPERSEDED, "a new promise took its place before its day"),
        Move(_P.OPEN, "withdraw", _P.WITHDRAWN, "noted by mistake, or nothing is owed any more"),
    ],
)


class PlanState(StrEnum):
    PROPOSED = "proposed"
    ACTIVE = "active"
    KEPT = "kept"
    DEFAULTED = "defaulted"
    CANCELLED = "cancelled"


_L = PlanState
PAYMENT_PLAN = StateTable(
    "payment plan",
    start=_L.PROPOSED,
    moves=[
        Move(_L.PROPOSED, "agree", _L.ACTIVE, "both sides said yes"),
        Move(_L.PROPOSED, "cancel", _L.CANCELLED, "it did not come about"),
        Move(_L.ACTIVE, "keep", _L.KEPT, "the last instalment was paid"),
        Move(_L.ACTIVE, "default", _L.DEFAULTED, "an instalment was missed"),
        Move(_L.ACTIVE, "cancel", _L.CANCELLED, "both sides gave it up"),
    ],
)


class ChargeState(StrEnum):
    ACCRUED = "accrued"
    WAIVED = "waived"
    BILLED = "billed"


_C = ChargeState
LATE_CHARGE = StateTable(
    "late charge",
    start=_C.ACCRUED,
    moves=[
        Move(_C.ACCRUED, "waive", _C.WAIVED, "a person let the customer off"),
        Move(_C.ACCRUED, "bill", _C.BILLED, "it became an invoice of its own"),
    ],
)


class PlacementState(StrEnum):
    PLACED = "placed"
    RECALLED = "recalled"
    CLOSED = "closed"


_A = PlacementState
PLACEMENT = StateTable(
    "placement",
    start=_A.PLACED,
    moves=[
        Move(_A.PLACED, "recall", _A.RECALLED, "taken back from the agency"),
        Move(_A.PLACED, "close", _A.CLOSED, "nothing is left to recover"),
    ],
)
