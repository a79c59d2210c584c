"""A day at the desk in a real browser: an invoice from the first line to the last cent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.kernel.ids import public_id
from tests import makers
from tests.areas.parties.makers import a_person
from tests.surfaces.browsing import Watched, a_context, browser, keep_shot, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser

PASSWORD = "plain-tired-clerk-7"


@pytest.fixture
def site(transactional_db: None, live_server: Any) -> str:
    makers.customer(makers.entity(), "C-1")
    return str(live_server.url)


def _person(email: str, role: Role) -> User:
    user = a_person(email, role)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def _seated(browser: Browser, site: str, email: str, role: Role) -> Watched:
    return Watched(a_context(browser, site, _person(email, role)).new_page(), site)


def _log_in(browser: Browser, site: str, email: str) -> Watched:
    watched = Watched(a_context(browser, site, None).new_page(), site)
    page = watched.open("/invoices/")
    page.fill('input[name="login"]', email)
    page.fill('input[name="password"]', PASSWORD)
    page.press('input[name="password"]', "Enter")
    expect(page.get_by_role("heading", name="Invoices", exact=True)).to_be_visible()
    page.wait_for_load_state("load")  # keys are listened to once the modules have run
    return watched


def _confirm(page: Page, button: str, *, then: str = "") -> None:
    """Press the act, read the ledger entries, press again."""
    page.get_by_role("button", name=f"{button}…").click()
    expect(page.get_by_role("heading", name="What this writes to the ledger")).to_be_visible()
    page.locator("#preview").get_by_role("button", name=then or button).click()


def test_an_invoice_is_written_paid_in_part_and_the_rest_written_off_by_two_people(
    browser: Browser, site: str
) -> None:
    # The clerk writes and posts it.
    _person("clara@example.com", Role.CLERK)
    clerk = _log_in(browser, site, "clara@example.com")
    page = clerk.page
    page.keyboard.press("n")
    page.fill("#id_account_no", "C-1")
    page.fill("#id_form-0-description", "Seats, March")
    page.fill("#id_form-0-unit_price", "1000.00")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("link", name="Post").click()
    _confirm(page, "Post")
    expect(page.get_by_role("heading", level=1)).to_contain_text("INV")
    invoice = Invoice.objects.get()
    keep_shot(clerk, "story-posted")

    # Money comes and is applied; the machine's plan is in the boxes.
    cash = _seated(browser, site, "casey@example.com", Role.CASH_APPLIER)
    page = cash.open("/payments/new/?account_no=C-1")
    page.fill("#id_amount", "400.00")
    page.get_by_role("button", name="Record").click()
    page.get_by_role("link", name="Apply").click()
    expect(page.locator("[data-apply-left]")).to_have_text("0.00")
    page.locator(".amount-input").first.fill("250")
    expect(page.locator("[data-apply-left]")).to_have_text("150.00")
    page.get_by_role("button", name="in full").first.click()
    expect(page.locator("[data-apply-left]")).to_have_text("0.00")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Applied to 1 invoice")
    invoice.refresh_from_db()
    assert invoice.balance_minor == 600_00

    # The collector asks for the rest to be written off: above the limit of one person.
    collector = _seated(browser, site, "colin@example.com", Role.COLLECTOR)
    page = collector.open(f"/invoices/{invoice.public_id}/")
    expect(page.locator("main")).to_contain_text("600.00")
    page.get_by_role("link", name="Write off").click()
    page.fill("#id_reason", "insolvent")
    _confirm(page, "Write off", then="Send for approval")
    expect(page.locator("main")).to_contain_text("waits for a second person")
    keep_shot(collector, "story-waits")

    # The controller agrees, with one key; it is carried out at once.
    controller = _seated(browser, site, "corinna@example.com", Role.CONTROLLER)
    page = controller.open("/approvals/")
    page.get_by_role("link", name="Write-off").first.click()
    expect(page.locator("main")).to_contain_text("What approving writes to the ledger")
    keep_shot(controller, "story-decide")
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("Approved and carried out")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == ("settled", 0)
    page = controller.open(f"/invoices/{invoice.public_id}/")
    expect(page.locator("main")).to_contain_text("Write off")
    assert clerk.wrong + cash.wrong + collector.wrong + controller.wrong == []


def test_the_pages_are_clean_for_axe_and_fit_a_phone(browser: Browser, site: str) -> None:
    buyer = Customer.objects.get()
    late = makers.invoice(buyer, 100_00, due_on=date(2026, 1, 20))
    paid = makers.payment(buyer, 100_00)
    key = public_id("pay", paid.pk)
    person = _person("casey@example.com", Role.CASH_APPLIER)
    context = a_context(
        browser, site, person, viewport={"width": 390, "height": 844}, color_scheme="dark"
    )
    watched = Watched(context.new_page(), site)
    findings = {}
    for path in (f"/customers/{buyer.public_id}/", f"/invoices/{late.public_id}/",
                 f"/payments/{key}/apply/", "/collections/"):  # fmt: skip
        watched.open(path)
        wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        findings[path] = watched.axe() + ([f"scrolls sideways by {wide}px"] if wide > 0 else [])
    assert findings == {path: [] for path in findings}
    assert watched.wrong == []
