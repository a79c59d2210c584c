"""Screen 10 in a real browser: a case from opening to decision without a mouse; clean for axe and the
content policy, on a desk and on a phone, by day and by night.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.controls.services import set_book_clock
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import Cause, Department, EvidenceKind, Outcome, Reason
from cashwright.areas.disputes.policies.outcomes import Origin
from cashwright.areas.disputes.services import (
    Decision,
    add_evidence,
    hear_from_customer,
    move_dispute,
    note_inside,
    open_dispute,
    propose_outcome,
    resolve_dispute,
)
from cashwright.areas.invoicing.models import Invoice
from cashwright.kernel.clock import FixedClock, running_on
from tests import makers
from tests.areas.parties.makers import HOUSE_RULE, a_person
from tests.makers import ANN
from tests.surfaces.browsing import SHOTS, Watched, a_context, browser, keep_shot, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser

TODAY, FRIDAY = date(2026, 3, 2), date(2026, 2, 27)
_ALL = [(1440, 900, "light"), (390, 844, "dark"), (1440, 900, "dark"), (390, 844, "light")]
LOOKS = _ALL if SHOTS else _ALL[:2]
"""By day on a desk and by night on a phone; all four where somebody wants to look at them."""


def at(on: date) -> FixedClock:
    return FixedClock(datetime(on.year, on.month, on.day, 9, tzinfo=UTC))


@pytest.fixture
def books(transactional_db: None) -> Any:
    """Six customers' invoices; cases in every stage, one late, one decided, one proposed."""
    home = makers.entity()
    buyers = [makers.customer(home, f"C-{n}", country="DE" if n < 4 else "AT") for n in range(1, 7)]
    bills = [makers.invoice(buyer, n * 1_250_00) for n, buyer in enumerate(buyers, start=1)]
    with running_on(at(date(2026, 2, 23))):
        late = opened(bills[0], Reason.PRICING, {"agreed_price": "9 EUR a seat"})
        move_dispute(dispute_id=late.pk, move="take", on=date(2026, 2, 23), by=ANN)
    with running_on(at(FRIDAY)):
        asked = opened(bills[1], Reason.USAGE, {})
        move_dispute(dispute_id=asked.pk, move="ask_customer", on=FRIDAY, by=ANN)
        handed = opened(bills[2], Reason.TAX, {"expected_tax": "none: a school"})
        move_dispute(
            dispute_id=handed.pk, move="hand_over", department=Department.LEGAL, on=FRIDAY, by=ANN
        )
        done = opened(bills[3], Reason.OTHER, {"description": "never used"})
        decided = Decision(
            outcome=Outcome.PARTIAL, cause=Cause.USAGE_DATA, note="Half.", credit_minor=100_00
        )
        resolve_dispute(dispute_id=done.pk, decision=decided, on=FRIDAY, by=ANN)
    with running_on(at(TODAY)):
        set_book_clock(today=TODAY, by=HOUSE_RULE)  # what the server's own threads go by
        hear_from_customer(
            dispute_id=late.pk, text="We agreed on 9 EUR, see the quote of May.", on=TODAY, by=ANN
        )
        add_evidence(
            dispute_id=late.pk, kind=EvidenceKind.QUOTE, file_name="quote-may.pdf", on=TODAY,
            content=b"%PDF-1.7", is_from_customer=True, by=ANN,
        )  # fmt: skip
        note_inside(dispute_id=late.pk, text="Sales says they are right.", on=TODAY, by=ANN)
        propose_outcome(dispute_id=late.pk, decision=decided, on=TODAY, by=ANN)
        yield bills


def opened(invoice: Invoice, reason: Reason, facts: dict[str, str]) -> Dispute:
    with_day = max(invoice.issued_on, date(2026, 2, 20))
    return open_dispute(
        invoice_id=invoice.pk, reason=reason, amount_minor=invoice.total_minor // 4, on=with_day,
        origin=Origin.CONSOLE, facts=facts, by=ANN,
    )  # fmt: skip


def seat(browser: Browser, site: str, user: User, **look: Any) -> Watched:
    return Watched(a_context(browser, site, user, **look).new_page(), site)


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible(timeout=20_000)
    page.wait_for_load_state("load")  # the keys are there


def test_a_case_goes_from_opening_to_decision_with_the_keyboard_alone(
    browser: Browser, books: list[Invoice], live_server: Any
) -> None:
    user = a_person("boss@example.com", Role.CREDIT_MANAGER)
    watched = seat(browser, str(live_server.url), user, viewport={"width": 1440, "height": 900})
    invoice = books[4]
    page = watched.open(f"/customers/{invoice.customer.public_id}/")
    keys(page, "d")  # one of theirs is disputed
    heading(page, f"Dispute an invoice of {invoice.customer.name}")
    keys(page, "Enter")  # the first has the focus
    heading(page, f"Dispute {invoice.document_no}")
    watched.open(f"/invoices/{invoice.public_id}/")
    keys(page, "d")  # the same from the invoice itself
    heading(page, f"Dispute {invoice.document_no}")
    page.locator("#id_reason").focus()
    page.keyboard.type("Something")
    keys(page, "Tab", "Control+a")
    page.keyboard.type("500")
    keys(page, "Tab")
    page.keyboard.type("Half the seats were never used.")
    keys(page, "Tab", "Tab", "Enter")
    heading(page, "DSP-2026-000005")
    keys(page, "m")  # move it on
    heading(page, "Move on")
    page.locator("#id_move").focus()
    page.keyboard.type("Hand")
    keys(page, "Tab")
    page.keyboard.type("Sales")
    keys(page, "Tab", "Tab", "Enter")
    heading(page, "DSP-2026-000005")
    keys(page, "o")  # give it to somebody
    heading(page, "Owner")
    page.locator("#id_owner").focus()
    page.keyboard.type("boss")
    keys(page, "Tab", "Enter")
    heading(page, "DSP-2026-000005")
    case = Dispute.objects.get(dispute_no="DSP-2026-000005")
    assert (case.state, case.department, case.owner != "") == ("waiting_internal", "sales", True)
    keys(page, "a")  # decide: the ledger first, then once more the same key of a button
    heading(page, "Decide this dispute")
    page.locator("#id_note").focus()  # credited, unless another outcome is chosen
    page.keyboard.type("They are right.")
    keys(page, "Tab", "Enter")
    ledger = page.get_by_role("heading", name="What this writes to the ledger")
    expect(ledger).to_be_visible(timeout=20_000)
    assert Dispute.objects.get(pk=case.pk).closed_on is None
    page.wait_for_load_state("load")
    keys(page, "Enter")  # the button has the focus
    heading(page, "DSP-2026-000005")
    expect(page.get_by_text("Credited, 2 Mar 2026")).to_be_visible(timeout=20_000)
    assert Dispute.objects.get(pk=case.pk).credited_minor == 500_00
    assert watched.wrong == []


def test_every_page_is_clean_on_a_desk_and_on_a_phone_by_day_and_night(
    browser: Browser, books: list[Invoice], live_server: Any
) -> None:
    late = Dispute.objects.get(dispute_no="DSP-2026-000001")
    url = f"/disputes/{late.public_id}/"
    pages = {
        "list": "/disputes/?tab=all", "board": "/disputes/board/", "causes": "/disputes/causes/",
        "case": url, "decided": f"/disputes/{Dispute.objects.get(outcome='partial').public_id}/",
    }  # fmt: skip
    forms = {
        "move": f"{url}move/", "propose": f"{url}propose/", "decide": f"{url}decide/",
        "choose": f"/customers/{books[0].customer.public_id}/dispute/",
        "invoice": f"/invoices/{books[0].public_id}/",
    }  # fmt: skip
    pages |= forms if SHOTS else {}  # made of parts that are looked at elsewhere
    findings: dict[str, list[str]] = {}
    user = a_person("boss@example.com", Role.CREDIT_MANAGER)
    for width, height, scheme in LOOKS:
        look: dict[str, Any] = {
            "viewport": {"width": width, "height": height}, "color_scheme": scheme,
        }  # fmt: skip
        context = seat(browser, str(live_server.url), user, **look)
        for name, path in pages.items():
            page = context.open(path)
            keep_shot(context, f"disputes-{name}-{width}-{scheme}")
            told = [*context.wrong, *context.axe()]
            context.wrong.clear()
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            told += [f"scrolls sideways by {wide} px"] if wide > 0 else []
            if told:
                findings[f"{name}-{width}-{scheme}"] = told
    found = [f"{name}: {each}" for name, told in findings.items() for each in told]
    assert found == [], "\n".join(found)
