"""Facts that runs announce."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    """A run came to its end, `state` done or failed; `report` counts what it did, as JSON."""

    name: ClassVar[str] = "runs.ended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "run_id"

    entity_id: UUID
    run_id: UUID
    kind: str
    as_of: date
    round_no: int
    state: str
    report: str
