"""Facts about files that came in."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cashwright.kernel.events import HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStarted:
    """Somebody handed in a file; `sha256` is that of its bytes."""

    name: ClassVar[str] = "exchange.import_started"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "import_id"

    import_id: UUID
    kind: str
    file_name: str
    sha256: str
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEnded:
    """What became of it: `state` done, refused or interrupted; counts are of documents."""

    name: ClassVar[str] = "exchange.import_ended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "import_id"

    import_id: UUID
    state: str
    posted: int
    known: int
    refused: int
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingSaved:
    """Files with these headers are read this way from now on."""

    name: ClassVar[str] = "exchange.mapping_saved"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "mapping_id"

    mapping_id: UUID
    kind: str
    fingerprint: str
    entity_id: UUID = HOUSE
