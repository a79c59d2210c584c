"""The ladder editor in a real browser: with the keyboard alone from a new step to the plan that follows it;
clean for axe and the content policy, on a desk and on a phone, by day and night.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cashwright.areas.collections.queries import ladder_in_force, reminder_plan
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.services import set_book_clock
from cashwright.kernel.clock import FixedClock, running_on
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import public_id
from tests.areas.parties.makers import HOUSE_RULE
from tests.surfaces.browsing import Watched, a_context, browser, keep_shot, needs_browser
from tests.surfaces.ladders.conftest import TODAY, House, a_house

__all__ = ["browser"]
pytestmark = needs_browser

NOON = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
LOOKS = [(1440, "light"), (390, "dark")]
ONE = "/collections/ladders/standard/"


@pytest.fixture
def house_at_noon(transactional_db: None) -> Any:
    with running_on(NOON):
        made = a_house()
        set_book_clock(today=TODAY, by=HOUSE_RULE)  # what the server's own threads go by
        yield made


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def tab_to(page: Page, name: str) -> None:
    """Tab until a control of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(a => (a.labels?.[0]?.textContent || a.ariaLabel || a.textContent || '').trim())"
            "(document.activeElement)"
        )
        if told.startswith(name):
            return
    raise AssertionError(f"no {name} is reached by Tab")


def test_a_ladder_is_changed_tried_and_agreed_to_with_the_keyboard_alone(
    browser: Browser, house_at_noon: House, live_server: Any
) -> None:
    site, house = str(live_server.url), house_at_noon
    wide = {"viewport": {"width": 1440, "height": 900}}
    watched = Watched(a_context(browser, site, house.boss, **wide).new_page(), site)
    page = watched.open(ONE)
    keys(page, "n")  # a new step, a week after the last; its card stands open and has the focus
    expect(page.locator("#step-7")).to_be_focused()
    tab_to(page, "Text")
    page.keyboard.type("Final")  # what they would read follows what is chosen, before it is kept
    expect(page.locator("#preview-text")).to_contain_text("reminder.final/")
    page.locator("#step-7").focus()
    tab_to(page, "Days")
    keys(page, "Control+a")
    page.keyboard.type("3")
    keys(page, "Enter")
    expect(page.get_by_text("The step is in your draft.")).to_be_visible()
    card = page.locator("#step-2")
    expect(card).to_be_focused()
    expect(card).to_contain_text("3 days after it was due")
    keys(page, "ArrowDown", "Alt+ArrowUp")  # the second reminder changes places with the new step
    expect(page.get_by_text("Moved up.")).to_be_visible()
    expect(page.locator("#step-2")).to_be_focused()
    keys(page, "s")
    expect(page.get_by_role("heading", name="Who would get what")).to_be_visible()
    assert watched.axe() == []
    page.go_back()
    page.wait_for_load_state("load")  # the keys are there
    keys(page, "p")
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    keep_shot(watched, "ladders-difference")
    page.wait_for_load_state("load")
    tab_to(page, "Why")
    page.keyboard.type("Three days are enough")
    keys(page, "Enter")
    expect(page.get_by_text("It is sent to a second person.")).to_be_visible()

    asked = Approval.objects.get(kind="controls.policy")
    other = Watched(a_context(browser, site, house.second, **wide).new_page(), site)
    seen = other.open(f"/approvals/{public_id('apr', asked.pk)}/")
    expect(seen.get_by_text("3 days after it was due")).to_be_visible()
    keep_shot(other, "ladders-approval")
    keys(seen, "a")
    expect(seen.get_by_text("Approved and carried out.")).to_be_visible()
    now = ladder_in_force("standard", HOUSE, TODAY)
    assert now is not None
    assert [step.code for step in now.steps][:4] == ["due-3", "due+1", "due+3", "due+7"]
    later = TODAY.replace(day=4)
    with running_on(NOON):
        assert 3 in reminder_plan(house.entity.pk, later)["days"].to_list()
    assert watched.wrong + other.wrong == []


def test_every_page_is_clean_on_a_desk_by_day_and_on_a_phone_by_night(
    browser: Browser, house_at_noon: House, live_server: Any
) -> None:
    findings: dict[str, list[str]] = {}
    pages = {
        "list": "/collections/ladders/", "open": f"{ONE}?step=3", "who": "/collections/ladders/who/",
        "versions": f"{ONE}versions/", "propose": f"{ONE}propose/", "simulate": f"{ONE}simulate/",
        "routing": "/settings/policies/disputes.routing/",
    }  # fmt: skip
    for width, scheme in LOOKS:
        look: dict[str, Any] = {
            "viewport": {"width": width, "height": 900}, "color_scheme": scheme,
        }  # fmt: skip
        site = str(live_server.url)
        watched = Watched(a_context(browser, site, house_at_noon.boss, **look).new_page(), site)
        for name, path in pages.items():
            watched.open(path)
            keep_shot(watched, f"ladders-{name}-{width}-{scheme}")
            told = [*watched.wrong, *watched.axe()]
            watched.wrong.clear()
            wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                told.append(f"scrolls sideways by {wide} px")
            if told:
                findings[f"{name} {width} {scheme}"] = told
    found = [f"{name}: {each}" for name, told in findings.items() for each in told]
    assert found == [], "\n".join(found)
