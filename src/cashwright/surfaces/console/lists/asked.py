"""What the address asks of a list: tab, filters, order, page, columns. Everything is in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import QueryDict

from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.lists.columns import Column

if TYPE_CHECKING:
    from cashwright.surfaces.console.lists.listing import Listing

PLACE = ("after", "before")
SIZES = (25, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, in words, and the address without it."""

    words: str
    url: str


@dataclass(frozen=True)
class Asked:
    """The address, read. `problem` is the first value that could not be understood."""

    params: QueryDict
    tab: str
    where: Q
    chips: tuple[Chip, ...]
    problem: str
    sort: Column | None
    is_descending: bool
    columns: tuple[Column, ...]
    size: int

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips)


def url(params: QueryDict, **changes: str | None) -> str:
    """The address with some parameters changed (None removes); the page starts over."""
    changed = params.copy()
    for name in (*PLACE, "part", "export", "id", "csrfmiddlewaretoken"):
        changed.pop(name, None)
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = value
    return f"?{changed.urlencode()}"


def _without(params: QueryDict, used: tuple[tuple[str, str], ...]) -> str:
    """The address without the given name-value pairs; other values of the same name stay."""
    changed = params.copy()
    for name, value in used:
        changed.setlist(name, [each for each in changed.getlist(name) if each != value])
    return url(changed)


def _columns(listing: Listing, params: QueryDict) -> tuple[Column, ...]:
    wanted = set(params.get("cols", "").split(",")) - {""}
    if not wanted:
        return tuple(c for c in listing.columns if c.visible)
    first = listing.columns[0]
    return tuple(c for c in listing.columns if c.key in wanted or c is first)


def _sort(listing: Listing, params: QueryDict) -> tuple[Column | None, bool]:
    """The column to sort by and whether downwards; an unknown one falls back to the default."""
    sortable = {c.key: c for c in listing.columns if c.sort}
    for text in (params.get("sort", ""), listing.sort):
        column = sortable.get(text.removeprefix("-"))
        if column:
            return column, text.startswith("-")
    return None, listing.sort.startswith("-")


def read(listing: Listing, params: QueryDict, frame: Frame) -> Asked:
    """Understand the address; nothing in it is trusted."""
    where, problem = Q(), ""
    chips: list[Chip] = []
    for each in listing.filters:
        reading = each.read(params, frame)
        where &= reading.where
        problem = problem or reading.problem
        chips.extend(Chip(words, _without(params, used)) for words, used in reading.chips)
    tabs = {tab.key for tab in listing.tabs}
    tab = params.get("tab", "")
    sort, is_descending = _sort(listing, params)
    size = params.get("size", "")
    return Asked(
        params=params,
        tab=tab if tab in tabs else (listing.tabs[0].key if listing.tabs else ""),
        where=where,
        chips=tuple(chips),
        problem=problem,
        sort=sort,
        is_descending=is_descending,
        columns=_columns(listing, params),
        size=int(size) if size in {str(n) for n in SIZES} else listing.size,
    )
