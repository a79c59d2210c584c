"""Reading by a program: rows its key reaches, in pages by cursor, or one by its public id."""

from __future__ import annotations

from typing import Annotated, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from ninja import Path, Query

from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.api.bodies import public_id_of
from cashwright.surfaces.api.calling import caller_of

M = TypeVar("M", bound=Model)

After = Annotated[str | None, Query(max_length=40, description="The cursor a page before gave.")]
Limit = Annotated[int, Query(ge=1, le=200)]
Id = Annotated[str, Path(min_length=1, max_length=40)]


def of_caller(request: HttpRequest) -> Q:
    """The rows of the legal entity the key is of; all, where it is of none."""
    entity_id = caller_of(request).entity_id
    return Q() if entity_id is None else Q(entity_id=entity_id)


def page_of(
    rows: QuerySet[M], prefix: str, after: str | None, limit: int
) -> tuple[list[M], str | None]:
    """So many rows after the cursor, and the cursor of the next page. Ids grow with time."""
    if after is not None:
        rows = rows.filter(pk__gt=public_id_of(prefix, after))
    found = list(rows.order_by("pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last: UUID = found[limit - 1].pk
    return found[:limit], public_id(prefix, last)


def one_of(rows: QuerySet[M], prefix: str, asked: str, document: str) -> M:
    """The row with this public id. Raises NotFound."""
    found = rows.filter(pk=public_id_of(prefix, asked)).first()
    if found is None:
        raise NotFound(document=document, id=asked)
    return found
