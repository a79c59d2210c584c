"""Working a list by keyboard and pointer in a real browser."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cashwright.areas.access.policies import Role
from cashwright.surfaces.console.lists import totals
from tests.areas.parties.makers import a_person
from tests.surfaces.browsing import Watched, a_context, browser, needs_browser
from tests.surfaces.kit.conftest import some_invoices

__all__ = ["browser"]
pytestmark = needs_browser


@pytest.fixture
def ann(
    browser: Browser, transactional_db: None, pages: None, live_server: Any
) -> Iterator[Watched]:
    """Ann at her desk, on the list of 120 invoices."""
    some_invoices(120)
    person = a_person("ann@example.com", Role.CONTROLLER)
    context = a_context(browser, live_server.url, person, viewport={"width": 1440, "height": 900})
    watched = Watched(context.new_page(), live_server.url)
    watched.open("/list/?as_of=2026-03-02")
    yield watched
    context.close()
    assert watched.wrong == []


def _row(page: Page, at: int) -> str:
    found = page.locator("[data-row]").nth(at).get_attribute("data-row")
    assert found
    return found


def test_rows_are_walked_peeked_selected_and_opened_by_key(ann: Watched) -> None:
    page = ann.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_have_attribute("data-row", _row(page, 1))
    page.keyboard.press("k")
    expect(page.locator("tr.is-current")).to_have_attribute("data-row", _row(page, 0))

    page.keyboard.press("Space")
    expect(page.locator("#peek")).to_contain_text("PO")
    page.keyboard.press("j")
    expect(page.locator("#peek h2")).to_contain_text(
        page.locator("tr.is-current a").first.inner_text()
    )
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_be_hidden()

    page.keyboard.press("x")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-bulk-count]")).to_have_text("4 selected")

    opened = page.locator("tr.is-current").get_attribute("data-row")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/list/{opened}/")


def test_all_that_match_are_selected_asked_about_and_sent_once(ann: Watched) -> None:
    page = ann.page
    page.get_by_role("link", name="Past due").click()
    expect(page).to_have_url(f"{ann.site}/list/?as_of=2026-03-02&tab=late")
    page.locator("[data-pick-all]").check()
    page.get_by_role("button", name="Select all 77 invoices").click()
    page.get_by_role("button", name="Remind").click()
    expect(page.locator("#confirm-text")).to_have_text("Remind 77 invoices?")
    page.get_by_role("button", name="Cancel").click()
    expect(page).to_have_url(f"{ann.site}/list/?as_of=2026-03-02&tab=late")
    page.get_by_role("button", name="Remind").click()
    page.locator("#confirm-yes").click()
    expect(page.locator("#toasts")).to_contain_text("reminders are queued")


def test_a_filter_changes_the_list_alone_keeps_the_focus_and_says_what_is_there(
    ann: Watched,
) -> None:
    page = ann.page
    page.keyboard.press("/")
    expect(page.locator("#list-search")).to_be_focused()
    page.keyboard.type("wingtip")
    expect(page.locator(".chip")).to_have_text("“wingtip”")
    expect(page.locator("#status")).to_have_text("24 invoices")
    assert page.evaluate("document.activeElement.id") == "list-search"
    assert page.url.endswith("/list/?as_of=2026-03-02&q=wingtip")
    page.go_back()
    expect(page.locator(".list-range")).to_have_text("1–25 of 120 invoices")


def test_focus_stays_with_the_reader_after_sorting_and_paging(ann: Watched) -> None:
    page = ann.page
    page.get_by_role("link", name="Customer", exact=True).click()
    expect(page.locator("th[aria-sort]")).to_contain_text("Customer")
    assert page.evaluate("document.activeElement.textContent").startswith("Customer")
    page.keyboard.press("]")
    expect(page.locator(".list-range")).to_have_text("26–50 of 120 invoices")
    page.keyboard.press("[")
    expect(page.locator(".list-range")).to_have_text("1–25 of 120 invoices")
    assert page.evaluate("document.activeElement !== document.body")


def test_when_the_row_acted_upon_is_gone_the_focus_goes_to_the_one_in_its_place(
    ann: Watched,
) -> None:
    page = ann.page
    for _ in range(3):
        page.keyboard.press("j")
    page.evaluate(
        "htmx.ajax('GET', '/list/?as_of=2026-03-02&tab=draft', {target: '#list', swap: 'innerHTML'})"
    )
    expect(page.locator("#list-range")).to_have_text("12 invoices")
    assert page.evaluate("document.activeElement.dataset.row") == _row(page, 2)


def test_counts_and_sums_of_a_very_long_list_arrive_after_the_page(
    ann: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals, "LARGE", -2)
    page = ann.open("/list/?as_of=2026-03-02&tab=open")
    expect(page.locator("#list-range")).to_have_text("1–25 of 108 invoices")
    expect(page.locator("#count-late")).to_have_text("77")
    expect(page.locator("#list-sums [data-currency]")).to_have_count(3)
    assert page.evaluate("document.activeElement === document.body")


def test_the_palette_goes_where_it_is_told(ann: Watched) -> None:
    page = ann.page
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type("approv")
    expect(page.locator("#palette-hits [role=option]")).to_have_count(1)
    assert ann.axe() == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/go/approvals/?as_of=2026-03-02")


def test_letters_go_places_unless_they_are_switched_off(ann: Watched) -> None:
    page = ann.page
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    assert ann.axe() == []
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page.locator("tr.is-current")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    page.evaluate("localStorage.clear()")
    page.reload()
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/go/invoices/?as_of=2026-03-02")


def test_a_refused_command_says_why_and_leaves_the_page(ann: Watched) -> None:
    page = ann.open("/sink/")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#toasts [role=alert]")).to_contain_text("This invoice is settled")
    expect(page.locator("h1")).to_have_text("Good morning, Ann")
    ann.wrong = [text for text in ann.wrong if "409" not in text]  # the browser logs the status


def test_a_draft_is_discarded_only_after_a_question(ann: Watched) -> None:
    page = ann.open("/sink/")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#confirm")).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == "Cancel"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Discard"
    expect(page.locator("#toasts")).to_be_empty()


def test_the_theme_is_remembered(ann: Watched) -> None:
    page = ann.page
    before = page.evaluate("document.documentElement.dataset.bsTheme")
    page.locator("[data-theme-toggle]").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") != before


def test_columns_are_chosen_and_stay_in_the_address(ann: Watched) -> None:
    page = ann.page
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("PO", exact=True).check()
    page.wait_for_url("**cols=**")
    expect(page.locator("thead")).to_contain_text("PO")


def test_a_cold_page_weighs_little(ann: Watched) -> None:
    """Compressed as a production server sends it; fonts are compressed already."""
    page = ann.page
    urls = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    bodies = {
        url: page.request.get(url).body() for url in {*urls, page.url} if "palette" not in url
    }
    weights = {
        url: len(body) if url.endswith("woff2") else len(gzip.compress(body, 6))
        for url, body in bodies.items()
    }
    total = sum(weights.values())
    assert total <= 120_000, {url.rsplit("/", 1)[-1]: size for url, size in weights.items()}
