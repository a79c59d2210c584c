"""What customers owe: by currency and age, with the invoices behind every figure, alone and as a family."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum
from django.urls import reverse

from cashwright.areas.collections.rules import BUCKETS, Bucket, bucket, due_range
from cashwright.areas.insight.queries.aging import open_items
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.parties.models import Customer
from cashwright.areas.payments.models import Payment
from cashwright.surfaces.console.charts import Part, Stack, stacked_bars
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.frame import Frame

NAMES = ["Not due", "1–30 days", "31–60 days", "61–90 days", "91–120 days", "Over 120 days"]
assert len(NAMES) == len(BUCKETS) + 1


@dataclass(frozen=True, slots=True)
class Owed:
    """One currency: minor units, all >= 0; how many invoices are open."""

    currency: str
    open_minor: int
    overdue_minor: int
    unapplied_minor: int
    by_bucket: dict[Bucket, int]
    count: int = 0


def _open(entity_id: UUID, customer_ids: Collection[UUID], frame: Frame) -> QuerySet[Invoice]:
    """The open invoices of some customers on the frame's day, each with `left_minor`.

    Today's balances stand in the rows; those of a day gone by are worked out from what came later.
    """
    if frame.is_today:
        rows = Invoice.objects.filter(
            customer_id__in=customer_ids, balance_minor__gt=0, issued_on__lte=frame.as_of
        )
        return rows.annotate(left_minor=F("balance_minor")).order_by()
    rows = open_items(entity_id, frame.as_of).filter(customer_id__in=customer_ids)
    return rows.annotate(left_minor=F("balance_on_minor")).order_by()


def open_sums(
    entity_id: UUID, customer_ids: Collection[UUID], frame: Frame
) -> dict[UUID, dict[str, int]]:
    """What each of some customers of an entity owed on the frame's day, by currency."""
    sums: dict[UUID, dict[str, int]] = {}
    rows = _open(entity_id, customer_ids, frame).values_list("customer_id", "currency")
    for pk, code, minor in rows.annotate(Sum("left_minor")):
        sums.setdefault(pk, {})[code] = int(minor)
    return sums


def owed(customer: Customer, frame: Frame) -> list[Owed]:
    """What a customer owed on the frame's day, by currency."""
    per = _open(customer.entity_id, [customer.pk], frame).values_list("currency", "due_on")
    found: dict[str, dict[Bucket, int]] = {}
    counts: dict[str, int] = {}
    for code, due_on, minor, count in per.annotate(Sum("left_minor"), Count("pk")):
        of = found.setdefault(code, dict.fromkeys(Bucket, 0))
        of[bucket(due_on, frame.as_of)] += int(minor)
        counts[code] = counts.get(code, 0) + int(count)
    credit = unapplied(customer)
    return [
        Owed(
            code,
            sum(of.values()),
            sum(minor for name, minor in of.items() if name is not Bucket.CURRENT),
            credit.get(code, 0),
            of,
            counts.get(code, 0),
        )
        for code in sorted(found.keys() | credit.keys())
        for of in [found.get(code) or dict.fromkeys(Bucket, 0)]
    ]


def unapplied(customer: Customer) -> dict[str, int]:
    """Payments and credits of a customer tied to no invoice today, by currency."""
    sums: dict[str, int] = {}
    for model in (Payment, CreditNote):
        left = model.objects.filter(
            entity_id=customer.entity_id, customer_id=customer.pk, unapplied_minor__gt=0
        ).order_by()
        for code, minor in left.values_list("currency").annotate(Sum("unapplied_minor")):
            sums[code] = sums.get(code, 0) + minor
    return sums


def aging(customer: Customer, told: list[Owed], frame: Frame) -> Any:
    """The aging as a bar a currency, each part leading to its invoices."""
    stacks = [_stack(customer, each, frame) for each in told if each.open_minor]
    return stacked_bars("Aging", NAMES, stacks, of="Currency") if stacks else None


def _stack(customer: Customer, each: Owed, frame: Frame) -> Stack:
    parts = [
        Part(minor, money_text(minor, each.currency), _url(customer, each.currency, name, frame))
        for name, minor in each.by_bucket.items()
    ]
    total = f"{money_text(each.open_minor, each.currency)} {each.currency}"
    return Stack(each.currency, parts, total, _url(customer, each.currency, None, frame))


def _url(customer: Customer, currency: str, name: Bucket | None, frame: Frame) -> str:
    asked = {**frame.kept, "customer": customer.public_id, "currency": currency, "tab": "open"}
    if name is not None:
        earliest, latest = due_range(name, frame.as_of)
        asked |= {"due_from": earliest.isoformat()} if earliest else {}
        asked |= {"due_to": latest.isoformat()} if latest else {}
    return f"{reverse('console:invoices')}?{urlencode(asked)}"
