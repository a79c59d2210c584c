"""The worklist and focus mode in a real browser: five customers cleared without a mouse; clean for axe
and the content policy, on a desk and on a phone at night.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.collections.models import Call, Escalation, Placement, Promise, Snooze
from cashwright.areas.collections.services import note_recovery, set_agency
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import set_book_clock
from cashwright.areas.messaging.models import Message
from cashwright.kernel.clock import FixedClock, running_on
from tests.areas.collections.test_placing import given
from tests.areas.parties.makers import HOUSE_RULE, a_person
from tests.makers import ANN
from tests.surfaces.browsing import Watched, a_context, browser, keep_shot, needs_browser
from tests.surfaces.collections.conftest import TODAY, Desk, a_desk, focus, owed

__all__ = ["browser"]
pytestmark = needs_browser

NOON = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
LOOKS = [(1440, 900, "light"), (390, 844, "dark")]


@pytest.fixture
def desk_at_noon(transactional_db: None) -> Any:
    with running_on(NOON):
        made = a_desk()
        set_book_clock(today=TODAY, by=HOUSE_RULE)  # what the server's own threads go by
        yield made


def seat(browser: Browser, site: str, user: User, **options: Any) -> Watched:
    return Watched(a_context(browser, site, user, **options).new_page(), site)


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def at(page: Page, number: int) -> None:
    """Wait until the page of this customer is there."""
    expect(page.get_by_role("heading", level=1, name=f"Customer C-{number}")).to_be_visible()
    page.wait_for_load_state("load")  # the keys are there


def test_five_customers_are_cleared_with_the_keyboard_alone(
    browser: Browser, desk_at_noon: Desk, live_server: Any
) -> None:
    user = a_person("bea@example.com", Role.COLLECTOR)
    watched = seat(browser, str(live_server.url), user, viewport={"width": 1440, "height": 900})
    page = watched.open("/collections/")
    expect(page.get_by_text("1–5").or_(page.get_by_text("5 customers")).first).to_be_visible()
    keys(page, "f")  # focus mode
    at(page, 1)

    # A call that reached somebody: the letter, the outcome by its first letters, a note, sent.
    keys(page, "l")
    expect(page.locator("#call-outcome")).to_be_focused()
    page.keyboard.type("Spoke")
    keys(page, "Tab", "Tab")
    page.keyboard.type("Pays on Friday.")
    keys(page, "Control+Enter")
    at(page, 2)
    # The same outcome once more: one key.
    keys(page, ".")
    at(page, 3)
    # A promise.
    keys(page, "p")
    expect(page.locator("#promise-amount")).to_be_focused()
    page.keyboard.type("1000")
    keys(page, "Tab", "Tab")
    page.keyboard.type("03062026")
    keys(page, "Control+Enter")
    at(page, 4)
    # To and fro, then put off.
    keys(page, "]")
    at(page, 5)
    keys(page, "[")
    at(page, 4)
    keys(page, "z")
    expect(page.locator("#snooze-until_on")).to_be_focused()
    page.keyboard.type("03092026")
    keys(page, "Control+Enter")
    at(page, 5)
    # Too soon: undone with a key, and put off again.
    keys(page, "u")
    at(page, 4)
    assert not Snooze.objects.filter(ended_on__isnull=True).exists()
    keys(page, "z")
    expect(page.locator("#snooze-until_on")).to_be_focused()
    page.keyboard.type("03092026")
    keys(page, "Control+Enter")
    at(page, 5)
    # An e-mail, as it stands.
    keys(page, "e")
    expect(page.locator("#email-contact")).to_be_focused()
    keys(page, "Control+Enter")
    expect(page.get_by_role("heading", name="All clear").first).to_be_visible()
    expect(page.get_by_text("5 of 5").first).to_be_visible()

    assert sorted(Call.objects.values_list("outcome", flat=True)) == ["spoke", "spoke"]
    assert Call.objects.filter(note="Pays on Friday.").count() == 1
    assert Promise.objects.get().due_on == date(2026, 3, 6)
    assert Snooze.objects.get(ended_on__isnull=True).until_on == date(2026, 3, 9)
    assert Message.objects.filter(template="by hand").count() == 1
    assert (
        Task.objects.filter(kind="collections.call", state="open").count() == 1
    )  # the one put off
    assert watched.wrong == []


def test_a_letter_typed_into_a_form_is_text_and_letters_can_be_switched_off(
    browser: Browser, desk_at_noon: Desk, live_server: Any
) -> None:
    user = a_person("bea@example.com", Role.COLLECTOR)
    watched = seat(browser, str(live_server.url), user, viewport={"width": 1440, "height": 900})
    page = watched.open(focus(desk_at_noon.customers[0]))
    keys(page, "t")
    note = page.locator("#note-text")
    expect(note).to_be_focused()
    page.keyboard.type("l.p]z")
    expect(note).to_have_value("l.p]z")
    at(page, 1)
    keys(page, "Escape")
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    keys(page, "z", "]", ".")
    expect(page.locator("#snooze-until_on")).not_to_be_visible()
    at(page, 1)
    assert not Call.objects.exists()
    assert watched.wrong == []


def test_every_page_is_clean_on_a_desk_and_on_a_phone_at_night(
    browser: Browser, desk_at_noon: Desk, live_server: Any
) -> None:
    user = a_person("bea@example.com", Role.COLLECTOR)
    boss = a_person("boss@example.com", Role.CREDIT_MANAGER)
    findings: dict[str, list[str]] = {}
    first = focus(desk_at_noon.customers[0])
    for width, height, scheme in LOOKS:
        look: dict[str, Any] = {
            "viewport": {"width": width, "height": height},
            "color_scheme": scheme,
        }
        watched = seat(browser, str(live_server.url), user, **look)
        pages = {
            "list": "/collections/", "all": "/collections/?tab=all", "none": "/collections/?tab=broken",
            "focus": first, "done": "/collections/focus/done/", "escalations": "/collections/escalations/",
            "calls": "/collections/calls/",
        }  # fmt: skip
        for name, path in pages.items():
            watched.open(path)
            _look(watched, f"collections-{name}-{width}-{scheme}", findings)
        page = watched.open(first)
        for act in (
            "email",
            "promise",
            "dispute",
            "snooze",
            "escalate",
            "hold",
            "note",
            "reassign",
        ):
            page.locator(f'details[data-act="{act}"] > summary').click()
            _look(watched, f"collections-{act}-{width}-{scheme}", findings)
        watched = seat(browser, str(live_server.url), boss, **look)
        for name, path in agency_pages(desk_at_noon).items():
            watched.open(path)
            _look(watched, f"collections-{name}-{width}-{scheme}", findings)
    found = [f"{name}: {each}" for name, told in findings.items() for each in told]
    assert found == [], "\n".join(found)
    assert not Escalation.objects.exists()


def agency_pages(desk: Desk) -> dict[str, str]:
    """What a manager opens about agencies; the placement is made by the first look."""
    made = Placement.objects.first()
    if made is None:
        with running_on(NOON):
            agency = set_agency(entity_id=desk.entity.pk, name="Firm & Fair", fee_bp=25_00, by=ANN)
            made = given(desk.customers[1], agency, owed(desk.customers[1]), on=TODAY)
            note_recovery(
                placement_id=made.pk, gross_minor=100_00, on=TODAY, by=ANN, reference="S-1"
            )
    url = f"/collections/placements/{made.public_id}/"
    return {
        "boss": "/collections/", "focus-boss": focus(desk.customers[0]), "agencies": "/settings/agencies/",
        "agency-new": "/settings/agencies/new/", "placements": "/collections/placements/",
        "placement": url, "recall": f"{url}recall/", "recovery": f"{url}recovery/",
        "place": f"/collections/place/{desk.customers[0].public_id}/EUR/",
    }  # fmt: skip


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
