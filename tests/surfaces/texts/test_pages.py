"""Texts in the console: the list, writing one with a preview, a second person's word, going back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cashwright.areas.access.policies import Role
from cashwright.areas.controls.models import Approval
from cashwright.areas.messaging.models import Template
from cashwright.areas.messaging.policies import PUBLISH_TEXT
from cashwright.areas.messaging.queries import text_in_force
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.books.trials import choice_words
from tests import makers
from tests.areas.parties.makers import a_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 2)
KEY = ("reminder.first", "en")
BODY = "{{ greeting }}\n\n{{ invoice_list }}\n\n{{ total }}\n\n{{ sender_email }}"


def at(name: str, *args: str) -> str:
    return reverse(f"console:{name}", args=args)


def client_of(email: str, role: Role) -> Client:
    client = Client()
    client.force_login(a_person(email, role))
    return client


@pytest.fixture
def ann(db: None) -> Client:
    return client_of("ann@example.com", Role.CREDIT_MANAGER)


def given(**more: str) -> dict[str, Any]:
    return {"subject": "Open: {{ total }}", "body": BODY, "why": "shorter", **more}


def read(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_tells_whose_each_text_is_in_which_language(ann: Client) -> None:
    ann.post(at("text", *KEY), given())
    told = read(ann.get(at("texts")))
    assert "27 texts, 1 with a version of your own" in told
    assert 'First reminder, en: Version 1"' in told
    assert 'First reminder, de: The house&#x27;s own"' in told


def test_what_is_being_written_is_shown_on_a_real_customers_invoices(ann: Client) -> None:
    buyer = makers.customer(makers.entity())
    row = makers.invoice(buyer, 900_00)
    with running_on(noon_utc(TODAY)):
        told = read(ann.post(at("text_preview", *KEY), given(customer=buyer.public_id)))
    assert "900.00 EUR" in told
    assert str(row.document_no) in told


def test_the_preview_says_what_is_wrong_with_the_words_as_they_stand(ann: Client) -> None:
    told = read(ann.post(at("text_preview", *KEY), given(subject="Pay {{ totall }}")))
    assert "no name “totall”" in told
    assert "Nearest: total" in told
    assert "stops" not in told
    told = read(ann.post(at("text_preview", *KEY), given(subject="Pay now!")))
    assert "exclamation mark" in told


def test_a_mail_is_shown_apart_from_our_pages(ann: Client) -> None:
    page = ann.get(at("text", *KEY))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "sandbox src=" in read(page)
    mail = ann.get(at("text_mail", *KEY))
    policy = mail["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy  # noqa: PT018
    assert "script-src" not in policy
    assert mail["X-Frame-Options"] == "SAMEORIGIN"
    evil = ann.post(at("text_mail", *KEY), given(body="<script>x</script>"))
    assert "<script" not in read(evil)


def test_a_second_person_sees_what_changes_and_puts_it_in_force(ann: Client) -> None:
    bob = client_of("bob@example.com", Role.CONTROLLER)
    ann.post(at("text", *KEY), given())
    assert text_in_force(*KEY).version == 0
    (asked,) = Approval.objects.filter(kind=PUBLISH_TEXT)
    public = public_id("apr", asked.pk)
    page = read(bob.get(at("approval", public)))
    assert "First reminder, en" in page
    assert "Open: {{ total }}" in page
    bob.post(at("approval_decide", public), {"decision": "approve"})
    assert text_in_force(*KEY).text.subject == "Open: {{ total }}"
    row = Template.objects.get()
    assert (row.asked_by, row.why) == (asked.requested_by, "shorter")


def test_a_version_of_before_is_where_a_new_one_can_start(ann: Client) -> None:
    ann.post(at("text", *KEY), given(subject="First {{ total }}"))
    ann.post(at("text", *KEY), given(subject="Second {{ total }}"))
    page = read(ann.get(at("text", *KEY)))
    assert "Version 2 is in force" in page
    assert "Go back to this one" in page
    back = read(ann.get(at("text", *KEY), {"version": "1"}))
    assert 'value="First {{ total }}"' in back


def test_who_may_not_change_the_wording_reads_it_and_no_more() -> None:
    clerk = client_of("clerk@example.com", Role.CLERK)
    assert "Send for approval" not in read(clerk.get(at("text", *KEY)))
    clerk.post(at("text", *KEY), given())
    assert not Template.objects.exists()
    assert clerk.post(at("text_preview", *KEY), given()).status_code == 403
    assert clerk.get(at("text", "reminder.first", "xx")).status_code == 404


def test_a_trial_is_started_read_and_ended(ann: Client) -> None:
    makers.customer(makers.entity())
    told = {
        "code": "softer", "title": "Softer words", "step": "standard|due|7|", "holdout": "10",
        "odds": "even", "response": "paid", "window_days": "14", "customers_min": "50",
        "from_on": "2026-04-02", "why": "to see",
    }  # fmt: skip
    with running_on(noon_utc(TODAY)):
        nothing = read(ann.post(at("trial_new"), {**told, "holdout": "0"}))
        assert "there is something to compare with" in nothing
        ann.post(at("trial_new"), {**told, "tone_b": "friendly"})
        works = read(ann.get(at("what_works")))
        assert "Softer words" in works
        assert "Not enough data: 0 of 50" in works
        assert "10 % hear nothing; of the others a 50 %, b 50 %" in works
        page = at("trial", "DE", "softer")
        assert "Nobody had this step yet" in read(ann.get(page))
        ann.post(at("trial_end", "DE", "softer"), {"why": "seen enough"})
        assert "until 2 Apr 2026" in read(ann.get(page))
        clerk = client_of("clerk@example.com", Role.CLERK)
        assert clerk.get(at("trial_new")).status_code == 403


def test_learning_the_hour_is_switched_on_and_told(ann: Client) -> None:
    makers.entity()
    told = {"is_on": "on", "slots": "9, 15", "holdout": "10", "response_days": "3", "why": "to see"}
    with running_on(noon_utc(TODAY)):
        assert "no hour is chosen" in read(ann.get(at("what_works")))
        assert "Hours go from 0" in read(ann.post(at("send_time"), {**told, "slots": "9, 24"}))
        ann.post(at("send_time"), told)
        works = read(ann.get(at("what_works")))
    assert "09:00, 15:00 of their own day; 10 % are written to as ever" in works
    assert "Not enough data yet" in works


def test_a_message_tells_what_chance_chose_of_it() -> None:
    assert choice_words({}) == []
    told = choice_words(
        {
            "trial": "softer", "trial_version": 2, "arm": "b", "arm_odds_bp": 5_000, "slot": 9,
            "slot_odds_bp": 2_500, "zone": "Europe/Berlin", "own": 1, "hour_holdout": False,
        }
    )  # fmt: skip
    assert told == [
        "Way b of the trial softer, version 2: it had 50 %.",
        "At 09:00 of their day (Europe/Berlin): it had 25 % after 1 letter to them at a chosen hour.",
    ]
    assert "held out" in choice_words({"hour_holdout": True, "hour_odds_bp": 1_000})[0]
