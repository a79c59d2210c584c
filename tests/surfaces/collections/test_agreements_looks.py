"""Pages of promises, plans and late charges in a real browser: a plan by the keyboard alone, and every
page clean for axe and the content policy, on a desk and on a phone at night.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.collections.models import LateCharge, PaymentPlan, Promise
from cashwright.areas.collections.policies.charging import (
    CHARGING,
    Charging,
    LawCode,
    Mode,
    charging_value,
)
from cashwright.areas.collections.rules.plans import Even
from cashwright.areas.collections.services import (
    accrue_late_charges,
    agree_plan,
    note_promise,
    propose_plan,
)
from cashwright.areas.controls.services import set_book_clock, set_policy
from cashwright.kernel.clock import FixedClock, running_on
from tests.areas.parties.makers import HOUSE_RULE, a_person
from tests.makers import ANN
from tests.surfaces.browsing import Watched, a_context, browser, keep_shot, needs_browser
from tests.surfaces.collections.conftest import TODAY, Desk, a_desk, owed

__all__ = ["browser"]
pytestmark = needs_browser

NOON = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
LOOKS = [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark")]


@pytest.fixture
def desk_at_noon(transactional_db: None) -> Any:
    with running_on(NOON):
        made = a_desk()
        set_book_clock(today=TODAY, by=HOUSE_RULE)  # what the server's own threads go by
        yield made


def seat(browser: Browser, site: str, user: User, **options: Any) -> Watched:
    return Watched(a_context(browser, site, user, **options).new_page(), site)


def some_agreements(desk: Desk) -> dict[str, str]:
    """One of each kind, and the pages that show them."""
    home, (first, second) = desk.entity, desk.customers[1:3]
    value = Charging(mode=Mode.STATUTORY, since=date(2026, 1, 1), law=LawCode.EU)
    set_policy(
        name=CHARGING, value=charging_value(value), valid_from=date(2026, 1, 1), by=ANN,
        why="agreed", entity_id=home.pk,
    )  # fmt: skip
    accrue_late_charges(entity_id=home.pk, on=TODAY, by=ANN)
    said = note_promise(
        customer_id=first.pk, currency="EUR", amount_minor=1_000_00, due_on=date(2026, 3, 9),
        on=TODAY, origin="call", by=ANN, note="After the board meets.",
    )  # fmt: skip
    plan = propose_plan(
        customer_id=second.pk, currency="EUR", invoice_ids=[owed(second).pk], on=TODAY, by=ANN,
        instalments=Even(4, date(2026, 3, 16)),
    )  # fmt: skip
    agree_plan(plan_id=plan.pk, on=TODAY, by=ANN)
    charge = LateCharge.objects.filter(kind="interest").order_by("pk")[0]
    at = "/collections"
    return {
        "promises": f"{at}/promises/", "promise": f"{at}/promises/{said.public_id}/",
        "promise-new": f"/customers/{first.public_id}/promise/",
        "plans": f"{at}/plans/", "plan": f"{at}/plans/{plan.public_id}/",
        "plan-new": f"/customers/{first.public_id}/plan/",
        "plan-cancel": f"{at}/plans/{plan.public_id}/cancel/",
        "charges": f"{at}/charges/", "charge": f"{at}/charges/{charge.public_id}/",
        "charge-waive": f"{at}/charges/{charge.public_id}/waive/",
        "charges-accrue": f"{at}/charges/accrue/",
        "charges-bill": f"/customers/{first.public_id}/bill-charges/",
        "charging": f"/settings/policies/collections.charging/?of={home.code}",
    }  # fmt: skip


def test_a_plan_is_made_with_the_keyboard_alone(
    browser: Browser, desk_at_noon: Desk, live_server: Any
) -> None:
    user = a_person("bea@example.com", Role.COLLECTOR)
    of = desk_at_noon.customers[1]
    watched = seat(browser, str(live_server.url), user, viewport={"width": 1440, "height": 900})
    page = watched.open(f"/customers/{of.public_id}/plan/")
    page.locator("[name=count]").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(page.get_by_text("in 4 parts")).to_be_visible()
    page.keyboard.press("Enter")  # the button of the preview has the focus
    expect(page.get_by_role("heading", level=1, name="Payment plans")).to_be_visible()
    made = PaymentPlan.objects.get()
    assert made.instalments.count() == 4
    page = watched.open(f"/collections/plans/{made.public_id}/")
    page.wait_for_load_state("load")
    page.keyboard.press("a")
    page.locator("[name=reason]").focus()
    page.keyboard.type("They asked for it.")
    page.keyboard.press("Enter")
    expect(page.locator("progress").first).to_be_visible()
    made.refresh_from_db()
    assert made.state == "active"
    assert not Promise.objects.exists()
    assert watched.wrong == []


def test_every_page_is_clean_on_a_desk_and_on_a_phone_by_day_and_night(
    browser: Browser, desk_at_noon: Desk, live_server: Any
) -> None:
    user = a_person("bea@example.com", Role.CREDIT_MANAGER)
    pages = some_agreements(desk_at_noon)
    findings: dict[str, list[str]] = {}
    for width, height, scheme in LOOKS:
        look: dict[str, Any] = {
            "viewport": {"width": width, "height": height}, "color_scheme": scheme,
        }  # fmt: skip
        watched = seat(browser, str(live_server.url), user, **look)
        for name, path in pages.items():
            watched.open(path)
            _look(watched, f"agreements-{name}-{width}-{scheme}", findings)
    found = [f"{name}: {each}" for name, told in findings.items() for each in told]
    assert found == [], "\n".join(found)


def _look(watched: Watched, name: str, findings: dict[str, list[str]]) -> None:
    page = watched.page
    keep_shot(watched, name)
    told = [*watched.wrong, *watched.axe()]
    watched.wrong.clear()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        told.append(f"scrolls sideways by {wide} px")
    if told:
        findings[name] = told
