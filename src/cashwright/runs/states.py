"""The life of a run."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


_S = RunState
RUN = StateTable(
    "run",
    start=_S.RUNNING,
    moves=[
        Move(_S.RUNNING, "finish", _S.DONE, "every step is done; the report is complete"),
        Move(_S.RUNNING, "fail", _S.FAILED, "it broke off; what is done stays done"),
        Move(_S.FAILED, "resume", _S.RUNNING, "started again: it goes on where it broke off"),
    ],
)
