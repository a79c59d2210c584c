"""An import that dies leaves nothing behind, and the next one says so and does it all."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from cashwright.areas.controls.queries import verify_chains
from cashwright.areas.exchange import queries
from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.services import BatchProgress
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.models import Posting
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.connectors.files import read_table, write_rows_file
from cashwright.kernel.clock import FixedClock
from cashwright.runs.load import LoadOptions, load
from tests.runs.load_makers import CLERK, EUR, INVOICES, Desk

pytestmark = pytest.mark.usefixtures("clock")

# A process of its own that kills itself: at a stage, or right after its n-th commit.
_CHILD = """
import json, os, signal, sys
from pathlib import Path
import django
django.setup()
from django.db import connection
from cashwright.areas.access import reach
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.connectors.files import read_table, write_rows_file
from cashwright.runs.load import LoadOptions, load
from tests.runs.load_makers import CLERK, EUR

reach.rest_on(reach.HOUSE_ITSELF)
path, into, stage, commit = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
def die():
    os.kill(os.getpid(), signal.SIGKILL)
def progress(name, done, total):
    if name == stage:
        die()
commits = 0
connection.ensure_connection()
plain = connection._commit
def counted():
    global commits
    plain()
    commits += 1
    if commits == commit:
        die()
connection._commit = counted
into.mkdir()
load(read_table(path, into), kind=Kind.INVOICES, asked=EUR, options=LoadOptions(), by=CLERK,
     write_rows=write_rows_file, progress=progress)
print(commits)
"""


def _child(
    tmp_path: Path, url: str, *, stage: str = "", commit: int = 0
) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "invoices.csv"
    path.write_text(INVOICES)
    into = tmp_path / f"rows-{stage}-{commit}"
    command = [sys.executable, "-c", _CHILD, str(path), str(into), stage, str(commit)]
    return subprocess.run(
        command,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cashwright.project.settings",
             "PYTHONPATH": os.pathsep.join(["src", "."])},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def _books() -> tuple[int, int, int, int]:
    return (
        LegalEntity.objects.count(),
        Customer.objects.count(),
        Invoice.objects.count(),
        Posting.objects.count(),
    )


def _whole(tmp_path: Path) -> None:
    """After whatever happened: one more import, and everything is there exactly once."""
    report = Desk(tmp_path).invoices()
    assert report.posted + report.known == 3
    assert _books() == (1, 2, 3, 6)
    assert ImportBatch.objects.filter(state="running").count() == 0
    assert all(chain.broken is None for chain in verify_chains())


@pytest.mark.parametrize("stage", ["reading", "checking", "posting"])
def test_a_kill_at_any_stage_leaves_nothing_and_the_next_import_does_it_all(
    tmp_path: Path, database_url: str, stage: str
) -> None:
    died = _child(tmp_path, database_url, stage=stage)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert _books() == (0, 0, 0, 0)
    assert ImportBatch.objects.get().state == "running"
    _whole(tmp_path)
    assert sorted(ImportBatch.objects.values_list("state", flat=True)) == ["done", "interrupted"]


def test_a_kill_after_any_commit_is_made_good_by_importing_again(
    tmp_path: Path, database_url: str
) -> None:
    for commit in range(1, 10):
        died = _child(tmp_path, database_url, commit=commit)
        if died.returncode == 0:
            assert commit > 2
            break
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert _books() in ((0, 0, 0, 0), (1, 2, 3, 6))
    else:
        pytest.fail("the import never came to its end")
    _whole(tmp_path)


@pytest.mark.usefixtures("transactional_db")
def test_a_database_that_goes_away_in_the_middle_takes_everything_back(tmp_path: Path) -> None:
    def cut(stage: str, done: int, total: int) -> None:
        if stage == "posting":
            connection.connection.close()

    into = tmp_path / "rows"
    into.mkdir()
    path = tmp_path / "invoices.csv"
    path.write_text(INVOICES)
    with pytest.raises(Exception, match="closed"):
        load(
            read_table(path, into), kind=Kind.INVOICES, asked=EUR, options=LoadOptions(),
            by=CLERK, write_rows=write_rows_file, progress=cut,
        )  # fmt: skip
    connection.close()
    assert _books() == (0, 0, 0, 0)
    _whole(tmp_path)


@pytest.mark.usefixtures("transactional_db")
def test_others_see_how_far_it_is_before_it_is_through(tmp_path: Path, clock: FixedClock) -> None:
    seen: list[tuple[str, int, str, int]] = []
    given = connection.get_connection_params()
    given = {
        key: given[key] for key in ("host", "port", "user", "password", "dbname") if given.get(key)
    }

    def look(stage: str, done: int, total: int) -> None:
        with psycopg.connect(**given) as other:
            row = other.execute(
                "SELECT b.state, p.stage FROM exchange_importbatch b"
                " LEFT JOIN exchange_importprogress p ON p.batch_id = b.id"
            ).fetchone()
            count = other.execute("SELECT count(*) FROM invoicing_invoice").fetchone()
        assert row is not None
        assert count is not None
        seen.append((stage, done, f"{row[0]} {row[1]}", count[0]))

    into = tmp_path / "rows"
    into.mkdir()
    path = tmp_path / "invoices.csv"
    path.write_text(INVOICES)
    load(
        read_table(path, into), kind=Kind.INVOICES, asked=EUR, options=LoadOptions(), by=CLERK,
        write_rows=write_rows_file, progress=look, watch=BatchProgress,
    )  # fmt: skip
    assert ("posting", 3, "running posting", 0) in seen
    batch = ImportBatch.objects.get()
    assert (batch.state, queries.progress(batch.pk)) == ("done", None)
    assert json.loads(json.dumps(batch.amounts))["EUR"]["invoices"] == "157.75"
