"""Which legal entities a page about whole companies may speak of."""

from __future__ import annotations

from django.http import HttpRequest

from cashwright.areas.access.queries import scoped
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.frame import frame_of


def whole_entities(request: HttpRequest, permission: str) -> list[LegalEntity]:
    """The active companies the reader holds `permission` for as a whole, by code.

    Only the one chosen in the frame, when one is chosen. Who holds it for a portfolio sees none:
    figures of a company cannot be cut to a portfolio.
    """
    rows = LegalEntity.objects.filter(is_active=True).order_by("code")
    mine = scoped(rows, request.user, permission, entity="pk", portfolio=None)
    chosen = frame_of(request).entity
    return [entity for entity in mine if chosen is None or entity.pk == chosen.id]


def whole_entity(request: HttpRequest, permission: str, code: str) -> LegalEntity:
    """The company with `code`, whatever is chosen in the frame. Raises NotFound."""
    rows = LegalEntity.objects.filter(code=code.upper())
    found = scoped(rows, request.user, permission, entity="pk", portfolio=None).first()
    if found is None:
        raise NotFound(document="legal entity", id=code[:12])
    return found
