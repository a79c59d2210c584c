"""The verifier on books that are whole: nothing to say, and it says so to people and machines."""

import json
import re
from pathlib import Path

import pytest
from django.db import connection
from typer.testing import CliRunner

from cashwright.areas.controls.checkpoints import checkpoint, written
from cashwright.kernel.clock import now
from cashwright.runs.verify import ALL, verify
from cashwright.runs.verify.check import NAMED_MAX, Check
from cashwright.surfaces.cli import checkpoint as checkpoint_command
from cashwright.surfaces.cli import verify as verify_command
from tests.books import whole_books

pytestmark = pytest.mark.django_db
runner = CliRunner()
NOT_YET = {"I-09"}  # clearing accounts come with the processors
IN_THE_BOOKS = {f"I-{n:02}" for n in (*range(1, 29), 35, *range(43, 51))} - NOT_YET


def test_books_in_which_everything_happened_once_break_nothing() -> None:
    whole_books()
    report = verify([checkpoint(now())])
    assert [(r.name, r.named) for r in report.broken] == []
    assert report.facts > 40


def test_empty_books_break_nothing() -> None:
    assert verify().ok


def test_every_invariant_of_the_books_has_a_check_and_every_check_its_own_name() -> None:
    whole_books()
    assert {result.invariant for result in verify().results} == IN_THE_BOOKS
    assert len({check.name for check in ALL}) == len(ALL)
    assert all(re.fullmatch(r"I-\d\d", c.invariant) and c.sentence.endswith(".") for c in ALL)


def test_verifying_leaves_nothing_behind() -> None:
    verify()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'verify%'")
        assert cursor.fetchone() == (0,)


def test_many_violations_are_counted_and_the_first_named() -> None:
    many = Check(
        "I-99", "many", "There are none.", "SELECT NULL, n, 'odd' FROM generate_series(1, 50) AS n"
    )
    (result,) = (r for r in verify(checks=[many]).results if r.name == "many")
    assert (result.violations, len(result.named)) == (50, NAMED_MAX)


def test_the_command_tells_machines_and_people(tmp_path: Path) -> None:
    whole_books()
    page = tmp_path / "page.txt"
    assert runner.invoke(checkpoint_command.app, ["--out", str(page)]).exit_code == 0
    told = runner.invoke(verify_command.app, ["--json", "--checkpoint", str(page)])
    assert told.exit_code == 0
    report = json.loads(told.stdout)
    assert report["ok"] is True
    assert {check["invariant"] for check in report["checks"]} == IN_THE_BOOKS
    assert "The books are whole." in runner.invoke(verify_command.app, []).stdout


def test_the_command_fails_and_names_the_document_when_the_books_are_broken() -> None:
    whole_books()
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica;"
            "UPDATE invoicing_series SET last_no = last_no + 1 WHERE prefix = 'CN'"
        )
    told = runner.invoke(verify_command.app, ["--json"])
    assert told.exit_code == 1
    wrong = [check for check in json.loads(told.stdout)["checks"] if not check["ok"]]
    assert [(c["invariant"], c["documents"][0]["document"]) for c in wrong] == [
        ("I-12", "CN-2026-000003")
    ]
    assert "CN-2026-000003" in runner.invoke(verify_command.app, []).stdout


def test_a_page_that_was_altered_is_no_checkpoint(tmp_path: Path) -> None:
    whole_books()
    page = tmp_path / "page.txt"
    page.write_text(written(checkpoint(now())).replace(" 1 ", " 2 ", 1).replace("at 2", "at 3"))
    assert runner.invoke(verify_command.app, ["--checkpoint", str(page)]).exit_code == 1
