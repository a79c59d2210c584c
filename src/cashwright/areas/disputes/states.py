"""The life of a dispute. Who has it at the moment is its department, not its state."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class DisputeState(StrEnum):
    NEW = "new"
    INVESTIGATING = "investigating"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_INTERNAL = "waiting_internal"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


_D = DisputeState
_OPEN = (_D.NEW, _D.INVESTIGATING, _D.WAITING_CUSTOMER, _D.WAITING_INTERNAL)
DISPUTE = StateTable(
    "dispute",
    start=_D.NEW,
    moves=[
        Move(_D.NEW, "take", _D.INVESTIGATING, "somebody looks into it"),
        Move(_D.WAITING_CUSTOMER, "take", _D.INVESTIGATING, "the customer answered, or it goes on"),
        Move(_D.WAITING_INTERNAL, "take", _D.INVESTIGATING, "the other team gave it back"),
        *(
            Move(state, "ask_customer", _D.WAITING_CUSTOMER, "the customer is to tell us something")
            for state in (_D.NEW, _D.INVESTIGATING, _D.WAITING_INTERNAL)
        ),
        *(
            Move(state, "hand_over", _D.WAITING_INTERNAL, "another team has it; its clock starts")
            for state in _OPEN
        ),
        *(
            Move(state, "resolve", _D.RESOLVED, "decided: credited, billed again or rejected")
            for state in _OPEN
        ),
        *(
            Move(state, "withdraw", _D.WITHDRAWN, "the customer gave it up, or it was no dispute")
            for state in _OPEN
        ),
    ],
)

OPEN = tuple(str(state) for state in _OPEN)
CLOSED = (str(_D.RESOLVED), str(_D.WITHDRAWN))
