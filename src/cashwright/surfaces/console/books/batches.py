"""The imports a reader may see, and what they brought in."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from cashwright.areas.access.queries import scoped
from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.exchange.queries import imports as all_imports


def batches(request: HttpRequest) -> QuerySet[ImportBatch]:
    """Those of the companies the reader sees whole, the latest first."""
    return scoped(all_imports(), request.user, "imports.read", portfolio=None)


def amounts_of(sums: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    """(kind of document, amount, currency) of what a file brings; how it was rounded is left out."""
    return [
        (kind.replace("_", " ").capitalize(), amount, code)
        for code, by_kind in sums.items()
        for kind, amount in by_kind.items()
        if kind not in ("net", "exact", "rounding")
    ]
