"""Bill items: a product needs no price to be billed once, and what cannot be billed is told."""

from __future__ import annotations

from datetime import date

import pytest

from cashwright.areas.catalog.models import TaxRate
from cashwright.areas.catalog.services import add_product, set_tax_rate
from cashwright.areas.contracts.models import BillItem
from cashwright.areas.contracts.services import bill_one_off
from cashwright.areas.parties.models import LegalEntity
from cashwright.runs.bill.preview import plan_bill
from tests import makers
from tests.areas.contracts.makers import contract
from tests.makers import ANN
from tests.runs.bill.bill_makers import FEB_1, billed, company, counts, invoices, lines_of

pytestmark = pytest.mark.django_db


def _workshop(home: LegalEntity) -> BillItem:
    product = add_product(code="WORK", name="Workshop", account="4200", by=ANN)
    deal = contract(makers.customer(home))
    return bill_one_off(
        contract_id=deal.pk, product_id=product.pk, amount_minor=500_00, bill_on=FEB_1, by=ANN,
        description="Workshop", source_ref="X",
    )  # fmt: skip


def test_a_product_without_a_price_is_billed_to_its_own_account() -> None:
    home = company()
    item = _workshop(home)
    billed(home, FEB_1)
    (invoice,) = invoices()
    assert lines_of(invoice) == [("Workshop", 500_00, 95_00)]
    assert invoice.lines.get().account_code == "4200"
    item.refresh_from_db()
    assert item.invoice_id == invoice.pk


def test_an_item_that_cannot_be_taxed_is_told_and_billed_once_it_can() -> None:
    home = company()
    item = _workshop(home)
    TaxRate.objects.all().delete()
    assert plan_bill(home, FEB_1).exceptions["refusal"].to_list() == ["catalog.no_tax_rate"]
    assert counts(billed(home, FEB_1)) == {"catalog.no_tax_rate": 1}
    item.refresh_from_db()
    assert item.invoice_id is None
    set_tax_rate(
        country="DE", tax_class="standard", rate_ppm=190_000, valid_from=date(2020, 1, 1), by=ANN
    )
    assert counts(billed(home, date(2026, 2, 2))) == {"invoices": 1}
