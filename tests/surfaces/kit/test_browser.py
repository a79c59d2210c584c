"""The furniture in a real browser: no CSP violation, nothing serious for axe, keys that work.

Skipped where no Chromium is installed. CASHWRIGHT_SHOTS=folder keeps a picture of every page.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from tests.areas.parties.makers import a_person
from tests.surfaces.kit.conftest import some_invoices

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHOTS = os.environ.get("CASHWRIGHT_SHOTS", "")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.enable_socket,
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop running; Django would take that for an async caller.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as tools:
        found = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(transactional_db: None, pages: None, live_server: Any) -> str:
    some_invoices(120)
    return str(live_server.url)


@pytest.fixture
def ann(site: str) -> User:
    return a_person("ann@example.com", Role.CONTROLLER)


class Watched:
    """A browser page that remembers what went wrong on it."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.wrong = page, site, []
        page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.wrong.append(str(e)))
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', "
            "e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
        )

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path, wait_until="networkidle")
        return self.page

    def axe(self) -> list[str]:
        """Serious and critical findings, in words."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
        return [
            f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])}) {v['nodes'][0]['failureSummary'][:200]}"
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
        ]


def _context(browser: Browser, site: str, user: User | None, **options: Any) -> BrowserContext:
    context = browser.new_context(**options)
    if user:
        client = Client()
        client.force_login(user)
        morsel = client.cookies["cashwright_session"]
        context.add_cookies([{"name": morsel.key, "value": morsel.value, "url": site}])
    return context


def _shot(watched: Watched, name: str) -> None:
    if SHOTS:
        watched.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


LOOKS = [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark")]
PATHS = {"sink": "/sink/?bound=1&say=1", "list": "/list/?as_of=2026-03-02", "filters": "/list/?tab=late&q=cloud&currency=EUR",
         "empty": "/list/?q=nobody", "security": "/account/2fa/", "password": "/account/password/change/"}  # fmt: skip


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
def test_every_page_is_clean_in_every_look(
    browser: Browser, site: str, ann: User, width: int, height: int, scheme: str
) -> None:
    context = _context(
        browser, site, ann, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    watched = Watched(context.new_page(), site)
    findings = {}
    for name, path in PATHS.items():
        watched.open(path)
        _shot(watched, f"{name}-{width}-{scheme}")
        wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        findings[name] = watched.axe() + ([f"scrolls sideways by {wide}px"] if wide > 0 else [])
    context.close()
    assert findings == {name: [] for name in PATHS}
    assert watched.wrong == []


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
def test_the_door_is_clean_in_every_look(
    browser: Browser, site: str, width: int, height: int, scheme: str
) -> None:
    context = _context(
        browser, site, None, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    watched = Watched(context.new_page(), site)
    for name, path in {"login": "/account/login/", "reset": "/account/password/reset/"}.items():
        watched.open(path)
        _shot(watched, f"{name}-{width}-{scheme}")
        assert watched.axe() == []
    context.close()
    assert watched.wrong == []
