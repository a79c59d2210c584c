"""Texts and what works in a real browser: written with the keyboard, previewed as it is typed; clean for
axe and the content policy, on a desk by day and on a phone by night.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import Reminder
from cashwright.areas.collections.policies.trials import Arm, Trial, even_odds
from cashwright.areas.collections.queries import reminder_plan
from cashwright.areas.collections.services import propose_trial, remind
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.services import set_book_clock
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.policies import PUBLISH_TEXT, Tone
from cashwright.areas.messaging.queries import shipped
from cashwright.areas.messaging.rules.designs import starter_design
from cashwright.areas.messaging.rules.proposals import TextProposal
from cashwright.areas.messaging.services import deliver_queued, publish_template
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.clock import FixedClock, running_on
from cashwright.kernel.ids import public_id
from tests import makers
from tests.areas.collections.arms import fitting
from tests.areas.parties.makers import HOUSE_RULE, a_person
from tests.makers import ANN
from tests.surfaces.browsing import SHOTS, Watched, a_context, browser, keep_shot, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser

ISSUED, DUE = date(2026, 1, 5), date(2026, 2, 4)
TODAY = DUE + timedelta(days=26)
LOOKS = [(1440, 900, "light"), (390, 844, "dark")]
MORE = [(1440, 900, "dark"), (390, 844, "light")] if SHOTS else []
KEY = ("reminder.second", "en")
TRIAL = Trial(
    code="firmer", version=1, title="Firmer words a week on", ladder="standard", days=7,
    from_on=ISSUED, arms=(Arm(code="a"), Arm(code="b", tone=Tone.FIRM)), odds_bp=even_odds(2),
    holdout_bp=3_000, customers_min=2,
)  # fmt: skip


def at(on: date) -> FixedClock:
    return FixedClock(datetime(on.year, on.month, on.day, 9, tzinfo=UTC))


@pytest.fixture
def books(transactional_db: None) -> Any:
    """Fourteen customers who had the step that is tried, and who read b paid; a text with two versions."""
    home = makers.entity()
    buyers = [makers.customer(home, f"C-{n}") for n in range(14)]
    trial = fitting(TRIAL, buyers, lambda arms: arms["C-13"] == "a")
    for n, buyer in enumerate(buyers):
        add_contact(
            customer_id=buyer.pk, name=f"Kim {n}", by=ANN, card={"email": f"k{n}@x.example"}
        )
        makers.invoice(buyer, (n + 1) * 1_250_00, issued_on=ISSUED, due_on=DUE)
    with running_on(at(ISSUED)):
        propose_trial(trial, why="to see", entity_id=home.pk, on=ISSUED, by=ANN)
    for on in (DUE + timedelta(days=1), DUE + timedelta(days=7)):
        with running_on(at(on)):
            remind(reminder_plan(home.pk, on), entity_id=home.pk, on=on, by=ANN)
            deliver_queued(limit=99, on=on, at=at(on).now(), by=ANN)
    assert Reminder.objects.filter(trial=trial.code).count() == 14
    for n, (invoice_id,) in enumerate(Reminder.objects.filter(arm="b").values_list("invoice_id")):
        invoice, on = Invoice.objects.get(pk=invoice_id), DUE + timedelta(days=9 + n)
        payment = makers.payment(invoice.customer, invoice.total_minor, on=on)
        part = Part(invoice.pk, invoice.total_minor)
        apply(source_kind=SourceKind.PAYMENT, source_id=payment.pk, parts=[part], on=on, by=ANN)
    with running_on(at(TODAY)):
        set_book_clock(today=TODAY, by=HOUSE_RULE)  # what the server's own threads go by
        text = shipped()[KEY]
        for why, body in (("our own voice", text.body + "\n\nThank you."), ("shorter", text.body)):
            publish_template(
                TextProposal(
                    key=KEY[0], language=KEY[1], subject=text.subject, body=body, why=why,
                    mjml=starter_design(body),
                ),
                by=ANN,
            )  # fmt: skip
        yield trial


def test_a_text_is_written_tried_and_sent_to_a_second_person_and_every_page_is_clean(
    browser: Browser, books: Trial, live_server: Any
) -> None:
    site = str(live_server.url)
    ann, bob = (
        a_person("ann@example.com", Role.CREDIT_MANAGER), a_person("bob@example.com", Role.CONTROLLER),
    )  # fmt: skip
    watched = Watched(
        a_context(browser, site, ann, viewport={"width": 1440, "height": 900}).new_page(), site
    )
    page = watched.open(f"/settings/texts/{KEY[0]}/{KEY[1]}/")
    page.locator("#id_subject").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Pay now! {{ totall }}")
    expect(page.get_by_text("no name “totall”")).to_be_visible()
    expect(page.get_by_text("an exclamation mark reads as shouting")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("Still open: {{ total }}")
    page.locator("#try-on").select_option(label="Customer C-13")
    expect(page.locator("#text-preview")).to_contain_text("Still open: 17,500.00 EUR")
    page.get_by_role("button", name="Show as mail").press("Enter")
    expect(
        page.frame_locator("iframe[name=mail]").get_by_text("17,500.00 EUR").first
    ).to_be_visible()
    page.locator("#id_why").focus()
    page.keyboard.type("says the sum")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
    (asked,) = Approval.objects.filter(kind=PUBLISH_TEXT)
    assert watched.wrong == []

    approval = f"/approvals/{public_id('apr', asked.pk)}/"
    pages = {
        "list": "/settings/texts/", "text": f"/settings/texts/{KEY[0]}/{KEY[1]}/",
        "works": "/settings/texts/works/", "trial": f"/settings/texts/works/DE/{books.code}/?arm=b",
        "new": "/settings/texts/works/new/", "approval": approval,
    }  # fmt: skip
    findings: list[str] = []
    for width, height, scheme in [*LOOKS, *MORE]:
        look: dict[str, Any] = {
            "viewport": {"width": width, "height": height},
            "color_scheme": scheme,
        }
        for name, path in pages.items():
            user = bob if name == "approval" else ann
            seen = Watched(a_context(browser, site, user, **look).new_page(), site)
            shown = seen.open(path)
            keep_shot(seen, f"texts-{name}-{width}-{scheme}")
            wide = shown.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            told = [
                *seen.wrong,
                *seen.axe(),
                *([f"scrolls sideways by {wide} px"] if wide > 0 else []),
            ]
            findings += [f"{name}-{width}-{scheme}: {each}" for each in told]
            shown.context.close()
    assert findings == [], "\n".join(findings)
