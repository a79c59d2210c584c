"""A real browser for tests: signed in, watched for errors and CSP violations, asked by axe.

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

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
SHOTS = os.environ.get("CASHWRIGHT_SHOTS", "")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

needs_browser = [
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


class Watched:
    """A browser page that remembers what went wrong on it."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.wrong: list[str] = []
        page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.wrong.append(str(e)))
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', "
            "e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
        )

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path, wait_until="load")
        return self.page

    def axe(self, within: str = "") -> list[str]:
        """Serious and critical findings (within a selector, or on the whole page), in words."""
        # Where a page was scrolled, its header lies over what axe measures.
        self.page.evaluate("window.scrollTo(0, 0)")
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "([within, tags]) => axe.run(within || document, "
            "{runOnly: tags, resultTypes: ['violations']})",
            [within, TAGS],
        )
        return [
            f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])}) {v['nodes'][0]['failureSummary'][:200]}"
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
        ]


def a_context(browser: Browser, site: str, user: User | None, **options: Any) -> BrowserContext:
    context = browser.new_context(**options)
    if user:
        client = Client()
        client.force_login(user)
        morsel = client.cookies["cashwright_session"]
        context.add_cookies([{"name": morsel.key, "value": morsel.value, "url": site}])
    return context


def keep_shot(watched: Watched, name: str) -> None:
    if SHOTS:
        watched.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
