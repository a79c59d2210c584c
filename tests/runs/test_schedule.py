"""The day on a schedule: run by itself from a company's hour on, on its own clock, once."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from cashwright.areas.cash.models import Application
from cashwright.areas.controls.models import BookClock
from cashwright.areas.controls.services import set_policy
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.services import create_legal_entity
from cashwright.kernel.clock import FixedClock, now, running_on
from cashwright.kernel.events import HOUSE
from cashwright.kernel.local_days import zone_of
from cashwright.runs import tasks
from cashwright.runs.day import run_day
from cashwright.runs.models import Run
from cashwright.runs.policies import DAY_SCHEDULE
from cashwright.runs.schedule import due, scheduled
from tests import makers
from tests.makers import ANN
from tests.project.cluster import cashwright

pytestmark = pytest.mark.django_db
MARCH_2 = date(2026, 3, 2)


def company(code: str, zone: str) -> LegalEntity:
    return create_legal_entity(
        code=code, name=code, currency="EUR", zone=zone, country="DE", by=ANN
    )


def hour(hour: int | None, of: LegalEntity | None = None) -> None:
    set_policy(
        name=DAY_SCHEDULE, value={"hour": hour}, valid_from=date(2026, 1, 1), by=ANN, why="test",
        entity_id=of.pk if of else HOUSE,
    )  # fmt: skip


def due_at(hour: int, minute: int = 0) -> list[tuple[str, date]]:
    with running_on(FixedClock(datetime(2026, 3, 2, hour, minute, tzinfo=UTC))):
        return [(entity.code, on) for entity, on in due()]


def test_nothing_runs_by_itself_until_somebody_sets_an_hour() -> None:
    company("DE", "Europe/Berlin")
    assert due_at(12) == []
    hour(6)
    assert due_at(12) == [("DE", MARCH_2)]
    hour(None)
    assert due_at(12) == []


def test_each_company_has_its_own_clock_and_may_have_its_own_hour() -> None:
    company("DE", "Europe/Berlin")
    company("NZ", "Pacific/Auckland")
    late = company("US", "America/New_York")
    hour(6)
    hour(20, late)
    first, third = date(2026, 3, 1), date(2026, 3, 3)
    assert due_at(4, 59) == [("NZ", MARCH_2), ("US", first)]  # one to midnight in New York
    assert due_at(5) == [("DE", MARCH_2), ("NZ", MARCH_2)]
    assert due_at(16, 59) == [("DE", MARCH_2)]  # one to six in the morning of the third there
    assert due_at(17) == [("DE", MARCH_2), ("NZ", third)]
    assert [(s.entity.code, s.hour) for s in scheduled()] == [("DE", 6), ("NZ", 6), ("US", 20)]


def test_books_on_a_test_clock_wait_for_somebody() -> None:
    company("DE", "Europe/Berlin")
    hour(0)
    BookClock.objects.create(today=MARCH_2)
    assert due_at(12) == []
    assert scheduled() == []


def test_a_day_that_is_done_is_not_due_and_one_that_broke_off_is_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = company("DE", "Europe/Berlin")
    hour(0)
    with running_on(FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))):
        run = run_day(home, MARCH_2).run
    assert due_at(13) == []
    failed = {"state": "failed", "finished_at": datetime(2026, 3, 2, 12, tzinfo=UTC)}
    Run.objects.filter(pk=run.pk).update(**failed)
    assert due_at(12, 30) == []
    assert due_at(13) == [("DE", MARCH_2)]
    Run.objects.filter(pk=run.pk).update(state="running", finished_at=None)  # it was killed
    assert due_at(12, 30) == [("DE", MARCH_2)]


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_the_day_once_however_often_it_is_asked(
    database_url: str, tmp_path: Path
) -> None:
    home = company("DE", "Europe/Berlin")
    buyer = makers.customer(home)
    makers.invoice(buyer, 100_00)
    makers.payment(buyer, 100_00)
    hour(0)
    on = now().astimezone(zone_of(home.zone)).date()
    tasks.days_due.configure().defer(timestamp=0)
    told = cashwright("worker", "--once", home=tmp_path, DATABASE_URL=database_url)
    assert "DE: the day is run from 00:00 on, Europe/Berlin." in told.stderr + told.stdout
    tasks.days_due.configure().defer(timestamp=300)
    tasks.day.configure().defer(
        entity_id=str(home.pk), on=on.isoformat()
    )  # as a job that is given back
    cashwright("worker", "--once", home=tmp_path, DATABASE_URL=database_url)
    run = Run.objects.get()
    assert (run.entity_id, run.as_of, run.state) == (home.pk, on, "done")
    assert Application.objects.count() == 1
    jobs = ProcrastinateJob.objects.filter(task_name="runs.day")
    assert sorted(jobs.values_list("status", flat=True)) == ["succeeded", "succeeded"]


@pytest.mark.django_db(transaction=True)
def test_a_day_that_waits_in_the_queue_is_not_queued_again() -> None:
    company("DE", "Europe/Berlin")
    hour(0)
    tasks.days_due(timestamp=0)
    tasks.days_due(timestamp=300)
    assert ProcrastinateJob.objects.filter(task_name="runs.day").count() == 1


def test_it_comes_round_by_itself() -> None:
    periodic = {t.task.name: t.cron for t in app.periodic_registry.periodic_tasks.values()}
    assert periodic["runs.days_due"] == "*/5 * * * *"
