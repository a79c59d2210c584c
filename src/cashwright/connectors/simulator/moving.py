"""When an invoice is going to be paid, and when it would have been without messages: only payers know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cashwright.connectors.simulator.company import Company
from cashwright.connectors.simulator.payers import payers_of
from cashwright.connectors.simulator.paying import parts_of
from cashwright.connectors.simulator.people.of_company import characters_of
from cashwright.connectors.simulator.received import Received


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An invoice that is paid on another day than without messages; known to nobody in the books."""

    customer: str
    document_no: str
    would_on: date
    paid_on: date


def payday(company: Company, invoice: Received) -> date | None:
    """The day the money for an invoice first comes; None where none will."""
    buyer = next((one for one in company.buyers if one.account_no == invoice.account_no), None)
    if buyer is None:
        return None
    payer = payers_of(company)[buyer.account_no]
    parts = parts_of(company, buyer, payer, characters_of(company)[buyer.account_no], invoice)
    return parts[0][0] if parts else None


def moved_between(
    company: Company, invoices: Iterable[Received], first: date, last: date
) -> list[Moved]:
    """The invoices paid between two days that messages moved, by number."""
    payers, people = payers_of(company), characters_of(company)
    buyers = {buyer.account_no: buyer for buyer in company.buyers}
    found = []
    for invoice in invoices:
        buyer = buyers.get(invoice.account_no)
        if buyer is None or not invoice.changes:
            continue
        asked = (company, buyer, payers[buyer.account_no], people[buyer.account_no])
        paid, would = parts_of(*asked, invoice), parts_of(*asked, replace(invoice, changes=()))
        if paid and would and paid[0] != would[0] and first <= paid[0][0] <= last:
            found.append(
                Moved(
                    customer=invoice.account_no, document_no=invoice.document_no,
                    would_on=would[0][0], paid_on=paid[0][0],
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: one.document_no)
