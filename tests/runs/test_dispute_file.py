"""A dispute as files: all there is to know, the papers byte for byte, nothing that formats or leads elsewhere."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest

from cashwright.areas.access.models import User
from cashwright.areas.controls.models import Task
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import Cause, EvidenceKind, Origin, Outcome, Reason
from cashwright.areas.disputes.queries import disputes
from cashwright.areas.disputes.services import (
    Decision,
    add_evidence,
    hear_from_customer,
    move_dispute,
    note_inside,
    open_dispute,
    resolve_dispute,
    waive_part,
)
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.dispute_file import as_markdown, dispute_json, dispute_zip
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db
JAN_8, JAN_12 = date(2026, 1, 8), date(2026, 1, 12)


@pytest.fixture
def case() -> Dispute:
    """A price of another contract, with a quote and an answer that would like to be HTML."""
    buyer = makers.customer(makers.entity())
    with running_on(noon_utc(JAN_8)):
        made = open_dispute(
            invoice_id=makers.invoice(buyer, 900_00).pk, reason=Reason.PRICING, on=JAN_8, by=ANN,
            amount_minor=300_00, origin=Origin.API,
            facts={"agreed_price": "6 EUR *each*", "po": "<img src=x>"},
        )  # fmt: skip
        for name in ("../../quote.pdf", "QUOTE.pdf"):
            add_evidence(
                dispute_id=made.pk, kind=EvidenceKind.CORRESPONDENCE, file_name=name, on=JAN_8,
                content=b"%PDF " + name.encode(), by=ANN,
            )  # fmt: skip
        hear_from_customer(dispute_id=made.pk, text="# Hello\n[pay](http://evil)", on=JAN_8, by=ANN)
        note_inside(dispute_id=made.pk, text="Kim set it up wrong.", on=JAN_8, by=ANN)
    return made


def test_another_team_gets_the_case_with_its_papers_and_our_notes(case: Dispute) -> None:
    with zipfile.ZipFile(io.BytesIO(dispute_zip(case, has_inside=True))) as packed:
        names = packed.namelist()
        told = json.loads(packed.read(f"{case.dispute_no}/case.json"))
        text = packed.read(f"{case.dispute_no}/case.md").decode()
        assert packed.read(f"{case.dispute_no}/papers/quote.pdf") == b"%PDF ../../quote.pdf"
    assert names[2:] == [f"{case.dispute_no}/papers/{n}.pdf" for n in ("quote", "QUOTE-2")]
    assert (told["disputed"], told["complete_percent"]) == ("300.00", 50)
    assert told["missing"] == ["Contract or Quote or price list"]
    assert told["known"] == {"Which price was agreed?": "6 EUR *each*"}
    assert "Kim set it up wrong." in text
    assert "Kim set it up wrong." not in str(dispute_json(case, has_inside=False))


def test_what_customers_write_is_text_and_formats_nothing(case: Dispute) -> None:
    text = as_markdown(dispute_json(case, has_inside=True))
    assert "> \\# Hello" in text
    assert "\\[pay\\]" in text
    assert "\\<img src=x\\>" in text
    assert "6 EUR \\*each\\*" in text


def test_a_decided_case_says_how_and_why_and_whose_time_it_took(case: Dispute) -> None:
    waive_part(dispute_id=case.pk, part="paper:contract|quote", why="by word", by=ANN)
    with running_on(noon_utc(JAN_12)):
        move_dispute(dispute_id=case.pk, move="take", on=JAN_12, by=ANN)
        decision = Decision(
            outcome=Outcome.PARTIAL, cause=Cause.PRICE_SETUP, note="Half.", credit_minor=150_00
        )
        resolve_dispute(dispute_id=case.pk, decision=decision, on=JAN_12, by=ANN)
    told = dispute_json(disputes().get(pk=case.pk), has_inside=False)
    assert told["outcome"] == {
        "outcome": "Credited in part", "closed_on": "2026-01-12", "credited": "150.00",
        "credit_note": "CN-2026-000001", "why": "Half.", "cause": "The price was set up wrong",
    }  # fmt: skip
    # Thursday and Monday from and to one o'clock, all Friday between.
    assert told["office_minutes"] == {"Sales": 16 * 60}
    assert told["waived"] == {"Contract or Quote or price list": "by word"}
    assert "## Outcome" in as_markdown(told)


def test_whom_a_note_names_is_asked_once_and_who_could_be_two_is_not(case: Dispute) -> None:
    for email in ("kim@a.example", "kim@b.example", "lou@a.example", "max@a.example"):
        User.objects.create(email=email, is_active=email[:3] != "max")
    text = "@lou @LOU please; @kim or @kim@b.example. Not me@lou, not @max, not @nobody"
    note_inside(dispute_id=case.pk, text=text, on=JAN_8, by=ANN)
    asked = Task.objects.filter(kind="disputes.mention").order_by("title")
    assert [task.title for task in asked] == [
        f"{case.dispute_no}: {email} is asked in a note"
        for email in ("kim@b.example", "lou@a.example")
    ]
    assert {task.document_id for task in asked} == {case.pk}
