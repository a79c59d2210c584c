"""Screen 10: the list, the board, a case from opening to decision, by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cashwright.areas.disputes.models import Dispute, Evidence
from tests.surfaces.disputes.conftest import Desk

pytestmark = pytest.mark.django_db


def at(name: str, *args: str) -> str:
    return reverse(f"console:{name}", args=args)


def sent(client: Client, url: str, **told: Any) -> Any:
    return client.post(url, told)


@pytest.mark.parametrize("name", ["disputes", "disputes_board", "disputes_causes"])
def test_the_pages_are_there(desk: Desk, name: str) -> None:
    answer = desk.clerk.get(at(name))
    assert answer.status_code == 200
    if name != "disputes_causes":
        assert desk.case.dispute_no in answer.content.decode()


def test_a_case_says_what_stays_due_and_what_it_lacks(desk: Desk) -> None:
    page = desk.clerk.get(at("dispute", desk.case.public_id)).content.decode()
    assert "600.00" in page
    assert "not used" in page
    assert "Complete to 100 %" in page
    assert "Decide" not in page


def test_a_case_is_opened_from_an_invoice(desk: Desk) -> None:
    url = at("invoice_dispute", desk.other.public_id)
    assert "500.00" in desk.clerk.get(url).content.decode()
    assert (
        "At most 500.00"
        in sent(desk.clerk, url, reason="pricing", amount="500.01").content.decode()
    )
    answer = sent(desk.clerk, url, reason="pricing", amount="120.00", told="We agreed on less")
    made = Dispute.objects.get(invoice=desk.other)
    assert answer.url == at("dispute", made.public_id)
    assert (made.amount_minor, made.facts["description"]) == (120_00, "We agreed on less")


def test_a_case_is_moved_owned_talked_about_and_made_complete(desk: Desk) -> None:
    public = desk.case.public_id
    sent(desk.clerk, at("dispute_move", public), move="hand_over", department="sales")
    sent(desk.clerk, at("dispute_say", public), text="We look into it.")
    sent(desk.clerk, at("dispute_note", public), text="Ask Kim.")
    paper = SimpleUploadedFile("photo.png", b"\x89PNG", "text/html")
    sent(desk.clerk, at("dispute_evidence", public), kind="other", file=paper)
    case = Dispute.objects.get(pk=desk.case.pk)
    assert (case.state, case.department) == ("waiting_internal", "sales")
    page = desk.clerk.get(at("dispute", public)).content.decode()
    for words in ("We look into it.", "Ask Kim.", "photo.png"):
        assert words in page
    kept = desk.clerk.get(at("dispute_paper", Evidence.objects.get().public_id))
    assert kept.content == b"\x89PNG"
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept["Content-Type"] == "application/octet-stream"


def test_deciding_shows_the_ledger_first_and_then_does_exactly_that(desk: Desk) -> None:
    url = at("dispute_decide", desk.case.public_id)
    told = {
        "outcome": "partial", "amount": "200.00", "cause": "price_setup", "on": "2026-03-02",
        "note": "As agreed.",
    }  # fmt: skip
    shown = sent(desk.boss, url, **told)
    assert "200.00" in shown.content.decode()
    assert Dispute.objects.get(pk=desk.case.pk).state == "new"
    sent(desk.boss, url, **told, seen=shown.context["preview"].seen)
    case = Dispute.objects.get(pk=desk.case.pk)
    assert (case.state, case.credited_minor) == ("resolved", 200_00)


def test_a_clerk_neither_decides_nor_withdraws(desk: Desk) -> None:
    for name in ("dispute_decide", "dispute_withdraw"):
        assert desk.clerk.get(at(name, desk.case.public_id)).status_code == 403
