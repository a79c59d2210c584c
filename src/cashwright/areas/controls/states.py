"""The lives of an approval and of a task."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class ApprovalState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DONE = "done"
    FAILED = "failed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


_A = ApprovalState
APPROVAL = StateTable(
    "approval",
    start=_A.REQUESTED,
    moves=[
        Move(
            _A.REQUESTED,
            "approve",
            _A.APPROVED,
            "a second person agreed; the request will be carried out",
        ),
        Move(_A.REQUESTED, "reject", _A.REJECTED, "a second person declined, with a reason"),
        Move(_A.REQUESTED, "expire", _A.EXPIRED, "nobody decided in time"),
        Move(_A.REQUESTED, "withdraw", _A.WITHDRAWN, "the asker took it back"),
        Move(_A.APPROVED, "complete", _A.DONE, "carried out"),
        Move(_A.APPROVED, "fail", _A.FAILED, "approved, but the books refused it by then"),
    ],
)


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DISMISSED = "dismissed"


_T = TaskState
TASK = StateTable(
    "task",
    start=_T.OPEN,
    moves=[
        Move(_T.OPEN, "finish", _T.DONE, "a person or the machine did what it asked"),
        Move(_T.OPEN, "dismiss", _T.DISMISSED, "a person decided that nothing is to be done"),
    ],
)
