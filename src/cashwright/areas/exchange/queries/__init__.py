"""Reading the exchange: imports, how far they are, how files were read before."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from cashwright.areas.exchange.models import ImportBatch, ImportProgress, SavedMapping
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.headers import fingerprint


def imports() -> QuerySet[ImportBatch]:
    """All imports, newest first."""
    return ImportBatch.objects.order_by("-started_at", "-pk")


def progress(batch_id: UUID) -> ImportProgress | None:
    """How far a running import is, from wherever one asks; None before its first word."""
    return ImportProgress.objects.filter(pk=batch_id).first()


def saved_mapping(kind: Kind, headers: Sequence[str]) -> SavedMapping | None:
    """How files of this kind with these headers were read before."""
    return SavedMapping.objects.filter(kind=kind, fingerprint=fingerprint(headers)).first()


def imported_before(sha256: str, kind: Kind) -> ImportBatch | None:
    """The last import of exactly these bytes that went through."""
    done = ImportBatch.objects.filter(sha256=sha256, kind=kind, state="done")
    return done.order_by("-started_at").first()
