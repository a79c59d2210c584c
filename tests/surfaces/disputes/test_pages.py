"""Screen 10: the list, the board, a case from opening to decision, by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from cashwright.areas.access.models import User
from cashwright.areas.disputes.models import Dispute, DisputeWord, Evidence
from cashwright.areas.disputes.services import withdraw_dispute
from cashwright.areas.ledger.models import JournalEntry
from tests import makers
from tests.makers import ANN
from tests.surfaces.disputes.conftest import TODAY, Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


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


OUTCOMES: list[tuple[str, str]] = [
    ("accept", ""), ("partial", "100.00"), ("rebill", ""), ("reject", ""),
]  # fmt: skip


@pytest.mark.parametrize(("outcome", "amount"), OUTCOMES)
def test_what_is_previewed_of_an_outcome_is_what_it_books(
    desk: Desk, outcome: str, amount: str
) -> None:
    url = at("dispute_decide", desk.case.public_id)
    told = {
        "outcome": outcome, "amount": amount, "cause": "unknown", "on": "2026-03-02", "note": "So.",
    }  # fmt: skip
    before = set(JournalEntry.objects.values_list("pk", flat=True))
    shown = sent(desk.boss, url, **told)
    previewed = [_postings(one) for one in shown.context["entries"]]
    assert set(JournalEntry.objects.values_list("pk", flat=True)) == before
    sent(desk.boss, url, **told, seen=shown.context["preview"].seen)
    booked = JournalEntry.objects.exclude(pk__in=before).order_by("pk")
    assert [_postings(one) for one in booked] == previewed
    assert bool(previewed) is (outcome != "reject")
    case = Dispute.objects.get(pk=desk.case.pk)
    wanted = {"accept": 300_00, "partial": 100_00, "rebill": 300_00, "reject": 0}[outcome]
    assert (case.outcome, case.credited_minor) == (outcome, wanted)
    assert (case.new_invoice is not None) is (outcome == "rebill")


def _postings(one: JournalEntry) -> list[tuple[str, int, str]]:
    rows = sorted(one.postings.all(), key=lambda p: p.line_no)  # as they were read: gone by now
    return [(p.account_id, p.amount_minor, p.currency) for p in rows]


def test_a_clerk_proposes_and_the_boss_finds_the_form_filled_in(desk: Desk) -> None:
    url = at("dispute_propose", desk.case.public_id)
    answer = sent(desk.clerk, url, outcome="partial", amount="x", cause="unknown", note="Half.")
    assert "Write an amount" in answer.content.decode()
    sent(desk.clerk, url, outcome="partial", amount="100.00", cause="price_setup", note="Half.")
    page = desk.boss.get(at("dispute", desk.case.public_id)).content.decode()
    assert "Proposed outcome" in page
    assert "clerk@example.com" in page
    form = desk.boss.get(at("dispute_decide", desk.case.public_id)).context["form"]
    assert form.initial["amount"] == "100.00"
    assert form.initial["outcome"] == "partial"


def test_the_reason_is_put_right_and_the_case_hidden_and_shown(desk: Desk) -> None:
    public = desk.case.public_id
    sent(desk.clerk, at("dispute_reason", public), reason="tax")
    assert "Complete to 0 %" in desk.clerk.get(at("dispute", public)).content.decode()
    sent(desk.clerk, at("dispute_show", public), shown="0")
    assert "does not see this case" in desk.clerk.get(at("dispute", public)).content.decode()
    sent(desk.clerk, at("dispute_show", public), shown="1")
    assert Dispute.objects.get(pk=desk.case.pk).words.filter(said="to_customer").count() == 2


@pytest.mark.parametrize("kind", ["md", "json", "zip"])
def test_a_case_is_taken_along(desk: Desk, kind: str) -> None:
    answer = desk.clerk.get(at("dispute_file", desk.case.public_id, kind))
    assert f"{desk.case.dispute_no}.{kind}" in answer["Content-Disposition"]
    assert answer.content
    assert desk.clerk.get(at("dispute_file", desk.case.public_id, "exe")).status_code == 404


def test_the_list_says_everything_about_a_case_in_a_line(desk: Desk) -> None:
    own = User.objects.get(email="clerk@example.com")
    sent(desk.clerk, at("dispute_owner", desk.case.public_id), owner=str(own.pk))
    sent(desk.clerk, at("dispute_note", desk.case.public_id), text="Ask Kim about it.")
    page = desk.clerk.get(at("disputes")).content.decode()
    for words in (
        "300.00", "900.00", "Something else", "clerk@example.com", "by 3 Mar 2026",
        "Note, 2 Mar 2026: Ask Kim about it.",
    ):  # fmt: skip
        assert words in page, words
    assert "DSP" in desk.clerk.get(at("disputes"), {"owner": str(own.pk)}).content.decode()
    file = desk.boss.get(at("disputes"), {"export": "csv"})
    assert b"Ask Kim about it." in b"".join(file) if file.streaming else file.content


def test_an_empty_list_teaches_the_reasons_and_what_they_take(desk: Desk) -> None:
    assert (
        "What is ready for the first dispute" not in desk.clerk.get(at("disputes")).content.decode()
    )
    DisputeWord.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM disputes_disputemove; DELETE FROM disputes_dispute")
        cursor.execute("SET LOCAL session_replication_role = origin")
    page = desk.clerk.get(at("disputes")).content.decode()
    assert "Which order number is right?; Purchase order" in page
    assert at("policies") in desk.boss.get(at("disputes")).content.decode()


def test_the_board_has_every_stage_and_what_was_decided_of_late(desk: Desk) -> None:
    page = desk.clerk.get(at("disputes_board"))
    counts = {stage.key: stage.count for stage in page.context["stages"]}
    assert counts == {
        "new": 1, "investigating": 0, "waiting_customer": 0, "waiting_internal": 0, "closed": 0,
    }  # fmt: skip
    withdraw_dispute(dispute_id=desk.case.pk, note="mistaken", on=TODAY, by=ANN)
    page = desk.clerk.get(at("disputes_board"))
    assert {stage.key: stage.count for stage in page.context["stages"]}["closed"] == 1
    assert "withdrawn 2 Mar 2026" in page.content.decode()


def test_a_bar_of_the_causes_leads_to_exactly_its_cases(desk: Desk) -> None:
    other = makers.customer(desk.invoice.entity, "AT-1", country="AT")
    makers.invoice(other, 50_00)
    page = desk.clerk.get(at("disputes_causes"))
    rows = {row.found.counted.label: row for row in page.context["rows"]}
    assert (rows["DE"].factor, rows["DE"].found.counted.cases) == ("Country", 1)
    listed = desk.clerk.get(rows["DE"].behind)
    assert desk.case.dispute_no in listed.content.decode()
    assert "Country: DE, invoices of" in listed.content.decode()
    assert desk.case.dispute_no not in desk.clerk.get(rows["AT"].behind).content.decode()
    for text in ("nonsense", "product~x~y~z", "region~2026-01-01~2026-09-09~XX", "region~a"):
        assert (
            "Nothing is shown" in desk.clerk.get(at("disputes"), {"behind": text}).content.decode()
        )


def test_an_invoice_tells_its_disputes_and_a_customer_asks_which(desk: Desk) -> None:
    page = desk.clerk.get(at("invoice", desk.invoice.public_id)).content.decode()
    assert desk.case.dispute_no in page
    assert "Of it disputed" in page
    before = desk.clerk.get(at("invoice", desk.invoice.public_id), {"as_of": "2026-03-01"})
    assert "Of it disputed" not in before.content.decode()
    choose = desk.clerk.get(at("customer_dispute", desk.invoice.customer.public_id))
    assert at("invoice_dispute", desk.invoice.public_id) in choose.content.decode()
    assert "600.00" in choose.content.decode()


def test_a_question_goes_to_the_customer_and_stops_our_clock_until_they_answer(desk: Desk) -> None:
    url = at("dispute_say", desk.case.public_id)
    sent(desk.clerk, url, text="Which seats?", is_question="on")
    case = Dispute.objects.get(pk=desk.case.pk)
    assert (case.state, case.due_at) == ("waiting_customer", None)
    word = case.words.get(occasion="question")
    assert word.text == "Which seats?"
    again = sent(desk.clerk, url, text="And when?", is_question="on")
    assert again.status_code == 409  # they are asked already: say it without waiting anew
    sent(desk.clerk, url, text="And when?")
    assert case.words.filter(said="to_customer").count() == 3
