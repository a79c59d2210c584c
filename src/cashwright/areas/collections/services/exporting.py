"""Doing about the papers of a placement: that they were taken out is a fact."""

from uuid import UUID

from cashwright.areas.collections.events import PlacementExported
from cashwright.areas.collections.models import Placement
from cashwright.areas.controls.services import announce, command
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound


@command
def note_export(*, placement_id: UUID, sha256: str, by: Actor) -> None:
    """The papers were taken out; `sha256` is of the list of files in them. Raises NotFound."""
    found = Placement.objects.filter(pk=placement_id).first()
    if found is None:
        raise NotFound(document="placement", id=str(placement_id))
    event = PlacementExported(
        entity_id=found.entity_id, placement_id=found.pk, customer_id=found.customer_id,
        sha256=sha256,
    )  # fmt: skip
    announce(event, by=by)
