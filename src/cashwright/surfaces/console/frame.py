"""The frame a page is seen in: which legal entity, as of which day, in whose language.

    frame = frame_of(request)
    frame.as_of            the day every figure is told for (?as_of=2026-01-31; else today)
    frame.entity           the legal entity chosen, or None for all the reader may see
    frame.entity_ids       the ids to filter by, always only what the reader may see
    frame.link("console:invoice", "inv_…")   an address that keeps the day and the entity

The day is in the address, so a link shows another person the same figures. The entity is in the
address too; without one, the last choice of this session counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.parties.queries import entities_for
from cashwright.kernel.clock import today as today_in

SESSION_KEY = "entity"


class Entity(Protocol):
    """What the frame reads of a legal entity."""

    id: UUID
    code: str
    name: str
    currency: str
    zone: str


@dataclass(frozen=True)
class Frame:
    """`entities` are those the reader may see; `is_as_of_wrong` means the address had no valid day."""

    entities: tuple[Entity, ...]
    entity: Entity | None
    as_of: date
    today: date
    zone: str
    language: str
    is_as_of_wrong: bool = False

    @cached_property
    def entity_ids(self) -> list[UUID]:
        chosen = (self.entity,) if self.entity else self.entities
        return [each.id for each in chosen]

    @property
    def is_today(self) -> bool:
        return self.as_of == self.today

    @property
    def currency(self) -> str:
        """The currency to convert to: the chosen entity's, else that of the first one."""
        chosen = self.entity or (self.entities[0] if self.entities else None)
        return chosen.currency if chosen else "EUR"

    @cached_property
    def kept(self) -> dict[str, str]:
        """What every link carries along: nothing on an ordinary day."""
        found = {} if self.is_today else {"as_of": self.as_of.isoformat()}
        if self.entity and len(self.entities) > 1:
            found["entity"] = self.entity.code
        return found

    @property
    def query(self) -> str:
        """What every link carries along, ready to append; "" on an ordinary day."""
        return f"?{urlencode(self.kept)}" if self.kept else ""

    def link(self, name: str, *args: object, **params: str) -> str:
        """The address of a view in this frame."""
        query = urlencode({**self.kept, **params})
        url = reverse(name, args=args)
        return f"{url}?{query}" if query else url


def entities_seen_by(user: Any) -> Sequence[Entity]:
    """The legal entities in which `user` may see customers, by code."""
    return list(entities_for(user, "customers.read"))


def _day(text: str, fallback: date) -> tuple[date, bool]:
    """The day in the address and whether it was unreadable."""
    if not text:
        return fallback, False
    try:
        return date.fromisoformat(text), False
    except ValueError:
        return fallback, True


def _read(request: HttpRequest) -> Frame:
    entities = tuple(entities_seen_by(request.user)) if request.user.is_authenticated else ()
    wanted = request.GET.get("entity", request.session.get(SESSION_KEY, ""))
    entity = next((each for each in entities if each.code == wanted), None)
    if entity is None and len(entities) == 1:
        entity = entities[0]
    zone = entity.zone if entity else str(getattr(request.user, "zone", "UTC"))
    today = today_in(zone)
    as_of, is_wrong = _day(request.GET.get("as_of", ""), today)
    return Frame(
        entities=entities,
        entity=entity,
        as_of=as_of,
        today=today,
        zone=zone,
        language=str(getattr(request.user, "language", "en")),
        is_as_of_wrong=is_wrong,
    )


def frame_of(request: HttpRequest) -> Frame:
    """The frame of this request, read once."""
    found: Frame | None = getattr(request, "_frame", None)
    if found is None:
        found = _read(request)
        request._frame = found  # type: ignore[attr-defined]
    return found
