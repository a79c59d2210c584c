"""Signing in: by password, and by a passkey under the strict content policy."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cashwright.areas.access.policies import Role
from tests.areas.parties.makers import a_person
from tests.surfaces.browsing import Watched, a_context, browser, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser
PASSWORD = "correct horse battery"


@pytest.fixture
def door(browser: Browser, transactional_db: None, pages: None, live_server: Any) -> Watched:
    person = a_person("ann@example.com", Role.CONTROLLER)
    person.set_password(PASSWORD)
    person.save()
    context = a_context(browser, live_server.url, None, viewport={"width": 1200, "height": 800})
    return Watched(context.new_page(), live_server.url)


def _sign_in(door: Watched) -> None:
    page = door.open("/account/login/?next=/sink/")
    page.get_by_label("Email").fill("ann@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/sink/")


def _open_confirmed(door: Watched, path: str) -> None:
    """Open a page that asks for the password once more."""
    page = door.open(path)
    assert door.axe() == []
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"**{path}")


def test_a_passkey_is_added_and_signs_in_without_a_password(door: Watched) -> None:
    _sign_in(door)
    page = door.page
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                     "hasUserVerification": True, "isUserVerified": True,
                     "automaticPresenceSimulation": True}},
    )  # fmt: skip
    _open_confirmed(door, "/account/2fa/webauthn/add/")
    assert door.axe() == []
    page.get_by_label("Name").fill("Ann's laptop")
    passwordless = page.get_by_label("Passwordless")
    if not passwordless.is_checked():
        passwordless.check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    door.open("/account/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("Ann's laptop")
    assert door.axe() == []

    page.locator('[popovertarget="me"]').click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/**")
    door.open("/account/login/?next=/sink/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/sink/")
    assert door.wrong == []


def test_a_passkey_that_is_declined_says_what_to_do(door: Watched) -> None:
    page = door.open("/account/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () =>"
        " Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#passkey-said")).to_contain_text("sign in with your password")
    assert door.wrong == []


def test_an_authenticator_app_is_set_up_on_a_clean_page(door: Watched) -> None:
    _sign_in(door)
    _open_confirmed(door, "/account/2fa/totp/activate/")
    page = door.page
    expect(page.locator("img.qr")).to_be_visible()
    assert door.axe() == []
    assert door.wrong == []


def test_a_wrong_password_is_said_without_telling_which_part(door: Watched) -> None:
    page = door.open("/account/login/")
    page.get_by_label("Email").fill("ann@example.com")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".form-errors")).to_be_visible()
    assert door.axe() == []
