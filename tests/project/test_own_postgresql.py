"""A PostgreSQL of one's own at DATABASE_URL: Debian's 15 in particular."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from cashwright.project.embedded.owner import Owner, owner_of
from tests.project.cluster import ROOT, cashwright, environment

FORGETS = {"fsync", "synchronous_commit", "data_checksums"}


def _programs() -> Path | None:
    """The newest PostgreSQL from 15 on that Debian has installed."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if _version(path) >= 15]
    return max(found, key=_version, default=None)


def _version(programs: Path) -> int:
    return int(programs.parent.name)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The DATABASE_URL of a new cluster that is fast because it forgets when the power fails."""
    tools = _programs()
    if tools is None:
        pytest.skip("Debian's postgresql is not installed here")
    base = tmp_path_factory.mktemp("pg")
    owner = owner_of(base)
    os.chown(base, owner.uid, owner.gid)
    folder = base / "data"
    made = ["--auth=trust", "--encoding=UTF8", "--username=books", "--no-sync"]
    _run(owner, tools, ["initdb", "-D", str(folder), *made])
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off"
    started = ["-w", "-l", str(folder / "log"), "-o", options, "start"]
    _run(owner, tools, ["pg_ctl", "-D", str(folder), *started])
    yield f"postgresql://books@/postgres?host={quote(str(folder), safe='')}"
    _run(owner, tools, ["pg_ctl", "-D", str(folder), "-m", "immediate", "stop"])
    shutil.rmtree(base)


def _run(owner: Owner, tools: Path, command: list[str]) -> None:
    """Run `tool -D folder ...` as the cluster's owner, who may not be root."""
    argv = owner.command([str(tools / command[0]), *command[1:]], through=[Path(command[2])])
    # Not captured: a pipe would stay open in the server and never end.
    subprocess.run(argv, stdout=subprocess.DEVNULL, cwd="/", check=True)


@pytest.fixture(scope="module")
def books(own: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The DATABASE_URL of a migrated database there, on which the tests of BOOKS hold."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "--reuse-db",
            *BOOKS,
        ],
        cwd=ROOT,
        env=environment(tmp_path_factory.mktemp("home"), DATABASE_URL=own),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return own.replace("/postgres?", "/test_postgres?")


# Migrations, triggers, locks, COPY and the hash chain: what depends on the server's version.
BOOKS = [
    "tests/areas/controls/test_services.py",
    "tests/areas/ledger/test_services.py",
    "tests/areas/ledger/test_periods.py",
    "tests/columns/test_copy.py",
]


def test_the_books_hold_there_and_the_doctor_says_what_it_would_forget(
    books: str, tmp_path: Path
) -> None:
    done = cashwright("doctor", "--json", home=tmp_path, check=False, DATABASE_URL=books)
    assert done.returncode == 1
    findings = {found["subject"]: found for found in json.loads(done.stdout)["findings"]}
    assert findings["server"]["value"].startswith("PostgreSQL 1")
    assert findings["server"]["value"].endswith("at DATABASE_URL")
    wrong = {name for name, found in findings.items() if found["verdict"] == "wrong"}
    assert wrong == FORGETS


def test_in_production_a_database_that_forgets_is_refused(books: str, tmp_path: Path) -> None:
    production = {
        "CASHWRIGHT_PRODUCTION": "1",
        "CASHWRIGHT_SECRET_KEY": "a strong key of fifty characters, and then some more",
        "CASHWRIGHT_HOSTS": "ar.example.com",
        "DATABASE_URL": books,
    }
    done = cashwright("worker", "--once", home=tmp_path, check=False, extra=production)
    assert done.returncode == 1
    for name in FORGETS:
        assert f"{name} is off" in done.stderr


def test_what_is_not_ours_we_do_not_stop(own: str, tmp_path: Path) -> None:
    refused = cashwright("db", "stop", home=tmp_path, check=False, DATABASE_URL=own)
    assert refused.returncode == 1
    assert "not ours" in refused.stderr
    assert not (tmp_path / "postgresql").exists(), "nothing of ours was started beside it"
