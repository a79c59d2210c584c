"""Every part of the furniture in every look: nothing serious for axe, no CSP violation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.controls.services import set_book_clock
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_person
from tests.surfaces.browsing import SHOTS, Watched, a_context, browser, keep_shot, needs_browser
from tests.surfaces.kit.conftest import some_invoices

__all__ = ["browser"]
pytestmark = needs_browser


@pytest.fixture
def site(transactional_db: None, pages: None, live_server: Any) -> str:
    some_invoices(120)
    a_company("US", currency="USD", zone="America/New_York")
    set_book_clock(today=date(2026, 3, 2), by=HOUSE_RULE)
    return str(live_server.url)


@pytest.fixture
def ann(site: str) -> User:
    return a_person("ann@example.com", Role.CONTROLLER)


LOOKS = [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark")]
TWO_LOOKS = [LOOKS[0], LOOKS[3]]
PATHS = {"sink": "/sink/?bound=1&say=1", "list": "/list/?as_of=2026-03-02",
         "filters": "/list/?tab=late&q=cloud&currency=EUR",
         "empty": "/list/?q=nobody", "security": "/account/2fa/", "password": "/account/password/change/"}  # fmt: skip


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
def test_every_page_is_clean_in_every_look(
    browser: Browser, site: str, ann: User, width: int, height: int, scheme: str
) -> None:
    context = a_context(
        browser, site, ann, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    watched = Watched(context.new_page(), site)
    findings = {}
    for name, path in PATHS.items():
        watched.open(path)
        keep_shot(watched, f"{name}-{width}-{scheme}")
        findings[name] = watched.axe()
        if width < 640:  # also reflows at 320 px, which is 400 % zoom of a small screen
            watched.page.set_viewport_size({"width": 320, "height": height})
        wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            findings[name].append(f"scrolls sideways by {wide}px")
        watched.page.set_viewport_size({"width": width, "height": height})
    context.close()
    assert findings == {name: [] for name in PATHS}
    assert watched.wrong == []


@pytest.mark.parametrize(("width", "height", "scheme"), TWO_LOOKS)
def test_what_opens_over_a_page_is_clean(
    browser: Browser, site: str, ann: User, width: int, height: int, scheme: str
) -> None:
    context = a_context(
        browser, site, ann, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    watched = Watched(context.new_page(), site)
    findings = {}
    opened = {
        "palette": ("/list/", '[data-opens="palette"]', "#palette"),
        "menu": ("/list/", '[popovertarget="me"]', "#me"),
        "filter": ("/list/", "#list-filters summary >> nth=2", "#list-filters"),
        "why": ("/sink/", ".why-button >> nth=0", ".stat"),
        "table": ("/sink/", ".twin summary >> nth=0", ".chart"),
        "peek": ("/list/", "", "#peek"),
        "picked": ("/list/", "[name=row] >> nth=1", "[data-bulk]"),
        **({"nav": ("/list/", '[popovertarget="nav"]', "#nav")} if width < 992 else {}),
    }
    for name, (path, press, within) in opened.items():
        page = watched.open(path)
        if press:
            page.locator(press).click()
        else:
            page.keyboard.press("j")
            page.keyboard.press("Space")
        page.locator(within).first.wait_for()
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png")
        findings[name] = watched.axe(within)
    context.close()
    assert findings == {name: [] for name in opened}
    assert watched.wrong == []


@pytest.mark.parametrize(("width", "height", "scheme"), TWO_LOOKS)
def test_the_door_is_clean(
    browser: Browser, site: str, width: int, height: int, scheme: str
) -> None:
    context = a_context(
        browser, site, None, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    watched = Watched(context.new_page(), site)
    for name, path in {"login": "/account/login/", "reset": "/account/password/reset/"}.items():
        watched.open(path)
        keep_shot(watched, f"{name}-{width}-{scheme}")
        assert watched.axe() == []
    context.close()
    assert watched.wrong == []
