"""A billed invoice says all that an invoice must, in three languages, and its figures add up."""

from datetime import date
from typing import Any

import pytest

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.printing.figures import amount, day
from cashwright.areas.invoicing.printing.page import page_of
from cashwright.areas.invoicing.printing.rendering import rendering
from cashwright.areas.invoicing.printing.words import words
from cashwright.areas.parties.models import TaxId
from cashwright.areas.parties.services import change_customer, change_legal_entity
from cashwright.kernel.clock import noon_utc, running_on
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import JAN_1, billed, company

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice() -> Invoice:
    """Three seats and a part of a month of support, under a purchase order."""
    late = date(2026, 1, 15)
    with running_on(noon_utc(date(2025, 12, 31))):
        home = company()
        change_legal_entity(
            entity_id=home.pk, by=ANN,
            changes={
                "legal_name": "Northwind GmbH", "postal_address": "Hafenstr. 1\n20457 Hamburg",
                "tax_no": "12/345/67890", "payment_details": "IBAN DE89 3704 0044 0532 0130 00",
                "document_footer": "HRB 1",
            },
        )  # fmt: skip
        buyer = makers.customer(home)
        change_customer(
            customer_id=buyer.pk, by=ANN, changes={"postal_address": "Kai 2\n20459 Hamburg"}
        )
        agreed = contract(buyer, purchase_order_no="PO-77", needs_purchase_order=True)
        subscription(agreed, price("SEAT", 10_01, model=ChargeModel.PER_UNIT), 3)
        subscription(agreed, price("CARE", 33_33), starts_on=late, anchor_on=JAN_1, on=JAN_1)
    billed(home, late)
    made = Invoice.objects.select_related("customer", "entity").get()
    assert made.state == "posted"
    return made


def everything(page: dict[str, Any]) -> str:
    """All text of a page."""

    def texts(part: Any) -> list[str]:
        if isinstance(part, dict):
            return [text for each in part.values() for text in texts(each)]
        if isinstance(part, list):
            return [text for each in part for text in texts(each)]
        return [str(part)]

    return "\n".join(texts({**page, "words": {}}))


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_field_of_the_checklist_is_there(invoice: Invoice, language: str) -> None:
    page, said = page_of(invoice, language=language), words(language)
    told = everything(page)
    for field in (
        said["invoice"], str(invoice.document_no), day(invoice.issued_on, language),
        said["due"], day(invoice.due_on, language), "PO-77", invoice.customer.account_no,
        "Northwind GmbH", "Hafenstr. 1", "12/345/67890", "IBAN DE89", invoice.customer.name, "Kai 2",
        amount(invoice.net_minor, "EUR", language), amount(invoice.tax_minor, "EUR", language),
        amount(invoice.total_minor, "EUR", language), "19",
    ):  # fmt: skip
        assert field in told, field
    seats, care = page["lines"]
    assert seats["description"] != ""
    assert (seats["quantity"], "3" in seats["explained"]) == ("3", True)
    assert said["days_of"].format(days=17, full=31) in care["explained"]
    assert bytes(rendering(invoice, language=language).pdf).startswith(b"%PDF")


def test_the_lines_come_to_the_totals(invoice: Invoice) -> None:
    lines = list(invoice.lines.all())
    assert sorted(line.net_minor for line in lines) == [18_28, 30_03]
    assert sum(line.net_minor for line in lines) == invoice.net_minor
    assert sum(line.tax_minor for line in lines) == invoice.tax_minor == 9_18
    assert invoice.net_minor + invoice.tax_minor == invoice.total_minor == invoice.balance_minor
    assert not TaxId.objects.filter(customer=invoice.customer).exists(), "domestic, at 19 %"
