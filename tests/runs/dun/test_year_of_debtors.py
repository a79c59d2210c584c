"""Debtors reminded day after day while they pay, write, promise, dispute, agree and leave: nothing goes wrong.

A fortnight with the night of the clock change and Easter is part of the suite. The year of a thousand is
run by hand and takes an hour of one processor:

    CASHWRIGHT_DEBTORS=1000 CASHWRIGHT_DEBTOR_DAYS=365 pytest tests/runs/dun -s
"""

import os
from datetime import date, timedelta
from typing import Any

import pytest

from tests.runs.dun.channel import SENDERS
from tests.runs.dun.year import Year

DEBTORS = int(os.environ.get("CASHWRIGHT_DEBTORS", "30"))
DAYS = int(os.environ.get("CASHWRIGHT_DEBTOR_DAYS", "14"))
FROM = date(2026, 3, 26)


@pytest.mark.django_db(transaction=DEBTORS > 100)
def test_nobody_is_reminded_wrongly_on_any_day(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CASHWRIGHT_SENDERS = SENDERS
    year = Year.of(DEBTORS, FROM, DAYS)
    for offset in range(DAYS):
        year.work(FROM + timedelta(days=offset), monkeypatch)
    year.checker.in_the_end()
    print(dict(year.lives.done), dict(year.lives.refused), dict(year.checker.counted))
    assert not year.checker.broken, "\n".join(["", *year.checker.broken[:100]])
    assert year.checker.counted["reminders"] > DEBTORS / 2, "there was something to check"
    assert year.checker.counted["shown as planned, 1 day ahead"] > DEBTORS
