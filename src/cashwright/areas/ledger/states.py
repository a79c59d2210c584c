"""The life of an accounting period. A period without a row is open."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class PeriodState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    LOCKED = "locked"


_S = PeriodState
PERIOD = StateTable(
    "period",
    start=_S.OPEN,
    moves=[
        Move(
            _S.OPEN, "close", _S.CLOSED, "nothing more is posted; the trial balance's hash is kept"
        ),
        Move(_S.CLOSED, "reopen", _S.OPEN, "two people agreed that it must be corrected"),
        Move(_S.CLOSED, "lock", _S.LOCKED, "reported outside; stays shut for good"),
    ],
)
