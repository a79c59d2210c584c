"""One page of a list: its rows, where they stand, and the marks of its neighbors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cashwright.surfaces.console.lists import keyset
from cashwright.surfaces.console.lists.asked import Asked
from cashwright.surfaces.console.lists.columns import Row


@dataclass(frozen=True, slots=True)
class Page:
    """`position` counts the rows before it; `before` and `after` are marks, or "" at an end."""

    rows: list[Row]
    position: int
    before: str
    after: str


def read_page(matching: QuerySet[Any], asked: Asked, paths: Sequence[str]) -> Page:
    """The page the address asks for; a mark that is none of this list's starts over.

    paths  what each row reads
    """
    sort = asked.sort.sort if asked.sort else "pk"
    by = keyset.order(matching, sort, is_descending=asked.is_descending)
    before, after = asked.params.get("before", ""), asked.params.get("after", "")
    mark = keyset.place(before or after, by) if before or after else None
    backwards = bool(before) and mark is not None
    rows = matching
    if mark:
        rows = rows.filter(by.beyond(mark[0], mark[1], backwards=backwards))
    ordered = rows.order_by(*by.terms(backwards=backwards))
    read: list[Row] = list(ordered.values(*dict.fromkeys([*paths, by.path]))[: asked.size + 1])
    has_more, page = len(read) > asked.size, read[: asked.size]
    position = mark[2] if mark else 0
    if backwards:
        page.reverse()
        position = max(0, position - len(page))
    if not page:
        return Page([], 0, "", "")
    first, last = page[0], page[-1]
    has_before = has_more if backwards else mark is not None
    has_after = backwards or has_more
    return Page(
        page,
        position,
        keyset.mark(first[by.path], first["pk"], position) if has_before else "",
        keyset.mark(last[by.path], last["pk"], position + len(page)) if has_after else "",
    )
