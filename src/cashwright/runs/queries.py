"""Reading runs: what was run when, and for whom the next one would be."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.queries import entity_by_code
from cashwright.runs.models import Run
from cashwright.runs.states import RunState


def runs() -> QuerySet[Run]:
    """All runs with what a list shows, the latest day first."""
    return Run.objects.select_related("entity").order_by("-as_of", "-pk")


def last_done_on(entity_id: UUID, kind: str) -> date | None:
    """The latest day that was run to its end for an entity."""
    done = Run.objects.filter(entity_id=entity_id, kind=kind, state=RunState.DONE)
    return done.order_by("-as_of").values_list("as_of", flat=True).first()


def entities_to_run(code: str = "") -> list[LegalEntity]:
    """The legal entity of that code, or all that are active, by code. Raises NotFound."""
    if code:
        return [entity_by_code(code)]
    return list(LegalEntity.objects.filter(is_active=True).order_by("code"))
