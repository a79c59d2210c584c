"""Whose items: a customer, a segment or a portfolio, in the address and as a condition."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from cashwright.areas.insight.queries import By
from cashwright.areas.parties.models import Customer, Portfolio, Segment
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import NotFound

NONE = "none"  # what stands in the address for customers without a segment or portfolio
_WHO: dict[By, tuple[type[Any], str]] = {
    By.CUSTOMER: (Customer, "customer_id"),
    By.SEGMENT: (Segment, "customer__segment_id"),
    By.PORTFOLIO: (Portfolio, "customer__portfolio_id"),
}


def who_param(by: By, key: str) -> dict[str, str]:
    """How an address names a row of the aging."""
    return {str(by): public_id(_WHO[by][0].PREFIX, UUID(key)) if key else NONE}


def whose(request: HttpRequest) -> tuple[Q, str]:
    """What the address says of customer, segment or portfolio, as a condition and in words."""
    for by, (model, field) in _WHO.items():
        asked = request.GET.get(str(by), "")
        if asked == NONE:
            return Q(**{f"{field}__isnull": True}), f"customers without a {by}"
        if asked:
            row = _named(model.objects.all(), parse_public_id(model.PREFIX, asked), by)
            return Q(**{field: row.pk}), row.name
    return Q(), ""


def _named(rows: QuerySet[Any], pk: UUID, by: By) -> Any:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(document=str(by), id=str(pk))
    return row
