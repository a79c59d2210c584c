"""The inbox in a real browser: worked through with the keyboard alone; clean for axe and the content
policy, on a desk and on a phone, by day and at night.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cashwright.areas.access.policies import Role
from cashwright.areas.collections.models import Promise
from cashwright.areas.controls.services import set_book_clock
from cashwright.areas.messaging.models import Suggestion, Thread
from cashwright.kernel.clock import running_on
from tests.areas.parties.makers import HOUSE_RULE, a_person
from tests.surfaces.browsing import Watched, a_context, browser, keep_shot, needs_browser
from tests.surfaces.inbox.conftest import NOON, TODAY, Post, a_post

__all__ = ["browser"]
pytestmark = needs_browser
LOOKS = [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark")]


@pytest.fixture
def post_at_noon(transactional_db: None) -> Any:
    with running_on(NOON):
        made = a_post()
        set_book_clock(today=TODAY, by=HOUSE_RULE)  # what the server's own threads go by
        yield made


def test_the_inbox_is_worked_through_with_the_keyboard_alone(
    browser: Browser, post_at_noon: Post, live_server: Any
) -> None:
    user = a_person("bea@example.com", Role.COLLECTOR)
    context = a_context(browser, live_server.url, user, viewport={"width": 1440, "height": 900})
    watched = Watched(context.new_page(), str(live_server.url))
    page = watched.open("/inbox/")
    subject = page.locator("#thread-subject")
    expect(subject).to_have_text("Your reminder")

    # Another day than was read, then done.
    page.keyboard.press("e")
    day = page.locator("#id_facts-on")
    expect(day).to_be_visible()
    day.focus()
    page.keyboard.type("03092026")
    page.keyboard.press("Enter")
    expect(subject).to_have_text("Rechnung")
    page.wait_for_load_state("load")

    # Misread.
    page.keyboard.press("r")
    expect(page.get_by_text("Nothing suggested")).to_be_visible()
    page.wait_for_load_state("load")

    # Down the list and open.
    page.keyboard.press("]")
    expect(subject).to_have_text("Hello")
    page.wait_for_load_state("load")
    page.keyboard.press("[")
    expect(subject).to_have_text("Rechnung")
    page.wait_for_load_state("load")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(subject).to_have_text("Hello")

    assert Promise.objects.get().due_on == date(2026, 3, 9)
    assert Thread.objects.get(pk=post_at_noon.promise.pk).state == "answered"
    assert Suggestion.objects.filter(state="rejected").count() == 1
    assert watched.wrong == []


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
def test_the_inbox_is_clean_and_fits(
    browser: Browser, post_at_noon: Post, live_server: Any, width: int, height: int, scheme: Any
) -> None:
    user = a_person("bea@example.com", Role.CREDIT_MANAGER)
    context = a_context(
        browser, live_server.url, user, viewport={"width": width, "height": height},
        color_scheme=scheme, reduced_motion="reduce",
    )  # fmt: skip
    watched = Watched(context.new_page(), str(live_server.url))
    for name, path in (
        ("inbox", "/inbox/"), ("inbox-stranger", f"/inbox/{post_at_noon.stranger.public_id}/"),
        ("inbox-closed", "/inbox/?tab=closed"), ("inbox-outgoing", "/inbox/outgoing/"),
    ):  # fmt: skip
        page = watched.open(path)
        assert watched.axe() == [], name
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name} is {wide} px too wide"
        keep_shot(watched, f"{name}-{width}-{scheme}")
    page = watched.open("/inbox/")
    for each in page.locator("details > summary").all():
        each.click()
    assert watched.axe("main") == []
    keep_shot(watched, f"inbox-open-{width}-{scheme}")
    assert watched.wrong == []
