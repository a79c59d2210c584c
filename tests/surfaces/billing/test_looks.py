"""The pages of billing in a real browser: nothing serious for axe, no CSP violation, no sideways scroll."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser

from cashwright.areas.access.policies import Role
from cashwright.areas.controls.services import set_book_clock
from cashwright.kernel.clock import FixedClock, running_on
from tests.areas.parties.makers import HOUSE_RULE, a_person
from tests.surfaces.billing.conftest import TODAY, Shop, a_shop
from tests.surfaces.browsing import Watched, a_context, browser, keep_shot, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser

NOON = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
LOOKS = [(1440, 900, "light"), (390, 844, "dark")]


@pytest.fixture
def shop_at_noon(transactional_db: None) -> Any:
    with running_on(NOON):
        made = a_shop()
        set_book_clock(today=TODAY, by=HOUSE_RULE)  # what the server's own threads go by
        yield made


def paths(shop: Shop) -> dict[str, tuple[Role, str]]:
    contract, subscription = shop.contract.public_id, shop.subscription.public_id
    keeper, clerk = Role.CONTROLLER, Role.CLERK
    return {
        "products": (keeper, "/catalog/"),
        "product": (keeper, f"/catalog/products/{shop.product.public_id}/"),
        "price-tiers": (keeper, f"/catalog/prices/{shop.calls.public_id}/?quantity=412"),
        "price-versions": (keeper, f"/catalog/prices/{shop.seats.public_id}/"),
        "price-set": (keeper, f"/catalog/prices/{shop.calls.public_id}/set/"),
        "taxes": (keeper, "/catalog/taxes/"),
        "coupons": (keeper, "/catalog/coupons/"),
        "meter": (keeper, f"/catalog/meters/{shop.meter.public_id}/"),
        "contracts": (clerk, "/contracts/"),
        "contract": (clerk, f"/contracts/{contract}/"),
        "contract-new": (clerk, "/contracts/new/"),
        "contract-draft": (clerk, f"/contracts/{shop.draft.public_id}/"),
        "subscribe": (clerk, f"/contracts/{contract}/subscribe/"),
        "amend": (clerk, f"/subscriptions/{subscription}/cancel/"),
        "usage": (clerk, "/usage/"),
        "usage-one": (clerk, f"/usage/{subscription}/"),
        "usage-file": (clerk, "/usage/file/"),
        "billing": (keeper, "/billing/"),
        "billing-documents": (keeper, "/billing/documents/?as_of=2026-03-02"),
        "parked": (clerk, "/billing/parked/"),
        "invoice": (clerk, f"/invoices/{shop.invoice.public_id}/"),
        "invoice-held": (clerk, f"/invoices/{shop.held.public_id}/"),
        "invoice-printed": (clerk, f"/invoices/{shop.invoice.public_id}/document/"),
        "customer-contracts": (clerk, f"/customers/{shop.acme.public_id}/?part=contracts"),
    }


def test_every_page_is_clean_on_a_desk_and_on_a_phone_at_night(
    browser: Browser, shop_at_noon: Shop, live_server: Any
) -> None:
    people = {role: a_person(f"{role}@example.com", role) for role in (Role.CONTROLLER, Role.CLERK)}
    findings: dict[str, list[str]] = {}
    for width, height, scheme in LOOKS:
        seats = {
            role: Watched(
                a_context(
                    browser, str(live_server.url), user, viewport={"width": width, "height": height},
                    color_scheme=scheme,
                ).new_page(),
                str(live_server.url),
            )
            for role, user in people.items()
        }  # fmt: skip
        for name, (role, path) in paths(shop_at_noon).items():
            watched = seats[role]
            watched.open(path)
            _look(watched, f"{name}-{width}-{scheme}", findings)
        _preview(seats[Role.CLERK], shop_at_noon)
        _look(seats[Role.CLERK], f"amend-preview-{width}-{scheme}", findings)
    found = [f"{name}: {each}" for name, told in findings.items() for each in told]
    assert found == [], "\n".join(found)


def _preview(watched: Watched, shop: Shop) -> None:
    page = watched.open(f"/subscriptions/{shop.subscription.public_id}/quantity/")
    page.fill("#id_quantity", "20")
    page.fill("#id_effective_on", "2026-03-20")
    page.get_by_role("button", name="Change…").click()
    page.locator("#preview").wait_for()


def _look(watched: Watched, name: str, findings: dict[str, list[str]]) -> None:
    keep_shot(watched, name)
    wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    findings[name] = watched.axe() + ([f"scrolls sideways by {wide}px"] if wide > 0 else [])
    findings[name] += watched.wrong
    watched.wrong.clear()
