"""A process that plays a scenario in children, each of which kills itself at a commit.

    python -m tests.stories.killing FOLDER whole              nobody dies; prints the commits
    python -m tests.stories.killing FOLDER before|after N     dies there, then another plays it to its end
    python -m tests.stories.killing FOLDER before|after all   one after another dies, each at a later
                                                              commit, until one lives

Children are forked: what is slow to load is loaded once. It must not have used Polars or the
database before, since neither outlives a fork. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import date
from pathlib import Path

import django

django.setup()

from django.db import connections  # noqa: E402

from cashwright.areas.access import reach  # noqa: E402
from cashwright.areas.parties.queries import entity_by_code  # noqa: E402
from cashwright.kernel.clock import noon_utc, running_on  # noqa: E402
from cashwright.runs.day import run_days  # noqa: E402
from tests.runs.load_makers import Desk  # noqa: E402

reach.rest_on(reach.HOUSE_ITSELF)
CUSTOMERS = (
    "Account,Name,Email,Country,Currency\n"
    "ACME,Acme,pay@acme.example,DE,EUR\nBOLT,Bolt,pay@bolt.example,DE,EUR\n"
)
INVOICES = (
    "Invoice No,Account,Invoice Date,Due Date,Amount\n"
    "A-1,ACME,2026-01-05,2026-02-04,100.00\nA-2,ACME,2026-01-10,2026-02-06,50.25\n"
    "A-3,ACME,2026-01-10,2026-02-04,70.00\nA-4,ACME,2026-01-10,2026-02-04,70.00\n"
    "B-1,BOLT,2026-01-31,2026-02-04,7.50\n"
)
PAYMENTS = (
    "Payment Id,Account,Date,Amount\n"
    "P-1,ACME,2026-02-04,100.00\nP-2,ACME,2026-02-05,70.00\nP-3,BOLT,2026-02-06,5.00\n"
)
FROM, UNTIL = date(2026, 2, 4), date(2026, 2, 6)
CHILDREN_MAX = 200


def play(folder: Path) -> None:
    """Three files into the books, three days worked."""
    folder.mkdir()
    with running_on(noon_utc(date(2026, 3, 2))):
        desk = Desk(folder)
        desk.customers(CUSTOMERS)
        desk.invoices(INVOICES)
        desk.payments(PAYMENTS)
        list(run_days([entity_by_code("MAIN")], FROM, UNTIL))


def _count_commits(when: str, at: int) -> list[int]:
    """From now on commits are counted, and the `at`-th is this process's last moment."""
    count, books = [0], connections["default"]
    commit = books._commit  # type: ignore[attr-defined]

    def counted() -> None:
        count[0] += 1
        if when == "before" and count[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)
        commit()
        if when == "after" and count[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)

    books._commit = counted  # type: ignore[attr-defined]
    return count


def child(folder: Path, when: str = "never", at: int = 0) -> int | None:
    """Play in a process of its own; how many commits it made, or None when it was killed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        code = 1
        try:
            count = _count_commits(when, at)
            play(folder)
            os.write(writing, str(count[0]).encode())
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        answer = told.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return None
    assert status == 0, "a child broke without being killed"
    return int(answer)


def main(folder: Path, when: str, at: str = "0") -> dict[str, int]:
    """Do what the arguments say; `killed` children died, the last made `commits`."""
    if when == "whole":
        return {"killed": 0, "commits": child(folder / "whole") or 0}
    if at != "all":
        died = child(folder / "dies", when, int(at)) is None
        return {"killed": int(died), "commits": child(folder / "lives") or 0}
    first = {"after": 1, "before": 3}[when]
    for killed, number in enumerate(range(first, CHILDREN_MAX, 4)):
        commits = child(folder / str(number), when, number)
        if commits is not None:
            return {"killed": killed, "commits": commits}
    raise AssertionError("the scenario never came to its end")


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), *sys.argv[2:])))
