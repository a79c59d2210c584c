"""Worklists are current in the morning without anybody having to wait for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from cashwright.areas.collections.models import WorklistEntry, WorklistHead
from cashwright.areas.collections.policies import CallOutcome
from cashwright.areas.collections.services import log_call
from cashwright.areas.controls.services import set_book_clock
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs import keep_worklists as keeping
from cashwright.runs.keep_worklists import keep_worklists
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db

TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def home() -> Iterator[LegalEntity]:
    with running_on(noon_utc(TODAY)):
        made = makers.entity()
        for n in range(3):
            makers.invoice(makers.customer(made, f"C-{n}"), 100_00, due_on=date(2026, 2, 1))
        yield made


def test_a_new_day_is_reckoned_once(home: LegalEntity) -> None:
    assert [keep_worklists(), keep_worklists()] == [1, 0]
    with running_on(noon_utc(TOMORROW)):
        assert [keep_worklists(), keep_worklists()] == [1, 0]
        assert WorklistHead.objects.get().as_of == TOMORROW
    assert WorklistEntry.objects.count() == 3


def test_what_a_page_would_follow_is_left_to_it_and_more_is_reckoned(
    home: LegalEntity, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_worklists()
    for customer_id in WorklistEntry.objects.values_list("customer_id", flat=True):
        log_call(customer_id=customer_id, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN)
    assert keep_worklists() == 0
    monkeypatch.setattr(keeping, "FOLLOWED_MAX", 2)
    assert keep_worklists() == 1
    assert WorklistEntry.objects.filter(contacted_on=TODAY).count() == 3


def test_books_on_a_test_clock_are_left_to_who_looks_at_them(home: LegalEntity) -> None:
    set_book_clock(today=TOMORROW, by=ANN)
    assert keep_worklists() == 0
