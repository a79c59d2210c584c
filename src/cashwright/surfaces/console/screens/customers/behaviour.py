"""How a customer pays: the last invoices as a strip, and one sentence about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cashwright.areas.credit.models import DriftAlert
from cashwright.areas.credit.rules import Baseline
from cashwright.areas.invoicing.models import Invoice
from cashwright.surfaces.console.charts import Figure, Tick
from cashwright.surfaces.console.charts import strip as strip_chart
from cashwright.surfaces.console.formats import late_text, plural
from cashwright.surfaces.console.frame import Frame

SHOWN = 24
_LEGEND = (
    ("strip-kept", "Paid on time"), ("strip-late", "Paid late"), ("strip-open", "Open, past due"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paid:
    """One invoice of the strip. `days_late` counts to the last payment, or to the day while open."""

    public_id: str
    document_no: str
    days_late: int
    is_open: bool

    @property
    def height(self) -> int:
        """1 on time, then one step more for up to 10, 30, 60 and over 60 days late."""
        return 1 + sum(self.days_late > limit for limit in (0, 10, 30, 60))

    @property
    def tone(self) -> str:
        if self.is_open:
            return "open"
        return "late" if self.days_late > 0 else "kept"

    @property
    def words(self) -> str:
        if self.is_open:
            return f"open, {late_text(self.days_late) if self.days_late > 0 else 'not due yet'}"
        return f"paid {late_text(self.days_late) if self.days_late > 0 else 'on time'}"


def last_invoices(customer_id: UUID, as_of: date) -> list[Paid]:
    """The last 24 invoices by due date, oldest first: those paid, and those past due."""
    rows = Invoice.objects.filter(
        customer_id=customer_id, state__in=["posted", "settled"], due_on__lte=as_of
    ).order_by("-due_on", "-pk")[:SHOWN]
    return [_paid(row, as_of) for row in reversed(rows)]


def _paid(row: Invoice, as_of: date) -> Paid:
    is_open = row.balance_minor > 0 or (row.last_applied_on or as_of) > as_of
    until = as_of if is_open or row.last_applied_on is None else row.last_applied_on
    return Paid(row.public_id, row.document_no or "Draft", (until - row.due_on).days, is_open)


def strip(invoices: list[Paid], told: str, frame: Frame) -> Figure | None:
    """The strip, each bar a link to its invoice; None where nothing fell due yet."""
    ticks = [
        Tick(
            each.document_no, each.height, f"strip-{each.tone}", each.words,
            frame.link("console:invoice", each.public_id),
        )
        for each in invoices
    ]  # fmt: skip
    if not ticks:
        return None
    head = ("Invoice", "How it was paid")
    return strip_chart(
        "The last invoices, oldest first", ticks, text=told, legend=_LEGEND, head=head
    )


def sentence(invoices: list[Paid], habit: Baseline | None, alert: DriftAlert | None) -> str:
    """How they pay, in words: the usual lateness and its spread, what drifts, what is late now."""
    late = sum(each.is_open and each.days_late > 0 for each in invoices)
    now = f" {plural(late, 'invoice is', 'invoices are')} past due now." if late else ""
    if alert is not None:
        now = f" That has changed: {alert.words}.{now}"
    if habit is None:
        return _few(invoices) + now
    spread = max(round(habit.spread_days), 1)
    about = (
        f"give or take {plural(spread, 'day', 'days')}, by their last {habit.count} paying days."
    )
    return f"Usually pays {_usual(round(habit.typical_days))}, {about}{now}"


def _usual(days: int) -> str:
    if days == 0:
        return "on the day it is due"
    return f"{plural(abs(days), 'day', 'days')} {'after' if days > 0 else 'before'} it is due"


def _few(invoices: list[Paid]) -> str:
    paid = [each for each in invoices if not each.is_open]
    if not paid:
        return "Nothing was paid yet, so there is no habit to tell."
    late = [each.days_late for each in paid if each.days_late > 0]
    if not late:
        count = plural(len(paid), "paid invoice", "paid invoices")
        return f"All of {count} came on time; more are needed to tell a habit."
    return (
        f"{len(late)} of {plural(len(paid), 'paid invoice', 'paid invoices')} came late,"
        f" {max(late)} days at worst; more are needed to tell a habit."
    )
