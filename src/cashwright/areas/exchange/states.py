"""The life of an import: one file, taken whole, in part, or not at all."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class ImportState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"


_S = ImportState
IMPORT = StateTable(
    "import",
    start=_S.RUNNING,
    moves=[
        Move(_S.RUNNING, "finish", _S.DONE, "what was accepted is in the books"),
        Move(_S.RUNNING, "refuse", _S.REFUSED, "nothing was taken; the report says why"),
        Move(_S.RUNNING, "interrupt", _S.INTERRUPTED, "it died on the way; nothing was taken"),
    ],
)
