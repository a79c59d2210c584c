"""Facts that usage announces. Events themselves are rows, not facts: one fact tells of a batch."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsTaken:
    """Events of one source were taken at once. `readings` are the rows they made, one a meter."""

    name: ClassVar[str] = "usage.events_taken"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "batch_id"

    entity_id: UUID
    batch_id: UUID
    source: str
    taken: int
    duplicates: int
    refused: int
    corrected: int
    readings: int
