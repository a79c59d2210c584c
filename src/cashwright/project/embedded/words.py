"""What went wrong with the embedded database, in words that say what to do."""

from __future__ import annotations

from pathlib import Path

_LOG_LINES = 12

# What PostgreSQL and initdb write, what it means, what helps. The first that is found counts.
_KNOWN = (
    (
        "No space left on device",
        "The disk is full.",
        "Free some space (`df -h` shows where), then start again. Nothing is lost.",
    ),
    (
        "Read-only file system",
        "The disk can only be read.",
        "Set CASHWRIGHT_HOME to a folder that can be written.",
    ),
    (
        "Permission denied",
        "PostgreSQL may not read or write its data folder.",
        "Give the folder back to the user who made it, or set CASHWRIGHT_HOME to another one.",
    ),
    (
        "could not create shared memory segment",
        "There is not enough memory.",
        "Free some memory, or set DATABASE_URL to a PostgreSQL on another machine.",
    ),
    (
        "is still in use",
        "An old server of this data folder is still shutting down.",
        "Wait a few seconds and start again.",
    ),
    (
        "could not locate a valid checkpoint record",
        "The data folder is damaged.",
        "Restore it from a backup. Do not delete anything in it.",
    ),
)


class CannotStart(RuntimeError):
    """The embedded database cannot be used. `what` happened; `remedy` says what to do."""

    def __init__(self, what: str, remedy: str, details: str = "") -> None:
        self.what, self.remedy, self.details = what, remedy, details
        super().__init__("\n".join(part for part in (what, remedy, details) if part))

    def __reduce__(self) -> tuple[type[CannotStart], tuple[str, str, str]]:
        return (type(self), (self.what, self.remedy, self.details))


def explained(output: str, *, log: Path | None = None) -> CannotStart:
    """The failure behind PostgreSQL's own `output`, with its last lines as details."""
    tail = "\n".join(output.strip().splitlines()[-_LOG_LINES:])
    where = f"The log is {log}." if log else ""
    details = "\n".join(part for part in (tail, where) if part)
    for sign, what, remedy in _KNOWN:
        if sign in output:
            return CannotStart(what, remedy, details)
    return CannotStart(
        "The embedded PostgreSQL did not start.",
        "Its last words are below. DATABASE_URL can name another PostgreSQL instead.",
        details,
    )
