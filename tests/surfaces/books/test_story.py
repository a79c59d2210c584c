"""In a real browser: a clerk imports a file, sees the tile of the first page change, and opens the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cashwright.areas.access.policies import Role
from cashwright.areas.access.services import set_password
from tests.areas.parties.makers import HOUSE_RULE, a_person
from tests.surfaces.books.conftest import a_house
from tests.surfaces.browsing import Watched, a_context, browser, keep_shot, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser
FILE = """number,customer no,customer name,invoice date,due date,total
X-1,C-1,Acme,2026-02-03,2026-02-20,119.00
X-2,C-9,Newcomer,2026-02-03,2026-12-20,1000.00
"""
SOME = ("/", "/aging/", "/kpis/", "/audit/")
PAGES = ("/", "/aging/", "/aging/items/", "/kpis/", "/kpis/DE/EUR/cei/", "/ledger/", "/ledger/periods/DE/2026-01/",
         "/imports/", "/export/", "/runs/", "/runs/plan/", "/audit/", "/settings/", "/settings/catalog/",
         "/settings/policies/controls.limits/")  # fmt: skip


@pytest.fixture
def site(
    transactional_db: None, clock: None, live_server: Any, settings: Any, tmp_path: Path
) -> str:
    settings.HOME = tmp_path
    a_house()
    return str(live_server.url)


def test_a_clerk_signs_in_imports_a_file_and_sees_the_figures_change(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    ann = a_person("ann@example.com", Role.CLERK)
    set_password(user_id=ann.pk, password="a-long-quiet-evening", by=HOUSE_RULE)
    file = tmp_path / "open-items.csv"
    file.write_text(FILE)
    context = a_context(browser, site, None, viewport={"width": 1440, "height": 900})
    watched = Watched(context.new_page(), site)
    page = watched.open("/")
    page.fill("input[name=login]", "ann@example.com")
    page.fill("input[name=password]", "a-long-quiet-evening")
    page.get_by_role("button", name="Sign in", exact=True).click()
    tile = page.locator('[data-tile="Open receivables"] .stat-value a')
    expect(tile).to_have_attribute("data-minor", "37001")

    page.goto(f"{site}/imports/new/")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator("main")).to_contain_text("Would be taken")
    assert watched.axe() == []
    page.get_by_role("button", name="Import 2 invoices").click()
    expect(page.locator("main")).to_contain_text("Taken")
    assert watched.axe() == []

    page.goto(f"{site}/?as_of=2026-12-31")
    expect(tile).to_have_attribute("data-minor", str(370_01 + 119_00 + 1000_00))
    tile.click()
    expect(page.locator(".sums")).to_contain_text("1,489.01 EUR")
    expect(page.locator("main")).to_contain_text("X-2")
    context.close()
    assert watched.wrong == []


@pytest.mark.parametrize(
    ("width", "scheme", "paths"), [(390, "dark", PAGES), (1440, "light", SOME)]
)
def test_the_pages_of_the_books_are_clean(
    browser: Browser, site: str, width: int, scheme: str, paths: tuple[str, ...]
) -> None:
    ann = a_person("ann@example.com", Role.CONTROLLER)
    context = a_context(
        browser, site, ann, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    watched = Watched(context.new_page(), site)
    findings = {}
    for path in paths:
        page = watched.open(path)
        keep_shot(watched, f"books-{path.strip('/').replace('/', '-') or 'home'}-{width}-{scheme}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = watched.axe() + ([f"scrolls sideways by {wide}px"] if wide > 0 else [])
        if found:
            findings[path] = found
    context.close()
    assert findings == {}
    assert watched.wrong == []
