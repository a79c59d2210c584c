"""The imports a reader may see."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from cashwright.areas.access.queries import scoped
from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.exchange.queries import imports as all_imports


def batches(request: HttpRequest) -> QuerySet[ImportBatch]:
    """Those of the companies the reader sees whole, the latest first."""
    return scoped(all_imports(), request.user, "imports.read", portfolio=None)
