"""The main job on real input: 1,488 invoices and 1,469 payments that name no invoice, 547 days.

The commands are those of the README, each a process of its own, in a fresh home. In the middle of the
run the database is killed; what follows must be as if nothing had happened.
"""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cashwright.kernel.currencies import minor_of
from tests.canonical import canonical, differences
from tests.project.cluster import environment

FOLDER = "ar-ibm/"
SPAN = ["--from", "2012-01-01", "--to", "2013-06-30"]
DAYS = 547
STAYING = {"CASHWRIGHT_DATABASE_LINGER": "120"}  # the server is not stopped between two commands


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("ibm")
    yield folder
    _run(folder, "db", "stop")


@pytest.fixture(scope="module")
def worked(home: Path, real_data: Callable[[str], Path]) -> list[dict[str, Any]]:
    """What each command said: both imports, the run that lost its database, the run after it."""
    invoices = real_data(FOLDER + "invoices_before_2013-03-01.csv")
    payments = real_data(FOLDER + "DERIVED_payments.csv")
    told = [_told(home, "import", "invoices", str(invoices), "--json")]
    told.append(_told(home, "import", "payments", str(payments), "--json"))
    told.append({"error": _killed_in_the_middle(home)})
    told.append(_told(home, "run", "day", *SPAN, "--json"))
    return told


def _run(home: Path, *arguments: str) -> str:
    """What `cashwright arguments` printed; it must have gone well."""
    done = subprocess.run(
        [sys.executable, "-m", "cashwright", *arguments],
        env=environment(home, **STAYING), capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _told(home: Path, *arguments: str) -> Any:
    return json.loads(_run(home, *arguments))


def _server(home: Path) -> dict[str, Any]:
    status = _told(home, "db", "status", "--json")
    return {"host": str(Path(status["socket"]).parent), "user": "postgres", "dbname": "cashwright"}


@pytest.fixture(scope="module")
def ask(home: Path, worked: list[dict[str, Any]]) -> Callable[[str], list[tuple[Any, ...]]]:
    """Runs a SELECT on the home's database."""
    given = _server(home)

    def rows(sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(**given) as connection:
            return connection.execute(sql).fetchall()

    return rows


def _killed_in_the_middle(home: Path) -> str:
    """Run the span, kill PostgreSQL once some days are done; what the command then said."""
    running = subprocess.Popen(
        [sys.executable, "-m", "cashwright", "run", "day", *SPAN],
        env=environment(home, **STAYING), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    given = _server(home)
    deadline = time.monotonic() + 120
    while _days_done(given) < 20:
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline, "the run does not come forward"
        time.sleep(0.1)
    postmaster = Path(given["host"]) / "postmaster.pid"
    os.kill(int(postmaster.read_text().split()[0]), signal.SIGKILL)
    _, errors = running.communicate(timeout=120)
    assert running.returncode == 3, errors
    return errors


def _days_done(given: dict[str, Any]) -> int:
    try:
        with psycopg.connect(**given) as connection:
            row = connection.execute(
                "SELECT count(*) FROM runs_run WHERE state = 'done'"
            ).fetchone()
            return int(row[0]) if row else 0
    except psycopg.Error:  # the server is starting, or has no tables yet
        return 0


def _minor(amount: str) -> int:
    return minor_of(amount, "USD")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_both_files_go_in_whole(worked: list[dict[str, Any]]) -> None:
    invoices, payments, *_ = worked
    assert (invoices["posted"], invoices["refused"], invoices["new_customers"]) == (1488, 0, 100)
    assert invoices["amounts"]["USD"]["invoices"] == "88907.10"
    assert (payments["posted"], payments["refused"]) == (1469, 0)
    assert payments["amounts"]["USD"]["payments"] == "88907.10"


def test_a_run_whose_database_is_killed_says_so_and_the_next_goes_on(
    worked: list[dict[str, Any]],
) -> None:
    *_, died, done = worked
    assert "The database cannot be reached" in died["error"] or "lost" in died["error"]
    assert "Traceback" not in died["error"]
    assert done["done_before"] >= 20
    assert done["runs"] + done["done_before"] == DAYS


def test_every_payment_is_applied_to_exactly_the_invoices_it_paid(
    ask: Callable[[str], list[tuple[Any, ...]]], real_data: Callable[[str], Path]
) -> None:
    answer = {
        (row["payment_id"], row["invoiceNumber"], _minor(row["applied_amount"]))
        for row in _rows(real_data(FOLDER + "DERIVED_payment_to_invoice.csv"))
    }
    applied = ask(
        "SELECT p.source_ref, i.document_no, a.amount_minor, a.applied_on = p.received_on"
        " FROM cash_application a JOIN payments_payment p ON p.id = a.source_id"
        " JOIN invoicing_invoice i ON i.id = a.invoice_id"
    )
    assert len(applied) == len(answer) == 1488
    assert {row[:3] for row in applied} == answer
    assert {row[3] for row in applied} == {True}, "each on the day it came"
    assert ask("SELECT count(*) FROM payments_payment WHERE unapplied_minor <> 0") == [(0,)]
    # Nobody at these customers can be written to, so reminders are a person's; no money is asked about.
    assert ask("SELECT count(*) FROM controls_task WHERE kind !~ '^(collections|credit)[.]'") == [
        (0,)
    ]


@pytest.mark.parametrize("as_of", ["2012-06-30", "2012-12-31"])
def test_aging_of_the_past_is_right_to_the_cent_after_all_of_it_was_paid(
    home: Path, worked: list[dict[str, Any]], real_data: Callable[[str], Path], as_of: str
) -> None:
    given = json.loads(real_data(FOLDER + "EXPECTED_ar.json").read_text())["ageing"]
    expected = next(snapshot for snapshot in given if snapshot["as_of"] == as_of)
    (told,) = _told(home, "report", "aging", "--as-of", as_of, "--json")
    assert told["buckets"] == expected["buckets"]
    assert (told["open_total"], told["currency"], told["as_of"]) == (
        expected["open_total"], "USD", as_of,
    )  # fmt: skip


def test_open_items_of_the_past_are_those_of_its_aging(
    home: Path, worked: list[dict[str, Any]], real_data: Callable[[str], Path]
) -> None:
    expected = json.loads(real_data(FOLDER + "EXPECTED_ar.json").read_text())["ageing"][0]
    (told,) = _told(home, "report", "open-items", "--as-of", expected["as_of"], "--json")
    assert told["open_total"] == {"USD": expected["open_total"]}
    by_bucket = Counter(item["bucket"] for item in told["items"])
    assert by_bucket == {name: of["invoices"] for name, of in expected["buckets"].items()}


def test_on_every_day_the_ledger_says_what_the_source_says(
    ask: Callable[[str], list[tuple[Any, ...]]], real_data: Callable[[str], Path]
) -> None:
    source = _rows(real_data(FOLDER + "invoices_before_2013-03-01.csv"))
    moved: dict[date, int] = {}
    for row in source:
        amount = _minor(row["InvoiceAmount"])
        for text, sign in ((row["InvoiceDate"], 1), (row["SettledDate"], -1)):
            month, day, year = map(int, text.split("/"))
            on = date(year, month, day)
            moved[on] = moved.get(on, 0) + sign * amount
    booked = dict(
        ask(
            "SELECT p.effective_on, sum(p.amount_minor)::bigint FROM ledger_posting p"
            " JOIN ledger_account a ON a.code = p.account_id WHERE a.role = 'receivable'"
            " GROUP BY p.effective_on"
        )
    )
    span = [date(2012, 1, 1) + timedelta(days=n) for n in range(DAYS)]
    assert list(accumulate(booked.get(day, 0) for day in span)) == list(
        accumulate(moved.get(day, 0) for day in span)
    )


def test_the_books_are_whole_and_running_it_all_again_changes_nothing(
    home: Path, ask: Callable[[str], list[tuple[Any, ...]]]
) -> None:
    assert _told(home, "verify", "--json")["ok"]
    heads = "SELECT id, seq, hash FROM controls_chain ORDER BY id"
    before, chains = canonical(ask), ask(heads)
    assert len(before["runs"]) == DAYS

    again = _told(home, "run", "day", *SPAN, "--json")

    assert (again["runs"], again["done_before"], again["report"]) == (0, DAYS, {})
    assert differences(before, canonical(ask)) == {}
    assert ask(heads) == chains
