"""Makers for runs: one day worked for one legal entity, and what it left in the books."""

from datetime import date
from typing import Any

from cashwright.areas.cash.models import Application
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.areas.payments.models import Payment
from cashwright.runs.day import DayDone, run_day
from tests import makers
from tests.makers import ANN

FEB_2 = date(2026, 2, 2)


def worked(home: LegalEntity, on: date = FEB_2, **more: Any) -> DayDone:
    """The day `on`, run."""
    return run_day(home, on, **more)


def counted(done: DayDone, step: str) -> dict[str, int]:
    """The outcomes of one step of a run."""
    return dict(done.report.get(step, {"outcomes": {}})["outcomes"])


def applied() -> set[tuple[str, int, int]]:
    """(invoice number, amount of the payment, what was applied): everything that stands."""
    amounts = dict(Payment.objects.values_list("pk", "amount_minor"))
    return {
        (str(row.invoice.document_no), amounts[row.source_id], row.amount_minor)
        for row in Application.objects.select_related("invoice")
    }


def reachable(of: LegalEntity, account_no: str = "C-1", **card: object) -> Customer:
    """A customer with somebody who reads reminders."""
    made = makers.customer(of, account_no, **card)
    add_contact(
        customer_id=made.pk, name="Kim Paul", by=ANN,
        card={"email": f"kim@{account_no.lower()}.example"},
    )  # fmt: skip
    return made
