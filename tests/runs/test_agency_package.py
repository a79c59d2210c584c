"""The papers of a placement: whole, named harmlessly, one file at a time."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from django.db import connection

from cashwright.areas.collections.models import Placement
from cashwright.areas.collections.policies import CallOutcome
from cashwright.areas.collections.services import log_call, set_agency, write_note
from cashwright.areas.controls.models import Fact
from cashwright.areas.disputes.policies import EvidenceKind, Origin, Reason
from cashwright.areas.disputes.services import add_evidence, note_inside, open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.services import add_contact, change_customer
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.agency_package import package_files, write_package
from cashwright.runs.packing import safe_name
from tests import makers
from tests.areas.collections.test_placing import given
from tests.makers import ANN

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 4)
FILES = [
    "checklist.csv",
    "claims.csv",
    "debtor.csv",
    "terms.csv",
    "communication.csv",
    "disputes.csv",
]


@pytest.fixture
def placement() -> Iterator[Placement]:
    with running_on(noon_utc(TODAY)):
        home = makers.entity()
        buyer = makers.customer(home)
        change_customer(customer_id=buyer.pk, changes={"postal_address": "1 Long Road"}, by=ANN)
        add_contact(customer_id=buyer.pk, name="=Kim", by=ANN, card={"email": "kim@b.example"})
        agency = set_agency(entity_id=home.pk, name="Firm & Fair", fee_bp=25_00, by=ANN)
        bills = [makers.invoice(buyer, euros * 100, due_on=date(2026, 2, 4)) for euros in (100, 50)]
        log_call(customer_id=buyer.pk, outcome=CallOutcome.REFUSED, on=TODAY, by=ANN, note="=1+1")
        write_note(customer_id=buyer.pk, text="among us", by=ANN)
        yield given(buyer, agency, *bills)


def unpacked(placement: Placement, folder: Path) -> dict[str, bytes]:
    out = folder / "package.zip"
    write_package(placement, out, on=TODAY, by=ANN)
    with zipfile.ZipFile(out) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))


def test_the_papers_are_whole_and_named_with_their_hashes(
    placement: Placement, tmp_path: Path
) -> None:
    files = unpacked(placement, tmp_path)
    numbers = [
        str(no) for no in Invoice.objects.order_by("pk").values_list("document_no", flat=True)
    ]
    assert sorted(files) == sorted(
        [*FILES, *(f"invoices/{no}.pdf" for no in numbers), "contents.csv"]
    )
    listed = {name: digest for name, _, digest in rows(files["contents.csv"])[1:]}
    assert listed == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != "contents.csv"
    }
    assert all(files[f"invoices/{no}.pdf"].startswith(b"%PDF") for no in numbers)
    assert (
        hashlib.sha256(files["contents.csv"]).hexdigest()
        in bytes(Fact.objects.get(name="collections.placement_exported").body).decode()
    )


def test_the_claims_say_what_is_open_and_for_how_long(placement: Placement) -> None:
    files = dict(package_files(placement, TODAY))
    told = rows(files["claims.csv"])
    assert [(row[3], row[5], row[6], row[7]) for row in told[1:]] == [
        ("89", "100.00", "100.00", "100.00"), ("89", "50.00", "50.00", "50.00"),
    ]  # fmt: skip


def test_the_checklist_says_what_is_missing(placement: Placement) -> None:
    told = {row[0]: row for row in rows(dict(package_files(placement, TODAY))["checklist.csv"])}
    assert told["address"][2:] == ["yes", "yes"]
    assert told["contract"][2:] == ["no", "no"]
    assert told["complete"][1] == "66 percent of the list" or told["complete"][1].endswith("list")


def test_what_was_said_goes_along_and_what_is_among_us_does_not(placement: Placement) -> None:
    files = dict(package_files(placement, TODAY))
    told = rows(files["communication.csv"])
    assert [row[1:4] for row in told[1:]] == [["to them", "phone", "refused"]]
    assert not any(b"among us" in content for content in files.values())


def test_a_spreadsheet_computes_nothing_of_what_customers_wrote(placement: Placement) -> None:
    files = dict(package_files(placement, TODAY))
    assert rows(files["communication.csv"])[1][5] == "'=1+1"
    assert rows(files["debtor.csv"])[-1][1].startswith("'=Kim")


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "..", "", ".", "a/b\\c", "C:\\x", "\x00", "x" * 300, "/abs"]
)
def test_no_name_leads_out_of_the_folder(text: str) -> None:
    name = safe_name(text)
    assert PurePosixPath(name).parts == (name,)
    assert not name.startswith(".")
    assert 0 < len(name) <= 80
    assert "\\" not in name
    assert ":" not in name


def test_numbers_that_would_lead_elsewhere_or_are_alike_become_files_of_their_own(
    placement: Placement,
) -> None:
    one, two = Invoice.objects.order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for row, number in ((one, "../../A"), (two, "..\\..\\a")):
            cursor.execute(
                "UPDATE invoicing_invoice SET document_no = %s WHERE id = %s", [number, row.pk]
            )
        cursor.execute("SET LOCAL session_replication_role = origin")
    names = [name for name, _ in package_files(placement, TODAY) if name.startswith("invoices/")]
    assert names == ["invoices/A.pdf", "invoices/a-2.pdf"]


def test_a_pdf_is_set_when_its_turn_comes(
    placement: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_for: list[str] = []

    class Kept:
        pdf = b"%PDF"

    def rendering(invoice: Invoice) -> Kept:
        set_for.append(str(invoice.document_no))
        return Kept()

    monkeypatch.setattr("cashwright.runs.agency_package.rendering", rendering)
    files = package_files(placement, TODAY)
    for _ in FILES:
        next(files)
    assert set_for == []
    next(files)
    assert len(set_for) == 1


def test_what_was_disputed_goes_along_with_its_papers_and_without_our_notes(
    placement: Placement,
) -> None:
    invoice = Invoice.objects.order_by("pk")[0]
    case = open_dispute(
        invoice_id=invoice.pk, reason=Reason.OTHER, amount_minor=10_00, on=TODAY, by=ANN,
        origin=Origin.CONSOLE, facts={"description": "=never ordered"},
    )  # fmt: skip
    add_evidence(
        dispute_id=case.pk, kind=EvidenceKind.OTHER, file_name="order.pdf", content=b"%PDF-x",
        on=TODAY, by=ANN,
    )  # fmt: skip
    note_inside(dispute_id=case.pk, text="a hopeless case", on=TODAY, by=ANN)
    files = dict(package_files(placement, TODAY))
    told = rows(files["disputes.csv"])[1]
    assert told[:4] == [case.dispute_no, str(invoice.document_no), "2026-05-04", "open"]
    assert files[f"disputes/{case.dispute_no}/papers/order.pdf"] == b"%PDF-x"
    assert not any(b"a hopeless case" in content for content in files.values())
