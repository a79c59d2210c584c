"""Facts that insight announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class KpisNoted:
    """The KPIs of a legal entity as of a day were noted; `figures` are how many."""

    name: ClassVar[str] = "insight.kpis_noted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "entity_id"

    entity_id: UUID
    as_of: date
    figures: int
