"""A customer's page in a real browser: its parts by their keys, and clean for axe and the content policy,
on a desk and on a phone at night.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.services import note_promise, write_note
from cashwright.areas.controls.services import set_book_clock
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.services import (
    add_contact,
    change_customer,
    set_credit_limit,
    set_parent,
)
from cashwright.kernel.clock import FixedClock, running_on
from tests import makers
from tests.areas.parties.makers import HOUSE_RULE, a_person
from tests.makers import ANN
from tests.surfaces.browsing import Watched, a_context, browser, keep_shot, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser

TODAY = date(2026, 3, 2)
NOON = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
PARTS = ("timeline", "invoices", "agreements", "disputes", "contacts")
WAYS = [(1440, 900, "light"), (390, 844, "dark")]


@pytest.fixture
def buyer(transactional_db: None) -> Any:
    with running_on(NOON):
        made = a_storied_customer()
        set_book_clock(today=TODAY, by=HOUSE_RULE)  # what the server's own threads go by
        yield made


def a_storied_customer() -> Customer:
    """Somebody with a family, a habit, and one of everything."""
    home = makers.entity()
    group, buyer, sister = (makers.customer(home, f"C-{n}") for n in range(3))
    for child in (buyer, sister):
        set_parent(customer_id=child.pk, parent_id=group.pk, by=ANN)
    keeper = a_person("cleo@example.com", Role.SUCCESS)
    card = {"account_owner_id": keeper.pk, "postal_address": "1 High Street\nYork", "is_vip": True}
    change_customer(customer_id=buyer.pk, changes=card, by=ANN)
    set_credit_limit(customer_id=buyer.pk, limit_minor=1_000_00, reason="new year", by=ANN)
    card = {"email": "jo@buyer.example", "phone": "+44 1904 1", "roles": ["accounts_payable"]}
    add_contact(customer_id=buyer.pk, name="Jo Ito", card=card, by=ANN)
    for number, late in enumerate((3, 0, 12, 1, 45, 2, 70, 5)):
        issued = date(2025, 9, 1) + timedelta(10 * number)
        bill = makers.invoice(
            buyer, 90_00 + number, issued_on=issued, due_on=issued + timedelta(14)
        )
        money = makers.payment(buyer, bill.total_minor, on=bill.due_on + timedelta(late))
        apply(
            source_kind=SourceKind.PAYMENT, source_id=money.pk, on=bill.due_on + timedelta(late),
            by=ANN, parts=[Part(bill.pk, bill.total_minor)],
        )  # fmt: skip
    late_one = makers.invoice(buyer, 750_00, issued_on=date(2026, 1, 5), due_on=date(2026, 1, 20))
    makers.invoice(buyer, 600_00, issued_on=date(2026, 2, 20), due_on=date(2026, 3, 20))
    makers.invoice(sister, 240_00, issued_on=date(2026, 2, 21), due_on=date(2026, 3, 20))
    makers.payment(buyer, 44_00, on=date(2026, 2, 22))
    open_dispute(
        invoice_id=late_one.pk, reason=Reason.PRICING, amount_minor=50_00, on=TODAY,
        origin=Origin.CONSOLE, by=ANN,
    )  # fmt: skip
    note_promise(
        customer_id=buyer.pk, currency="EUR", amount_minor=700_00, due_on=date(2026, 3, 9),
        on=TODAY, origin="call", by=ANN,
    )  # fmt: skip
    write_note(customer_id=buyer.pk, text="Ask for Ms Ito after ten.", by=ANN, pinned=True)
    return buyer


@pytest.mark.parametrize(("width", "height", "scheme"), WAYS)
def test_a_customers_page_is_clean_and_read_by_its_keys(
    browser: Browser, buyer: Customer, live_server: Any, width: int, height: int, scheme: Any
) -> None:
    user = a_person("max@example.com", Role.CREDIT_MANAGER)
    context = a_context(
        browser, str(live_server.url), user, viewport={"width": width, "height": height},
        color_scheme=scheme, reduced_motion="reduce",
    )  # fmt: skip
    watched = Watched(context.new_page(), str(live_server.url))
    page = watched.open(f"/customers/{buyer.public_id}/")
    expect(page.get_by_text("Usually pays").first).to_be_visible()
    assert watched.axe() == []
    keep_shot(watched, f"customer-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".strip-svg a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("INV-2025")
    page = watched.open(f"/customers/{buyer.public_id}/")
    page.keyboard.press("2")
    expect(page.get_by_role("heading", level=2, name="Timeline")).to_be_visible()
    for part in PARTS:
        watched.open(f"/customers/{buyer.public_id}/?part={part}")
        keep_shot(watched, f"customer-{part}-{width}-{scheme}")
        assert watched.axe("main") == [], part
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), part
    watched.open(f"/customers/{buyer.public_id}/statement/?from=2025-09-01&until=2026-03-02")
    keep_shot(watched, f"customer-statement-{width}-{scheme}")
    assert watched.axe("main") == []
    assert watched.wrong == []
    context.close()
