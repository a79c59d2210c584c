"""The pages of cash and bank in a real browser: nothing serious for axe, no CSP violation, no sideways scroll."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import BankLine, Remittance
from cashwright.areas.cash.services import confirm_match
from cashwright.areas.controls.services import set_book_clock
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import FixedClock, now, running_on
from tests.areas.cash.bank_makers import bank_line
from tests.areas.parties.makers import HOUSE_RULE, a_person
from tests.surfaces.bank.test_pages import entry, mt940
from tests.surfaces.browsing import Watched, a_context, browser, keep_shot, needs_browser
from tests.surfaces.cash.conftest import TODAY, Shop, a_shop, part, proposal

__all__ = ["browser"]
pytestmark = needs_browser

NOON = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
LOOKS = [(1440, 900, "light"), (390, 844, "dark")]


@pytest.fixture
def shop_at_noon(transactional_db: None) -> Any:
    with running_on(NOON):
        made = a_shop()
        set_book_clock(today=TODAY, by=HOUSE_RULE)  # what the server's own threads go by
        advised(made)
        yield made


def advised(shop: Shop) -> None:
    """An advice for the tied line; a line matched by itself, one of the same payer."""
    advice = Remittance.objects.create(
        entity=shop.entity, source="mail", file_name="advice.eml", sha256="0" * 64,
        payer_name="Acme GmbH", currency="EUR", amount_minor=250_00, line_id=shop.tied.pk,
        shown=f"We pay {shop.large.document_no} over 250.00", told_at=now(),
    )  # fmt: skip
    advice.items.create(item_no=1, document_no=shop.large.document_no or "", paid_minor=250_00)
    old = bank_line(
        shop.account, 40_00, payer_name="Acme GmbH", payer_key="ACME GMBH", text="before"
    )
    proposal(old, [part(shop.of_child)], shop.acme, is_certain=True, ppm=997_000)
    confirm_match(line_id=old.pk, on=TODAY, by=Actor.rule("runs.match"))


def paths(shop: Shop) -> dict[str, tuple[Role, str]]:
    clerk, boss = Role.CASH_APPLIER, Role.CREDIT_MANAGER
    tied, account = shop.tied.public_id, shop.account.public_id
    applied = BankLine.objects.get(state="applied")
    return {
        "queue": (clerk, "/cash/"),
        "queue-tied": (clerk, f"/cash/?line={tied}"),
        "queue-nothing": (clerk, f"/cash/?line={shop.blank.public_id}"),
        "queue-out": (clerk, "/cash/?side=out"),
        "match": (clerk, f"/cash/{tied}/match/?focus=short"),
        "aside": (clerk, f"/cash/{shop.fee.public_id}/aside/"),
        "teach": (clerk, f"/cash/{tied}/teach/"),
        "certain": (clerk, "/cash/certain/"),
        "sheet": (clerk, "/cash/sheet/"),
        "quality": (boss, "/cash/quality/"),
        "autonomy": (boss, "/cash/autonomy/DE/"),
        "memory": (clerk, "/cash/memory/"),
        "bank": (clerk, "/bank/"),
        "bank-account": (clerk, f"/bank/accounts/{account}/"),
        "bank-lines": (clerk, "/bank/lines/"),
        "bank-line": (clerk, f"/bank/lines/{applied.public_id}/"),
        "bank-files": (clerk, "/bank/files/"),
        "bank-file-new": (clerk, "/bank/files/new/"),
        "bank-agrees": (clerk, f"/bank/accounts/{account}/agrees/"),
    }


def test_every_page_is_clean_on_a_desk_and_on_a_phone_at_night(
    browser: Browser, shop_at_noon: Shop, live_server: Any
) -> None:
    roles = (Role.CASH_APPLIER, Role.CREDIT_MANAGER)
    people = {role: a_person(f"{role}@example.com", role) for role in roles}
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
            _look(watched, f"cash-{name}-{width}-{scheme}", findings)
        _drop_a_file(seats[Role.CASH_APPLIER])
        _look(seats[Role.CASH_APPLIER], f"cash-bank-look-{width}-{scheme}", findings)
    clerk = seats[Role.CASH_APPLIER]
    _accept_what_is_certain(clerk)
    _look(clerk, "cash-accepted-390-dark", findings)
    _drop_a_file(clerk)
    _take_and_see(clerk)
    _look(clerk, "cash-bank-file-390-dark", findings)
    _answer_all()
    clerk.open("/cash/")
    _look(clerk, "cash-emptied-390-dark", findings)
    found = [f"{name}: {each}" for name, told in findings.items() for each in told]
    assert found == [], "\n".join(found)


def _drop_a_file(watched: Watched) -> None:
    """A file for an account that is found by our own code for it."""
    page = watched.open("/bank/files/new/")
    content = mt940("1000,00", "1119,00", entry(2, "119,00", "RECHNUNG 4711"), iban="GIRO")
    page.set_input_files(
        "input[type=file]", {"name": "day.sta", "mimeType": "text/plain", "buffer": content}
    )
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Take 1 new line and match").wait_for()


def _take_and_see(watched: Watched) -> None:
    watched.page.get_by_role("button", name="Take 1 new line and match").click()
    watched.page.wait_for_url("**/bank/files/bfi_*/")


def _accept_what_is_certain(watched: Watched) -> None:
    page = watched.open("/cash/certain/")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("heading", name="accepted").wait_for()


def _answer_all() -> None:
    """Every line that still waits is set aside: nothing is left in the queue."""
    BankLine.objects.filter(state__in=("received", "queued")).update(state="set_aside")


def _look(watched: Watched, name: str, findings: dict[str, list[str]]) -> None:
    keep_shot(watched, name)
    wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    findings[name] = watched.axe() + ([f"scrolls sideways by {wide}px"] if wide > 0 else [])
    findings[name] += watched.wrong
    watched.wrong.clear()


def test_five_lines_are_cleared_without_touching_the_mouse(
    browser: Browser, shop_at_noon: Shop, live_server: Any
) -> None:
    shop = shop_at_noon
    person = a_person("ann@example.com", Role.CASH_APPLIER)
    context = a_context(browser, live_server.url, person, viewport={"width": 1440, "height": 900})
    watched = Watched(context.new_page(), live_server.url)
    page, keys = watched.open("/cash/"), watched.page.keyboard
    here = page.locator(".queue-row.is-current")

    page.locator('form[data-htmx-powered] [data-key="a"]').wait_for()  # else the whole page is sent
    keys.press("a")  # names its invoice
    expect(here).to_contain_text("250.00")
    expect(page.locator("#status")).to_contain_text("4 left")
    expect(page.locator(".queue-row.is-current:focus")).to_have_count(1)

    keys.press("u")  # a slip: take it back, and do it again
    expect(here).to_contain_text("100.00")
    keys.press("a")
    expect(here).to_contain_text("250.00")

    keys.press("1")  # the other of two alike
    expect(here).to_contain_text("246.00")

    keys.press("j")  # past the short one, to the one of nobody
    expect(page.locator("#work")).to_have_attribute("data-line", shop.blank.public_id)
    expect(here).to_contain_text("77.00")
    keys.press("k")
    expect(page.locator("#work")).to_have_attribute("data-line", shop.short.public_id)

    keys.press("d")  # short by a bank's fee
    expect(page.locator("#rest")).to_be_focused()
    page.locator("#rest").select_option("fee")
    keys.press("Enter")
    page.locator("button", has_text="Apply").focus()
    keys.press("Enter")
    expect(here).to_contain_text("77.00")
    expect(page.locator(".queue-row.is-current:focus")).to_have_count(1)

    keys.press("o")  # nobody's: whose is it?
    expect(page.locator("#payer")).to_be_focused()
    keys.type("C-2")
    keys.press("Enter")
    expect(here).to_contain_text("140.00")

    keys.press("f")  # find what it pays, add up, apply
    expect(page.locator("#find")).to_be_focused()
    keys.type("C-2")
    box = page.get_by_role("textbox", name=f"Amount for {shop.child_open.document_no}")
    box.wait_for()
    box.focus()
    keys.type("140")
    expect(page.locator("[data-apply-left]")).to_have_text("0.00")
    keys.press("Enter")
    expect(page.locator("h2", has_text="Everything matched")).to_have_count(0)
    expect(page.locator(".queue-lines")).to_contain_text("Nothing waits on this side")
    assert watched.wrong == []
    context.close()
    states = dict(BankLine.objects.filter(amount_minor__gt=0).values_list("amount_minor", "state"))
    assert set(states.values()) == {"applied"}


def test_shift_a_previews_all_that_is_certain_and_a_key_accepts_it(
    browser: Browser, shop_at_noon: Shop, live_server: Any
) -> None:
    person = a_person("ann@example.com", Role.CASH_APPLIER)
    watched = Watched(a_context(browser, live_server.url, person).new_page(), live_server.url)
    page = watched.open("/cash/")
    page.keyboard.press("Shift+A")
    page.wait_for_url("**/cash/certain/")
    expect(page.locator(".stat-value").nth(1)).to_have_text("100.00 EUR")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="1 of 1 accepted")).to_be_visible()
    shop_at_noon.certain.refresh_from_db()
    assert shop_at_noon.certain.state == "applied"
    assert watched.wrong == []
