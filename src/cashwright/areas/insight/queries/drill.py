"""The rows behind every KPI: each number of its workings as a list of documents that sum to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.collections.rules import Bucket
from cashwright.areas.credit.models import Recovery
from cashwright.areas.insight.queries import facts
from cashwright.areas.insight.queries.aging import open_items
from cashwright.areas.insight.queries.kpis import COUNT_BACK_MONTHS, quarter_to, year_to
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.queries import LIVE
from cashwright.kernel.periods import Period, add_months, month_of


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a KPI's workings: `amount` of `rows` summed, times `sign`."""

    label: str
    rows: QuerySet[Any]
    amount: str
    sign: int = 1

    def total_minor(self) -> int:
        """What the rows add up to."""
        return self.sign * int(self.rows.aggregate(sum=Sum(self.amount))["sum"] or 0)


@dataclass(frozen=True, slots=True)
class _Asked:
    entity_id: UUID
    currency: str
    as_of: date

    @property
    def quarter(self) -> Period:
        return quarter_to(self.as_of)

    @property
    def year(self) -> Period:
        return year_to(self.as_of)


def rows_behind(kpi: str, entity_id: UUID, currency: str, as_of: date) -> list[Part]:
    """The documents a KPI of `queries.kpis` is made of, number by number of its workings."""
    return _PARTS[kpi](_Asked(entity_id, currency, as_of))


def _owed(asked: _Asked) -> Part:
    return Part("A/R", _open(asked, asked.as_of), "balance_on_minor")


def _current(asked: _Asked) -> Part:
    rows = open_items(asked.entity_id, asked.as_of, currency=asked.currency, bucket=Bucket.CURRENT)
    return Part("Current A/R", rows, "balance_on_minor")


def _overdue(asked: _Asked) -> Part:
    rows = _open(asked, asked.as_of).filter(due_on__lt=asked.as_of)
    return Part("Overdue", rows, "balance_on_minor")


def _opening(asked: _Asked) -> Part:
    rows = _open(asked, asked.quarter.start - timedelta(days=1))
    return Part("Opening A/R", rows, "balance_on_minor")


def _open(asked: _Asked, on: date) -> QuerySet[Invoice]:
    return open_items(asked.entity_id, on, currency=asked.currency)


def _billed(asked: _Asked, period: Period) -> list[Part]:
    wanted = {
        "entity_id": asked.entity_id,
        "currency": asked.currency,
        "issued_on__gte": period.start,
        "issued_on__lt": period.end,
    }
    invoices = Invoice.objects.filter(state__in=LIVE, **wanted)
    notes = CreditNote.objects.filter(**wanted)
    return [
        Part("Billings: invoices", invoices, "total_minor"),
        Part("Billings: credit notes", notes, "total_minor", -1),
    ]


def _counted_back(owed: Part, asked: _Asked) -> list[Part]:
    """The months whose billings cover what is owed."""
    billed = facts.billings_by_month(asked.entity_id, asked.as_of).get(asked.currency, {})
    left, start = owed.total_minor(), month_of(asked.as_of).start
    first = add_months(start, 1 - COUNT_BACK_MONTHS)
    while (left := left - max(billed.get(start, 0), 0)) > 0 and start > first:
        start = add_months(start, -1)
    return [owed, *_billed(asked, Period(start, asked.as_of + timedelta(days=1)))]


def _applied(asked: _Asked, kind: SourceKind, period: Period) -> QuerySet[Application]:
    return Application.objects.filter(
        entity_id=asked.entity_id,
        currency=asked.currency,
        source_kind=kind,
        applied_on__gte=period.start,
        applied_on__lt=period.end,
    )


def _paid(asked: _Asked) -> Part:
    return Part("Paid", _applied(asked, SourceKind.PAYMENT, asked.quarter), "amount_minor")


def _balance_by(**until: Any) -> Any:
    """An invoice's balance as of some day of its own: total - what was applied `until` then."""
    applied = (
        Application.objects.filter(invoice_id=OuterRef("pk"), **until)
        .order_by()
        .values("invoice_id")
        .annotate(amount=Sum("amount_minor"))
        .values("amount")
    )
    return F("total_minor") - Coalesce(Subquery(applied), Value(0))


def _paid_invoices(asked: _Asked) -> Part:
    moved = _applied(asked, SourceKind.PAYMENT, asked.quarter).values("invoice_id")
    rows = (
        Invoice.objects.filter(pk__in=moved)
        .annotate(balance_on_minor=_balance_by(applied_on__lte=asked.as_of))
        .filter(balance_on_minor=0)
    )
    return Part("Paid invoices", rows, "total_minor")


def _collected(asked: _Asked) -> list[Part]:
    before = asked.quarter.start - timedelta(days=1)
    collected = _applied(asked, SourceKind.PAYMENT, asked.quarter)
    became = Invoice.objects.filter(
        entity_id=asked.entity_id, currency=asked.currency, state__in=LIVE,
        due_on__gte=before, due_on__lt=asked.as_of,
    ).annotate(balance_on_minor=_balance_by(applied_on__lte=OuterRef("due_on")))  # fmt: skip
    return [
        Part("Past-due collected", collected.filter(invoice__due_on__lt=F("applied_on")), "amount_minor"),
        Part("Opening past-due", _open(asked, before).filter(due_on__lt=before), "balance_on_minor"),
        Part("Became past-due", became.filter(balance_on_minor__gt=0), "balance_on_minor"),
    ]  # fmt: skip


def _at_risk(asked: _Asked) -> list[Part]:
    found = facts.at_risk(asked.entity_id, asked.as_of).get(asked.currency)
    month = month_of(found[0] if found else asked.as_of)
    billed = Invoice.objects.filter(
        Q(pk__isnull=found is None), entity_id=asked.entity_id, currency=asked.currency,
        state__in=LIVE, issued_on__gte=month.start, issued_on__lt=month.end,
    )  # fmt: skip
    late = OuterRef("due_on") + timedelta(days=facts.AT_RISK_DAYS)
    unpaid = billed.annotate(balance_on_minor=_balance_by(applied_on__lte=late))
    return [
        Part("Still unpaid", unpaid.filter(balance_on_minor__gt=0), "balance_on_minor"),
        Part("Billed in the month", billed, "total_minor"),
    ]


def _written_off(asked: _Asked) -> Part:
    rows = _applied(asked, SourceKind.WRITE_OFF, asked.year)
    return Part("Written off", rows, "amount_minor")


def _recovered(asked: _Asked) -> Part:
    rows = Recovery.objects.filter(
        entity_id=asked.entity_id, currency=asked.currency,
        recovered_on__gte=asked.year.start, recovered_on__lt=asked.year.end,
    )  # fmt: skip
    return Part("Recovered", rows, "amount_minor", -1)


_PARTS: dict[str, Callable[[_Asked], list[Part]]] = {
    "dso_simple": lambda a: [_owed(a), *_billed(a, a.quarter)],
    "dso_count_back": lambda a: _counted_back(_owed(a), a),
    "dso_best_possible": lambda a: [_current(a), *_billed(a, a.quarter)],
    "dso_best_possible_count_back": lambda a: _counted_back(_current(a), a),
    "dso_true": lambda a: [_owed(a)],
    "add_gap": lambda a: [_owed(a), _current(a), *_billed(a, a.quarter)],
    "add_weighted": lambda a: [_paid(a), _overdue(a)],
    "add_weighted_paid": lambda a: [_paid(a)],
    "add_mean": lambda a: [_paid_invoices(a), _overdue(a)],
    "cei": lambda a: [_opening(a), *_billed(a, a.quarter), _owed(a), _current(a)],
    "turnover": lambda a: [*_billed(a, a.year), _owed(a)],
    "turnover_days": lambda a: [*_billed(a, a.year), _owed(a)],
    "percent_current": lambda a: [_current(a), _owed(a)],
    "collector_effectiveness": _collected,
    "at_risk": _at_risk,
    "bad_debt_gross": lambda a: [_written_off(a), *_billed(a, a.year)],
    "bad_debt_net": lambda a: [_written_off(a), _recovered(a), *_billed(a, a.year)],
    "allowance": lambda a: [_owed(a)],
}
