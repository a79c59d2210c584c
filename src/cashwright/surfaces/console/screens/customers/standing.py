"""What every customer owes today, by one pass over what is open: for sums, for sorting by amount.

A page in order of names asks for its own customers only (listing.py); this is for the questions
that cannot be answered without all of them. Only rows that are open are read, by partial indexes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from django.db.models import BigIntegerField, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from cashwright.areas.insight.queries.aging import aging
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.parties.models import Customer
from cashwright.areas.payments.models import Payment
from cashwright.surfaces.console.frame import Frame

Figures = Mapping[str, int]  # customer's id and currency, written together -> minor units
_BY_CURRENCY = "parties_customer.id::text || parties_customer.currency"


def with_figures(mine: QuerySet[Customer], told: Mapping[str, Figures]) -> QuerySet[Customer]:
    """`mine` with each figure looked up by customer and the customer's own currency; else 0."""
    return mine.annotate(**{name: _minor(by_key) for name, by_key in told.items()})


def standing(frame: Frame) -> dict[str, Figures]:
    """open_minor, overdue_minor and unapplied_minor of all customers, as of the frame's day."""
    return _today(frame) if frame.is_today else _on_a_day(frame)


def _today(frame: Frame) -> dict[str, Figures]:
    issued = Invoice.objects.filter(
        entity_id__in=frame.entity_ids, balance_minor__gt=0, issued_on__lte=frame.as_of
    )
    per = issued.order_by().values_list("customer_id", "currency")
    late = Sum("balance_minor", filter=Q(due_on__lt=frame.as_of), default=0)
    owed = list(per.annotate(open=Sum("balance_minor"), late=late))
    unapplied: dict[str, int] = {}
    for model in (Payment, CreditNote):
        left = model.objects.filter(entity_id__in=frame.entity_ids, unapplied_minor__gt=0)
        kept = (
            left.order_by()
            .values_list("customer_id", "currency")
            .annotate(left=Sum("unapplied_minor"))
        )
        for customer, currency, minor in kept:
            key = _key(customer, currency)
            unapplied[key] = unapplied.get(key, 0) + int(minor)
    return {
        "open_minor": {_key(c, currency): int(minor) for c, currency, minor, _ in owed},
        "overdue_minor": {_key(c, currency): int(minor) for c, currency, _, minor in owed},
        "unapplied_minor": unapplied,
    }


def _on_a_day(frame: Frame) -> dict[str, Figures]:
    """A day gone by is told by the aging report itself, so that list and report cannot differ."""
    told: dict[str, dict[str, int]] = {"open_minor": {}, "overdue_minor": {}, "unapplied_minor": {}}
    for entity_id in frame.entity_ids:
        for report in aging(entity_id, frame.as_of):
            for row in report.rows:
                key = row.key + report.currency
                told["open_minor"][key] = row.aged.open_minor
                told["overdue_minor"][key] = row.aged.past_due_minor
                told["unapplied_minor"][key] = -row.aged.unapplied_minor
    return dict(told)


def _key(customer_id: UUID | None, currency: str) -> str:
    return f"{customer_id}{currency}"


def _minor(by_key: Figures) -> RawSQL:
    return RawSQL(  # noqa: S611 - constant
        f"coalesce((%s::jsonb ->> ({_BY_CURRENCY}))::bigint, 0)", [json.dumps(by_key)],
        output_field=BigIntegerField(),
    )  # fmt: skip
