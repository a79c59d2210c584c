"""Killed at any commit and started again, every contract is billed, and billed once.

By default the run is killed early, what goes on is killed a little later, and so on until it comes
through. With CASHWRIGHT_KILL_ALL=1 it is also killed at each of its commits alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

from cashwright.runs.verify import verify
from tests import restoring

ROOT = Path(__file__).resolve().parents[2]
ALL = os.environ.get("CASHWRIGHT_KILL_ALL") == "1"
_DUMPS = {
    "invoices": "SELECT c.account_no, i.state, i.issued_on, i.total_minor, i.parked_code"
    " FROM invoicing_invoice i JOIN parties_customer c ON c.id = i.customer_id",
    "notes": "SELECT c.account_no, n.issued_on, n.total_minor"
    " FROM invoicing_creditnote n JOIN parties_customer c ON c.id = n.customer_id",
    "lines": "SELECT c.account_no, l.from_on, l.until_on, l.revision, l.net_minor, l.tax_minor"
    " FROM invoicing_invoiceline l JOIN invoicing_invoice i ON i.id = l.invoice_id"
    " JOIN parties_customer c ON c.id = i.customer_id",
    "numbers": "SELECT prefix, last_no FROM invoicing_series",
    "items": "SELECT bill_on, net_minor, invoice_id IS NULL FROM contracts_billitem",
    "credit": "SELECT used_minor FROM contracts_creditgrant",
    "postings": "SELECT account_id, effective_on, sum(amount_minor) FROM ledger_posting GROUP BY 1, 2",
    "runs": "SELECT kind, as_of, state, report FROM runs_run",
    "facts": "SELECT name, count(*) FROM controls_fact GROUP BY 1",
}


def _played(url: str, folder: Path, *how: str) -> dict[str, int]:
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.stories.killing_bills", str(folder), *how],
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
    found = {}
    with connection.cursor() as cursor:
        for name, sql in _DUMPS.items():
            cursor.execute(sql)
            found[name] = sorted(map(repr, cursor.fetchall()))
    return found


def _check(expected: dict[str, list[str]]) -> None:
    assert _dump() == expected
    report = verify()
    assert report.ok, [result.sentence for result in report.broken]


def test_killed_at_commit_after_commit_every_contract_is_billed_once(
    database_url: str, tmp_path: Path
) -> None:
    whole = _played(database_url, tmp_path / "whole", "whole")
    expected = _dump()
    _check(expected)
    assert len(expected["invoices"]) == 12
    assert len(expected["notes"]) == 6

    for when in ("after", "before"):
        restoring.restore()
        told = _played(database_url, tmp_path / when, when, "all")
        assert told["killed"] >= 3
        _check(expected)

    for number in range(1, whole["commits"] + 1) if ALL else ():
        for when in ("before", "after"):
            restoring.restore()
            folder = tmp_path / f"{when}-{number}"
            assert _played(database_url, folder, when, str(number))["killed"] == 1
            _check(expected)
