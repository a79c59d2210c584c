"""Disputes by command: opened, listed, decided, and where they come from."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cashwright.areas.controls.models import Approval
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.refusals import CaseIncomplete
from cashwright.areas.invoicing.models import Invoice
from cashwright.kernel.refusals import BadInput, NotFound
from cashwright.surfaces.cli import disputes
from tests import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
runner = CliRunner()
DAY = ("--as-of", "2026-03-02")


@pytest.fixture
def invoice() -> Invoice:
    return makers.invoice(makers.customer(makers.entity()), 9_000_00)


def run(*words: str) -> str:
    told = runner.invoke(disputes.app, list(words))
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told.stdout


def test_a_dispute_is_opened_listed_and_decided(invoice: Invoice) -> None:
    number = str(invoice.document_no)
    told = run("open", number, "200.00", "--reason", "duplicate", *DAY)
    assert told == "DSP-2026-000001 is with Billing. It still needs other_invoice_no.\n"
    with pytest.raises(CaseIncomplete):
        run("resolve", "DSP-2026-000001", "reject", "--why", "No.", *DAY)
    told = run("open", number, "300", "--fact", "description=never used", *DAY)
    assert "It can be decided" in told
    assert "Billing" in run("list")
    assert run("list", "--late") == "There is no such dispute.\n"
    told = run(
        "resolve", "DSP-2026-000002", "partial", "--credit", "100", "--why", "As agreed.", *DAY
    )
    assert told == "DSP-2026-000002 is decided: partial, 100.00 EUR credited.\n"
    run("resolve", "DSP-2026-000001", "withdrawn", "--why", "They found it.", *DAY)
    closed = json.loads(run("list", "--closed", "--json"))
    assert {one["dispute"]: one["outcome"] for one in closed} == {
        "DSP-2026-000001": "withdrawn", "DSP-2026-000002": "partial",
    }  # fmt: skip
    with pytest.raises(NotFound):
        run("resolve", "DSP-9", "reject", "--why", "No.")
    with pytest.raises(NotFound):
        run("open", "INV-9", "1")
    with pytest.raises(BadInput):
        run("open", number, "1", "--fact", "nothing")


def test_what_is_above_the_limit_waits_for_a_second_person(invoice: Invoice) -> None:
    run("open", str(invoice.document_no), "8000", "--fact", "description=all of it", *DAY)
    told = run("resolve", "DSP-2026-000001", "accept", "--why", "Yes.", *DAY)
    assert "waits for a second person" in told
    assert Approval.objects.get().amount_minor == 8_000_00
    assert Dispute.objects.get().state == "new"


def test_the_report_says_what_there_is_to_say(invoice: Invoice) -> None:
    assert "nothing to compare" in run("report", *DAY)
    other = makers.invoice(makers.customer(invoice.entity, "C-2"))
    run("open", str(other.document_no), "10", "--fact", "description=x", *DAY)
    assert json.loads(run("report", "--json", *DAY)) == []  # all have the same of everything


def test_a_dispute_is_written_to_a_zip(invoice: Invoice, tmp_path: Path) -> None:
    run("open", str(invoice.document_no), "10", "--fact", "description=x", *DAY)
    out = tmp_path / "case.zip"
    assert str(out) in run("export", "DSP-2026-000001", "--to", str(out), "--outside")
    with zipfile.ZipFile(out) as packed:
        assert packed.namelist() == ["DSP-2026-000001/case.md", "DSP-2026-000001/case.json"]
