"""What one customer owes: by currency and age, with the invoices behind every figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Sum
from django.urls import reverse

from cashwright.areas.collections.rules import BUCKETS, Bucket, bucket, due_range
from cashwright.areas.insight.queries.aging import open_items
from cashwright.areas.invoicing.models import CreditNote
from cashwright.areas.parties.models import Customer
from cashwright.areas.payments.models import Payment
from cashwright.surfaces.console.charts import Part, Stack, stacked_bars
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.frame import Frame

NAMES = ["Not due", "1–30 days", "31–60 days", "61–90 days", "91–120 days", "Over 120 days"]
assert len(NAMES) == len(BUCKETS) + 1


@dataclass(frozen=True, slots=True)
class Owed:
    """One currency: minor units, all >= 0."""

    currency: str
    open_minor: int
    overdue_minor: int
    unapplied_minor: int
    by_bucket: dict[Bucket, int]


def owed(customer: Customer, as_of: date) -> list[Owed]:
    """What a customer owed on a day, by currency."""
    found: dict[str, dict[Bucket, int]] = {}
    items = open_items(customer.entity_id, as_of, customer_id=customer.pk)
    for code, due_on, balance in items.values_list("currency", "due_on", F("balance_on_minor")):
        of = found.setdefault(code, dict.fromkeys(Bucket, 0))
        of[bucket(due_on, as_of)] += balance
    credit = unapplied(customer)
    return [
        Owed(
            code,
            sum(of.values()),
            sum(minor for name, minor in of.items() if name is not Bucket.CURRENT),
            credit.get(code, 0),
            of,
        )
        for code in sorted(found.keys() | credit.keys())
        for of in [found.get(code) or dict.fromkeys(Bucket, 0)]
    ]


def unapplied(customer: Customer) -> dict[str, int]:
    """Payments and credits of a customer tied to no invoice today, by currency."""
    sums: dict[str, int] = {}
    for model in (Payment, CreditNote):
        left = model.objects.filter(customer_id=customer.pk, unapplied_minor__gt=0).order_by()
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
