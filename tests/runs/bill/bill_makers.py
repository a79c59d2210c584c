"""Makers of what is billed: a company that may collect tax, a price book, contracts on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from cashwright.areas.catalog.services import register_for_tax, set_tax_rate
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.runs.bill import run_bill
from cashwright.runs.models import Run
from tests import makers
from tests.makers import ANN

JAN_1 = date(2026, 1, 1)
FEB_1 = date(2026, 2, 1)
MARCH_1 = date(2026, 3, 1)


def company(code: str = "DE") -> LegalEntity:
    """A German company that collects 19 % at home."""
    home = makers.entity(code)
    register_for_tax(entity_id=home.pk, country="DE", valid_from=date(2020, 1, 1), by=ANN)
    set_tax_rate(
        country="DE", tax_class="standard", rate_ppm=190_000, valid_from=date(2020, 1, 1), by=ANN
    )
    return home


def billed(home: LegalEntity, on: date = JAN_1, **more: Any) -> Run:
    """The bill run of a day."""
    return run_bill(home, on, **more)[0]


def counts(run: Run) -> dict[str, int]:
    """What the run's step counted, refusals by their code."""
    step = run.report.get("bill", {"outcomes": {}, "refused": {}})
    return {**step["outcomes"], **step["refused"]}


def invoices(state: str = "posted") -> list[Invoice]:
    """The invoices in a state, by number."""
    return list(Invoice.objects.filter(state=state).order_by("document_no", "pk"))


def lines_of(invoice: Invoice) -> list[tuple[str, int, int]]:
    """(description, net, tax) of each line."""
    rows = invoice.lines.order_by("line_no")
    return [(row.description, row.net_minor, row.tax_minor) for row in rows]


def totals(state: str = "posted") -> list[int]:
    """What the invoices in a state come to."""
    return [invoice.total_minor for invoice in invoices(state)]
