"""A PostgreSQL of one's own at DATABASE_URL: Debian's 15 in particular."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from cashwright.project.embedded.owner import Owner, owner_of
from tests.project.cluster import ROOT, cashwright, environment

Cluster = Callable[..., str]


def _programs() -> Path | None:
    """The newest PostgreSQL from 15 on that Debian has installed."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if _version(path) >= 15]
    return max(found, key=_version, default=None)


def _version(programs: Path) -> int:
    return int(programs.parent.name)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start a new cluster with the settings given; returns its DATABASE_URL."""
    tools = _programs()
    if tools is None:
        pytest.skip("Debian's postgresql is not installed here")
    base = tmp_path_factory.mktemp("pg")
    owner = owner_of(base)
    os.chown(base, owner.uid, owner.gid)
    started: list[Path] = []

    def start(**settings: str) -> str:
        folder = base / str(len(started))
        made = ["--auth=trust", "--encoding=UTF8", "--username=books", "--no-sync"]
        made += ["--data-checksums"] * (settings.pop("data_checksums", "on") == "on")
        _run(owner, tools, ["initdb", "-D", str(folder), *made])
        options = [f"-c {name}={value}" for name, value in settings.items()]
        listen = f"-k {folder} -c listen_addresses= {' '.join(options)}"
        log = str(folder / "log")
        _run(owner, tools, ["pg_ctl", "-D", str(folder), "-w", "-l", log, "-o", listen, "start"])
        started.append(folder)
        return f"postgresql://books@/postgres?host={quote(str(folder), safe='')}"

    yield start
    for folder in started:
        _run(owner, tools, ["pg_ctl", "-D", str(folder), "-m", "immediate", "stop"])
        shutil.rmtree(folder)


def _run(owner: Owner, tools: Path, command: list[str]) -> None:
    """Run `tool -D folder ...` as the cluster's owner, who may not be root."""
    argv = owner.command([str(tools / command[0]), *command[1:]], through=[Path(command[2])])
    # Its output goes nowhere: a pipe would stay open in the server and never end.
    done = subprocess.run(argv, stdout=subprocess.DEVNULL, cwd="/", check=False)
    assert done.returncode == 0, command


def test_a_database_of_ones_own_is_migrated_and_found_well(
    cluster: Cluster, tmp_path: Path
) -> None:
    url = cluster()
    assert "migrations applied" in cashwright("migrate", home=tmp_path, DATABASE_URL=url).stdout
    told = json.loads(cashwright("doctor", "--json", home=tmp_path, DATABASE_URL=url).stdout)
    assert told["well"]
    (server,) = [each for each in told["findings"] if each["subject"] == "server"]
    assert server["value"].startswith("PostgreSQL 1")
    assert server["value"].endswith("at DATABASE_URL")
    refused = cashwright("db", "stop", home=tmp_path, check=False, DATABASE_URL=url)
    assert refused.returncode == 1
    assert "not ours" in refused.stderr
    assert not (tmp_path / "postgresql").exists()


@pytest.fixture(scope="module")
def forgetful(cluster: Cluster) -> str:
    """A cluster that answers before anything is on the disk."""
    return cluster(fsync="off", synchronous_commit="off", data_checksums="off")


def test_a_database_that_forgets_is_refused_in_production(forgetful: str, tmp_path: Path) -> None:
    production = {
        "CASHWRIGHT_PRODUCTION": "1",
        "CASHWRIGHT_SECRET_KEY": "a strong key of fifty characters, and then some more",
        "CASHWRIGHT_HOSTS": "ar.example.com",
        "DATABASE_URL": forgetful,
    }
    done = cashwright("worker", "--once", home=tmp_path, check=False, extra=production)
    assert done.returncode == 1
    for name in ("fsync", "synchronous_commit", "data_checksums"):
        assert f"{name} is off" in done.stderr


def test_the_books_hold_on_a_database_of_ones_own(forgetful: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *BOOKS],
        cwd=ROOT,
        env=environment(tmp_path, DATABASE_URL=forgetful),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


# Triggers, locks, COPY and the hash chain: what depends on the server's version.
BOOKS = ["tests/areas/controls", "tests/areas/ledger", "tests/columns/test_copy.py"]
