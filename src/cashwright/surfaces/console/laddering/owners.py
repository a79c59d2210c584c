"""Whose policies a page is about: the whole house's, or one company's own (?of=DE)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.access.queries import scope
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.events import HOUSE
from cashwright.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Owner:
    """`code` is empty for the house."""

    pk: UUID
    code: str
    name: str

    def link(self, name: str, *args: object, **params: str) -> str:
        """An address that keeps whose policies it is about."""
        given = {**({"of": self.code} if self.code else {}), **params}
        url = reverse(name, args=args)
        return f"{url}?{urlencode(given)}" if given else url


def owner_of(request: HttpRequest, permission: str) -> Owner:
    """The house, or the company named in the address. Raises NotFound outside the reader's reach."""
    code = request.GET.get("of", "")
    if not code:
        return Owner(HOUSE, "", "the whole house")
    entity = LegalEntity.objects.filter(code=code).first()
    if entity is None or not scope(request.user, permission).covers(entity.pk):
        raise NotFound(document="legal entity", id=code[:12])
    return Owner(entity.pk, entity.code, entity.name)


def owners(request: HttpRequest, permission: str) -> list[Owner]:
    """The companies whose own policies the reader may see."""
    reach = scope(request.user, permission)
    rows = LegalEntity.objects.order_by("code")
    return [Owner(one.pk, one.code, one.name) for one in rows if reach.covers(one.pk)]


def may_for(request: HttpRequest, permission: str, owner: Owner) -> bool:
    """Whether the reader holds a permission over whoever a page is about."""
    return scope(request.user, permission).covers(owner.pk)
