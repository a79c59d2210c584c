"""`cashwright import` and `cashwright export`: what a person types, and what they read."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.reading import Asked
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.payments.models import Payment
from cashwright.kernel.actors import Actor
from cashwright.runs.load import LoadOptions
from cashwright.surfaces import importing
from cashwright.surfaces.cli import export, import_
from tests.runs.load_makers import INVOICES, PAYMENTS

pytestmark = pytest.mark.usefixtures("clock")


def run(app: Any, *arguments: object, code: int = 0) -> Any:
    result = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path / "home"
    return tmp_path


def _file(home: Path, text: str, name: str = "open items.csv") -> Path:
    path = home / name
    path.write_text(text)
    return path


@pytest.mark.django_db(transaction=True)
def test_a_file_is_taken_in_one_line_and_the_answer_is_in_plain_words(home: Path) -> None:
    told = run(import_.app, "invoices", _file(home, INVOICES), "--currency", "EUR").stdout
    assert "Taken: open items.csv into MAIN" in told
    assert "3 rows, 3 documents: 3 posted, 0 known already, 0 refused; 2 new customers" in told
    assert "EUR: invoices 157.75" in told
    paid = run(import_.app, "payments", _file(home, PAYMENTS, "p.csv"), "--json").stdout
    assert json.loads(paid)["amounts"] == {"EUR": {"payments": "107.50"}}
    assert (Invoice.objects.count(), Payment.objects.count()) == (3, 2)
    assert list((home / "home" / "scratch").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_refused_file_ends_with_code_one_and_says_where_and_what_to_do(home: Path) -> None:
    path = _file(home, INVOICES + "C-1,Cog,soon,,5.00\n")
    told = run(import_.app, "invoices", path, "--currency", "EUR", code=1).stdout
    assert "Refused, nothing was taken" in told
    assert "exchange.date_unreadable (issued_on): 1 rows, first in row 5." in told
    fixed = home / "home" / "refused" / "open items.refused.csv"
    assert f"refused rows: {fixed}" in told
    assert fixed.read_text().splitlines()[1].startswith("C-1,Cog,soon,,5.00,5,")
    assert Invoice.objects.count() == 0


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_refused_in_plain_words(home: Path) -> None:
    path = _file(home, INVOICES + "C-1,Cog\n", "cut.csv")
    told = run(import_.app, "invoices", path, code=1).stderr
    assert told.splitlines()[0] == "Refused, nothing was taken: cut.csv, row 5"
    assert "exchange.row_ragged: cells: 2; expected: 5" in told
    answer = run(import_.app, "payments", _file(home, "", "empty.csv"), "--json", code=1).stdout
    assert json.loads(answer) == {
        "state": "refused",
        "code": "exchange.file_empty",
        "file": "empty.csv",
        "remedy": "Export the file again: it has no header row with rows under it.",
    }


@pytest.mark.django_db
def test_what_would_happen_is_shown_without_happening(home: Path) -> None:
    options = ["--currency", "EUR", "--dry-run", "--map", "total_amount=Amount"]
    told = run(import_.app, "invoices", _file(home, INVOICES), *options).stdout
    assert "Would be taken" in told
    assert Invoice.objects.count() == 0
    run(import_.app, "invoices", _file(home, INVOICES), "--map", "Amount", code=2)
    run(import_.app, "invoices", _file(home, INVOICES), "--decimal", "dot", code=2)


@pytest.mark.django_db(transaction=True)
def test_everything_can_be_taken_out_into_a_folder(home: Path) -> None:
    run(import_.app, "invoices", _file(home, INVOICES), "--currency", "EUR")
    out = home / "out"
    assert "3 invoices in" in run(export.app, "all", "--out", out, "--format", "parquet").stdout
    assert (out / "postings.parquet").exists()
    run(export.app, "invoices", "--out", home / "i.csv")
    assert len((home / "i.csv").read_text().splitlines()) == 4
    run(export.app, "nonsense", "--out", out, code=2)
    run(export.app, "invoices", "--out", out, "--format", "doc", code=2)


@pytest.mark.django_db(transaction=True)
def test_an_upload_is_kept_out_of_sight_and_imported_by_the_queue_once(home: Path) -> None:
    kept = importing.keep_upload(
        [INVOICES[:40].encode(), INVOICES[40:].encode()], "../../etc/x.csv"
    )
    assert kept.parent == home / "home" / "uploads"
    shown = importing.preview_file(
        kept, kind=Kind.INVOICES, asked=Asked(currency="EUR"), file_name="x.csv"
    )
    assert len(shown.rows) == 3
    job: dict[str, Any] = {}
    defer = importing.import_kept_file.defer
    importing.import_kept_file.defer = lambda **given: job.update(given) or 1  # type: ignore[method-assign]
    try:
        import_id = importing.import_later(
            kept, kind=Kind.INVOICES, asked=Asked(currency="EUR"),
            options=LoadOptions(fixed_up=importing.refused_file("x.csv")),
            by=Actor.human("usr_ann"), file_name="x.csv",
        )  # fmt: skip
    finally:
        importing.import_kept_file.defer = defer  # type: ignore[method-assign]
    importing.import_kept_file(**json.loads(json.dumps(job)))
    batch = ImportBatch.objects.get(pk=import_id)
    assert (batch.state, batch.posted, batch.started_by) == ("done", 3, "usr_ann")
    assert not kept.exists()
    kept.write_text(INVOICES)
    importing.import_kept_file(**job)
    assert Invoice.objects.count() == 3
