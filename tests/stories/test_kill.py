"""Killed at any commit and started again, the books end as if nobody had been killed.

By default the scenario is killed early, what goes on is killed a little later, and so on until it
comes through. With CASHWRIGHT_KILL_ALL=1 it is also killed at each of its commits alone, before and
after it, from the start.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from cashwright.areas.messaging.models import Message
from cashwright.runs import day as days
from cashwright.runs.day import run_day
from cashwright.runs.models import Run
from cashwright.runs.verify import verify
from tests import makers, restoring
from tests.canonical import canonical, differences
from tests.runs.day_makers import FEB_2, applied, counted

ROOT = Path(__file__).resolve().parents[2]
ALL = os.environ.get("CASHWRIGHT_KILL_ALL") == "1"


def _played(url: str, folder: Path, *how: str) -> dict[str, int]:
    """The scenario in children of a process of its own, whose mail goes to `folder`."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.stories.killing", str(folder), *how],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "CASHWRIGHT_HOME": str(folder / "home"),
             "DJANGO_SETTINGS_MODULE": "cashwright.project.settings",
             "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return told


def _dump() -> dict[str, list[str]]:
    def ask(sql: str) -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    return canonical(ask)


def _check(expected: dict[str, list[str]], folder: Path) -> None:
    """The same books, every invariant, and no mail twice."""
    assert differences(expected, _dump()) == {}
    report = verify()
    assert report.ok, [result.sentence for result in report.results if not result.ok]
    sent = _mailed(folder)
    assert len(sent) == len(set(sent))
    noted = Message.objects.filter(state="sent").count()
    unsure = Message.objects.filter(state="sending").count()
    assert noted + unsure == Message.objects.count()
    assert noted <= len(sent) <= noted + unsure


def _mailed(folder: Path) -> list[str]:
    """The Message-ID of every mail that left, as often as it left."""
    texts = [file.read_text() for file in (folder / "home" / "mail").glob("*")]
    return re.findall(r"^Message-ID: (.+)$", "\n".join(texts), re.MULTILINE)


def test_killed_at_commit_after_commit_the_books_end_the_same(
    database_url: str, tmp_path: Path
) -> None:
    whole = _played(database_url, tmp_path / "whole", "whole")
    expected = _dump()
    _check(expected, tmp_path / "whole")
    assert len(expected["applications"]) == 2
    assert len(expected["tasks"]) == 1
    assert len(expected["messages"]) == 2

    for when in ("after", "before"):
        restoring.restore()
        told = _played(database_url, tmp_path / when, when, "all")
        assert told["killed"] >= 5
        _check(expected, tmp_path / when)

    for number in range(1, whole["commits"] + 1) if ALL else ():
        for when in ("before", "after"):
            restoring.restore()
            folder = tmp_path / f"{when}-{number}"
            assert _played(database_url, folder, when, str(number))["killed"] == 1
            _check(expected, folder)


@pytest.mark.django_db(transaction=True)
def test_a_run_whose_connection_is_cut_ends_in_words_and_the_next_one_finishes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = makers.entity()
    buyer = makers.customer(home)
    makers.invoice(buyer, 100_00)
    makers.payment(buyer, 100_00)

    def cut(_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patch:
        patch.setattr(days, "measure", cut)
        with pytest.raises(OperationalError):
            run_day(home, FEB_2)
    assert Run.objects.get().state == "running"

    done = run_day(home, FEB_2)

    assert done.run.pk == Run.objects.get().pk
    assert done.run.state == "done"
    assert counted(done, "apply_cash") == {"exact": 1}
    assert {minor for *_, minor in applied()} == {100_00}
