"""A planted product with three times the rate of disputes is found in the books, first, with its p-value."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest

from cashwright.areas.catalog.models import Price
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.queries import cases_behind, found_causes
from cashwright.areas.disputes.services import open_dispute, withdraw_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from tests import makers
from tests.areas.contracts.makers import contract, price, product, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import JAN_1, billed, company, invoices

pytestmark = pytest.mark.django_db
FEB_1 = date(2026, 2, 1)


def priced(code: str, name: str, minor: int) -> Price:
    made = price(code, minor)
    Price.objects.filter(pk=made.pk).update(product=product(name))
    made.refresh_from_db()
    return made


def disputed(invoice: Invoice, minor: int = 10_00, **more: Any) -> Dispute:
    return open_dispute(
        invoice_id=invoice.pk, reason=Reason.PRICING, amount_minor=minor, on=JAN_1, by=ANN,
        origin=Origin.CONSOLE, **more,
    )  # fmt: skip


@pytest.fixture
def home() -> LegalEntity:
    """Sixteen customers billed once: eight for SCAN, six of which dispute it, eight for COPY, two."""
    home = company()
    kinds = (priced("SCAN-M", "SCAN", 90_00), priced("COPY-M", "COPY", 80_00))
    for n in range(16):
        buyer = makers.customer(home, f"C-{n:02}", country="AT" if n == 3 else "DE")
        subscription(contract(buyer), kinds[n // 8])
    billed(home)
    for invoice in invoices():
        if int(invoice.customer.account_no[2:]) in (0, 1, 2, 3, 4, 5, 14, 15):
            disputed(invoice)
    return home


def test_a_planted_product_surfaces_first_with_the_right_p_value_and_its_cases(
    home: LegalEntity,
) -> None:
    found = found_causes([home.pk], JAN_1, FEB_1)
    first = found[0]
    assert (first.counted.factor, first.counted.label) == ("product", "Scan")
    assert (first.counted.disputed, first.counted.issued, first.counted.cases) == (6, 8, 6)
    assert first.lift == 3
    # Written anew: all ways to lay eight disputes on sixteen invoices, and those as bad as this.
    ways = list(combinations(range(16), 8))
    as_bad = sum(sum(one < 8 for one in way) >= 6 for way in ways)
    assert first.p == Fraction(as_bad, len(ways))
    named = {one.counted.factor for one in found}
    assert named == {"product", "plan", "price_version", "region"}  # of all else, all have the same
    # Behind a cause stand its cases, and no others.
    for one in found:
        label, ids = cases_behind(one.counted.factor, one.counted.value, [home.pk], JAN_1, FEB_1)
        assert label == one.counted.label
        assert len(ids) == one.counted.cases
    assert cases_behind("product", "none such", [home.pk], JAN_1, FEB_1) == ("", [])
    scan = str(product("SCAN").pk)
    case = Dispute.objects.get(customer__account_no="C-00")
    withdraw_dispute(dispute_id=case.pk, note="a mistake", on=JAN_1, by=ANN)
    assert case.pk not in cases_behind("product", scan, [home.pk], JAN_1, FEB_1)[1]
    assert found_causes([home.pk], FEB_1, date(2026, 3, 1)) == ()


def test_a_case_that_names_lines_is_about_their_products_alone() -> None:
    home = company()
    both = [priced("SCAN-M", "SCAN", 90_00), priced("COPY-M", "COPY", 80_00)]
    for n in range(2):
        subscription(contract(makers.customer(home, f"C-{n}")), both[: 2 - n])
    billed(home)
    invoice = Invoice.objects.get(customer__account_no="C-0")
    scan_line = invoice.lines.get(net_minor=90_00).line_no
    case = disputed(invoice, 10_00, lines=[(scan_line, 10_00)])
    counted = {o.counted.label: o.counted for o in found_causes([home.pk], JAN_1, FEB_1)}
    assert (counted["Copy"].issued, counted["Copy"].disputed) == (1, 0)
    assert cases_behind("product", str(product("SCAN").pk), [home.pk], JAN_1, FEB_1)[1] == [case.pk]
