"""How a customer pays: the last invoices as a strip, and one sentence about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median
from uuid import UUID

from cashwright.areas.invoicing.models import Invoice
from cashwright.surfaces.console.formats import late_text, plural

SHOWN = 24


@dataclass(frozen=True, slots=True)
class Paid:
    """One invoice of the strip. `days_late` counts to the last payment, or to today while open."""

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
            state = late_text(self.days_late) if self.days_late > 0 else "not due yet"
            return f"{self.document_no}: open, {state}"
        how = late_text(self.days_late) if self.days_late > 0 else "on time"
        return f"{self.document_no}: paid {how}"


def strip(customer_id: UUID, as_of: date) -> list[Paid]:
    """The last 24 invoices by due date, oldest first: those paid, and those past due."""
    rows = Invoice.objects.filter(
        customer_id=customer_id, state__in=["posted", "settled"], due_on__lte=as_of
    ).order_by("-due_on", "-pk")[:SHOWN]
    return [_paid(row, as_of) for row in reversed(rows)]


def _paid(row: Invoice, as_of: date) -> Paid:
    is_open = row.balance_minor > 0 or (row.last_applied_on or as_of) > as_of
    until = as_of if is_open or row.last_applied_on is None else row.last_applied_on
    return Paid(row.public_id, row.document_no or "Draft", (until - row.due_on).days, is_open)


def sentence(invoices: list[Paid]) -> str:
    """How they pay, in words."""
    paid = [each for each in invoices if not each.is_open]
    waiting = len(invoices) - len(paid)
    if not paid:
        return "Nothing was paid yet, so there is no habit to tell." + _waiting(waiting)
    late = [each.days_late for each in paid if each.days_late > 0]
    if not late:
        told = f"All of the last {plural(len(paid), 'paid invoice', 'paid invoices')} came on time."
    elif len(late) == len(paid):
        told = (
            f"Pays late every time: half of the last {len(paid)} came {median(late):.0f} days late or"
            f" later, the slowest {max(late)}."
        )
    else:
        told = (
            f"Pays {len(paid) - len(late)} of {len(paid)} on time; the others"
            f" {median(late):.0f} days late at the middle, {max(late)} at worst."
        )
    return told + _waiting(waiting)


def _waiting(count: int) -> str:
    return f" {plural(count, 'invoice is', 'invoices are')} past due now." if count else ""
