"""Homes, processes and clusters for tests about the database itself."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Connects as every Cashwright process does, says which server answered, and stays until its
# input ends. Of the settings it loads only the database: what the others take to load is of no interest here.
VISITOR = """
import sys
from django.conf import settings
from cashwright.project import database
settings.configure(DATABASES={"default": database.settings_dict()})
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute(sys.argv[1])
    row = cursor.fetchone() if cursor.description else None
print(row[0] if row else "", flush=True)
connection.close()
sys.stdin.read()
"""
WHICH_SERVER = "select pg_postmaster_start_time()::text"


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process of ours with a home of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CASHWRIGHT_")}
    kept.pop("DATABASE_URL", None)
    return kept | {
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "cashwright.project.settings",
        "CASHWRIGHT_HOME": str(home),
        "CASHWRIGHT_DATABASE_LINGER": "0.5",
        **more,
    }


def visit(
    home: Path, sql: str = WHICH_SERVER, *, prefix: tuple[str, ...] = ()
) -> subprocess.Popen[str]:
    """Start a process that runs `sql` on the server of `home` and stays until `answer` is called."""
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", VISITOR, sql],
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
    )


def told(process: subprocess.Popen[str]) -> str:
    """Wait for what a visitor is told; it stays."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def answer(process: subprocess.Popen[str]) -> str:
    """What a visitor was told, once it has left in good order."""
    out, err = process.communicate("", timeout=120)
    assert process.returncode == 0, err
    return out.strip()


def ask(home: Path, sql: str) -> str:
    """The first value `sql` gives on the server of `home`."""
    return answer(visit(home, sql))


def cashwright(
    *arguments: str,
    home: Path,
    check: bool = True,
    extra: dict[str, str] | None = None,
    **more: str,
) -> subprocess.CompletedProcess[str]:
    """`cashwright arguments` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "cashwright", *arguments],
        env=environment(home, **more, **(extra or {})),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0 or not check, done.stderr
    return done


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False
