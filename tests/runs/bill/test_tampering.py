"""Someone with all rights changes what was billed behind the books' back: the verifier names where."""

# ruff: noqa: ISC004 - long statements in a table of attempts

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.contracts.models import BillItem, CreditGrant
from cashwright.areas.contracts.services import change_quantity, grant_credit
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import billed_lines
from cashwright.areas.invoicing.services import discard_invoice, release_invoice
from cashwright.runs.verify import ALL, verify
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import FEB_1, JAN_1, billed, company, invoices

pytestmark = pytest.mark.django_db


def _books() -> dict[str, str]:
    """Two months of seats that changed in January, with prepaid credit, one parked and one released."""
    home = company()
    buyer = makers.customer(home)
    seats = price("SEAT", 31_00, model=ChargeModel.PER_UNIT)
    one = subscription(contract(buyer), seats, 2)
    grant_credit(customer_id=buyer.pk, amount_minor=20_00, granted_on=JAN_1, by=ANN)
    deal = contract(makers.customer(home, "C-2"), needs_purchase_order=True)
    subscription(deal, price("FEE", 5_00))
    billed(home)
    discard_invoice(invoice_id=Invoice.objects.get(state="draft").pk, by=ANN)
    change_quantity(
        charge_id=one.charges.get().pk, quantity_e6=3_000_000, effective_on=date(2026, 1, 22),
        on=date(2026, 1, 22), billed=billed_lines, by=ANN,
    )  # fmt: skip
    billed(home, FEB_1)
    for parked in Invoice.objects.filter(state="draft"):
        release_invoice(invoice_id=parked.pk, on=FEB_1, by=ANN, why="agreed by telephone")
    first, second = invoices()[:2]
    item = BillItem.objects.filter(revision=1).get()
    return {
        "first": str(first.pk), "second": str(second.pk), "item": str(item.pk),
        "grant": str(CreditGrant.objects.get().pk), "inv1": first.public_id,
        "inv2": second.public_id, "bli": item.public_id,
        "pcg": CreditGrant.objects.get().public_id,
    }  # fmt: skip


# What is done; the check that finds it; the document it names; a part of what it says of it.
ATTEMPTS = [
    ("UPDATE invoicing_invoiceline SET charge_id = gen_random_uuid() WHERE invoice_id = '{first}' AND revision = 0"
     " AND charge_id IS NOT NULL", "days as agreed", "inv1", "does not have"),
    ("UPDATE contracts_chargespan SET from_on = '2026-01-15' WHERE from_on = '2026-01-01'",
     "days as agreed", "inv1", "does not have"),
    ("UPDATE invoicing_invoiceline SET until_on = '2026-02-05' WHERE invoice_id = '{first}' AND revision = 0",
     "days billed once", "inv2", "a line before it"),
    ("UPDATE invoicing_invoiceline SET until_on = '2026-02-05' WHERE invoice_id = '{first}' AND revision = 0",
     "content as issued", "inv1", "sealed"),
    ("UPDATE invoicing_invoiceline SET gross_minor = gross_minor + 1 WHERE invoice_id = '{first}'"
     " AND charge_id IS NOT NULL", "lines as priced", "inv1", "was priced at"),
    ("UPDATE contracts_billitem SET invoice_id = gen_random_uuid() WHERE id = '{item}'",
     "items billed once", "bli", "does not stand"),
    ("UPDATE contracts_billitem SET invoice_id = '{first}' WHERE id = '{item}'",
     "items billed once", "bli", "no line"),
    ("UPDATE contracts_creditgrant SET used_minor = used_minor - 1 WHERE id = '{grant}'",
     "prepaid credit adds up", "pcg", "its draws say 2000"),
    ("UPDATE contracts_creditdraw SET invoice_id = gen_random_uuid()",
     "prepaid credit adds up", "pcg", "does not stand"),
]  # fmt: skip


def test_untouched_books_are_whole() -> None:
    _books()
    report = verify()
    assert report.ok, [result.sentence for result in report.broken]


@pytest.mark.parametrize(("sql", "check", "document", "says"), ATTEMPTS)
def test_what_was_tampered_with_is_named(sql: str, check: str, document: str, says: str) -> None:
    books = _books()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql.format_map(books))
        cursor.execute("SET LOCAL session_replication_role = origin")

    results = verify(checks=[c for c in ALL if c.name == check]).results
    named = {v.document: v.detail for r in results if r.name == check for v in r.named}

    assert says in named[books[document]]
