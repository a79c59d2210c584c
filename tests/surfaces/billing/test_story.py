"""A month of billing at the desk in a real browser: from a price to the PDF of its invoice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cashwright.areas.access.policies import Role
from cashwright.areas.contracts.models import Contract
from cashwright.areas.controls.services import set_book_clock
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import FixedClock, running_on
from cashwright.runs.bill import run_bill
from tests import makers
from tests.areas.parties.makers import HOUSE_RULE, a_person
from tests.runs.bill.bill_makers import company
from tests.surfaces.browsing import Watched, a_context, browser, keep_shot, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser

TODAY = date(2026, 3, 2)


@pytest.fixture
def site(transactional_db: None, live_server: Any) -> Any:
    with running_on(FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))):
        makers.customer(company(), "C-1", postal_address="1 Long Street\n10115 Berlin")
        set_book_clock(today=TODAY, by=HOUSE_RULE)
        yield str(live_server.url)


def _seated(browser: Browser, site: str, role: Role) -> Watched:
    return Watched(a_context(browser, site, a_person(f"{role}@example.com", role)).new_page(), site)


def _confirm(page: Page, button: str) -> None:
    """Press, read what it changes, press again."""
    page.get_by_role("button", name=f"{button}…").click()
    expect(page.get_by_role("heading", name="What this changes")).to_be_visible()
    page.locator("#preview").get_by_role("button", name=button, exact=True).click()


def test_a_price_is_sold_changed_billed_released_and_printed(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    # The controller puts seats into the price book.
    keeper = _seated(browser, site, Role.CONTROLLER)
    page = keeper.open("/catalog/products/new/")
    page.fill("#id_code", "PLATFORM")
    page.fill("#id_name", "Platform")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="New price").click()
    page.fill("#id_code", "SEATS-M")
    page.fill("#id_name", "Seats, monthly")
    page.select_option("#id_model", "per_unit")
    page.fill("#id_unit_name", "seats")
    page.get_by_role("button", name="Add").click()
    page.fill("#id_unit_price", "10")
    page.fill("#id_valid_from", "2026-01-01")
    _confirm(page, "Set the price")
    expect(page.locator("main")).to_contain_text("10.00 EUR a seat")

    # The clerk writes a contract that must name an order, and agrees to it.
    clerk = _seated(browser, site, Role.CLERK)
    page = clerk.open("/customers/")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.get_by_role("link", name="New contract").first.click()
    page.fill("#id_account_no", "C-1")
    page.fill("#id_starts_on", "2026-03-01")
    page.check("#id_needs_purchase_order")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("link", name="Add a subscription").first.click()
    page.fill("#id_name", "Team")
    page.select_option("#id_form-0-price", index=1)
    page.fill("#id_form-0-quantity", "12")
    _confirm(page, "Add")
    page.get_by_role("link", name="Agree to it").click()
    _confirm(page, "Agree")
    expect(page.locator("main")).to_contain_text("Active")

    # It is billed: no order is given, so the invoice waits for a look, and is released.
    page = keeper.open("/billing/")
    expect(page.locator("main")).to_contain_text("142.80")
    page.get_by_role("button", name="Bill this day").click()
    page.locator("#confirm-yes").click()
    expect(page.locator("#toasts")).to_contain_text("1 draft waits for a look")
    page = clerk.open("/billing/")
    keep_shot(clerk, "story-parked")
    page.get_by_role("button", name="Release the draft of Customer C-1").click()
    page.locator("#confirm-yes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("INV-2026")
    expect(page.locator("main")).to_contain_text("12 seats: 12 at 10.00")

    # Its PDF.
    page.locator("summary", has_text="PDF").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Deutsch").click()
    pdf = tmp_path / "invoice.pdf"
    coming.value.save_as(pdf)
    assert pdf.read_bytes().startswith(b"%PDF-")

    # Three more seats from the 17th: what the preview says is what the next bill says.
    contract = Contract.objects.get()
    page = clerk.open(f"/contracts/{contract.public_id}/")
    page.get_by_role("link", name="Change the quantity of Platform").click()
    page.fill("#id_quantity", "15")
    page.fill("#id_effective_on", "2026-03-17")
    page.get_by_role("button", name="Change…").click()
    # 15 of 31 days are left: -58.06 of 120.00, and 72.58 of 150.00.
    expect(page.locator("#preview")).to_contain_text("−58.06")
    expect(page.locator("#preview")).to_contain_text("72.58")
    keep_shot(clerk, "story-amended")
    page.locator("#preview").get_by_role("button", name="Change", exact=True).click()
    expect(page.locator("main")).to_contain_text("Quantity changed")
    run_bill(LegalEntity.objects.get(code="DE"), date(2026, 4, 1))
    billed = Invoice.objects.exclude(state="posted").get()
    nets = sorted(billed.lines.values_list("net_minor", flat=True))
    assert nets == [-58_06, 72_58, 150_00]
    assert keeper.wrong + clerk.wrong == []
