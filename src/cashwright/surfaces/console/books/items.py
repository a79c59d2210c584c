"""Open items as of any day, in the reader's scope: the rows behind balances, buckets and tiles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from cashwright.areas.access.queries import scoped
from cashwright.areas.cash.models import Application
from cashwright.areas.collections.rules import Bucket
from cashwright.areas.collections.rules.aging import due_range
from cashwright.areas.insight.rules import AgedBalance
from cashwright.areas.invoicing.models import Invoice

BUCKET_WORDS = {
    Bucket.CURRENT: "Not due yet",
    Bucket.DAYS_1_30: "1–30 days late",
    Bucket.DAYS_31_60: "31–60 days late",
    Bucket.DAYS_61_90: "61–90 days late",
    Bucket.DAYS_91_120: "91–120 days late",
    Bucket.OVER_120: "Over 120 days late",
}


def open_items(
    request: HttpRequest, permission: str, entity_ids: Collection[UUID], as_of: date
) -> QuerySet[Invoice]:
    """Invoices open as of a day, each with `balance_on_minor` and `bucket`, in the reader's scope."""
    rows = Invoice.objects.filter(
        Q(balance_minor__gt=0) | Q(last_applied_on__gt=as_of),
        entity_id__in=entity_ids,
        issued_on__lte=as_of,
    )
    return (
        scoped(rows, request.user, permission)
        .annotate(balance_on_minor=balance_on(as_of))
        .filter(balance_on_minor__gt=0)
        .annotate(bucket=_bucket(as_of))
    )


def balance_on(as_of: date) -> CombinedExpression:
    """An invoice's balance as of a day: that of now, less what was applied since.

    Asked of the applications only where there are later ones: of a million it takes minutes.
    """
    later = (
        Application.objects.filter(invoice_id=OuterRef("pk"), applied_on__gt=as_of)
        .order_by()
        .values("invoice_id")
        .annotate(amount=Sum("amount_minor"))
        .values("amount")
    )
    applied = Case(
        When(last_applied_on__gt=as_of, then=Coalesce(Subquery(later), Value(0))),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    return F("balance_minor") + applied


def _bucket(as_of: date) -> Case:
    cases = []
    for name in Bucket:
        earliest, _ = due_range(name, as_of)
        if earliest is not None:
            cases.append(When(due_on__gte=earliest, then=Value(str(name))))
    return Case(*cases, default=Value(str(Bucket.OVER_120)), output_field=CharField())


def aged(items: QuerySet[Any]) -> dict[str, AgedBalance]:
    """The balances of open items by currency, in buckets. One statement."""
    found: dict[str, dict[Bucket, int]] = {}
    sums = (
        items.order_by().values_list("currency", "bucket").annotate(minor=Sum("balance_on_minor"))
    )
    for currency, bucket, minor in sums:
        found.setdefault(currency, dict.fromkeys(Bucket, 0))[Bucket(bucket)] = int(minor)
    return {code: AgedBalance(found[code]) for code in sorted(found)}
