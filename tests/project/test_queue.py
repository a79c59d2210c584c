"""The queue: a job is done exactly to its end although its worker was killed in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from cashwright.areas.controls.models import BookClock, Fact
from cashwright.areas.controls.policies import WRITE_OFF
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.credit.models import WriteOff
from cashwright.areas.credit.services import write_off_payload
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.project import queue
from tests import makers
from tests.project.cluster import cashwright, environment, eventually

FEB_2 = date(2026, 2, 2)

# A worker with one task of its own: ten steps, each written once by a database key.
WORKER = """
import sys, time
import django
django.setup()
from django.db import connection, transaction
from procrastinate.contrib.django import app
from cashwright.project import queue

@app.task(name="test.count")
def count(pause):
    for step in range(10):
        with connection.cursor() as cursor:
            cursor.execute("insert into counted values (%s) on conflict do nothing", [step])
        time.sleep(pause)

queue.work(wait=sys.argv[1] == "wait", fetch_job_polling_interval=0.2)
"""
COUNT = "select count(*), count(distinct step), coalesce(sum(step), 0) from counted"


def _worker(database_url: str, home: Path, how: str) -> subprocess.Popen[bytes]:
    environ = environment(home, DATABASE_URL=database_url)
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WORKER, how], env=environ, stderr=subprocess.DEVNULL
    )


def _first(sql: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row: tuple[int, ...] = cursor.fetchone()
        return row


@pytest.fixture
def counted(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists counted; create table counted (step int primary key)")


def _job(status: str, *, attempts: int = 0, queueing_lock: str | None = None) -> int:
    """A job in a state, as a worker that is gone has left it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, attempts, queueing_lock)"
            " values ('default', 'test.job', %s, %s, %s) returning id",
            [status, attempts, queueing_lock],
        )
        (number,) = cursor.fetchone()
        return int(number)


def _status(number: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=number).status)


def test_a_job_whose_worker_is_killed_runs_again_and_ends_once(
    counted: None, database_url: str, tmp_path: Path
) -> None:
    app.configure_task("test.count", allow_unknown=True).defer(pause=0.3)
    first = _worker(database_url, tmp_path, "wait")
    try:
        assert eventually(lambda: _first(COUNT)[0] >= 3)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert _first(COUNT)[0] < 10
    assert queue.health().doing == 1

    assert queue.sweep(silent_seconds=60).given_back == (), "it may still be alive"
    swept = queue.sweep(silent_seconds=0)
    assert len(swept.given_back) == 1
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set args = '{\"pause\": 0}'")

    assert _worker(database_url, tmp_path, "once").wait(timeout=60) == 0
    assert _first(COUNT) == (10, 10, 45)
    assert _status(swept.given_back[0]) == "succeeded"
    assert queue.health().doing == 0
    assert queue.sweep(silent_seconds=0).given_back == ()


@pytest.mark.django_db
def test_health_counts_what_waits_what_stalls_and_what_gave_up() -> None:
    _job("todo")
    _job("doing")
    _job("failed")
    found = queue.health()
    assert (found.waiting, found.doing, found.stalled, found.failed) == (1, 1, 1, 1)
    assert found.workers == 0


@pytest.mark.django_db
def test_of_two_jobs_that_must_not_wait_twice_one_is_closed() -> None:
    older, newer = (_job("doing", queueing_lock="day") for _ in range(2))
    swept = queue.sweep()
    assert swept.given_back == (newer,)
    assert swept.replaced == (older,)
    assert _status(older) == "cancelled"


@pytest.mark.django_db
def test_a_stalled_job_gives_way_to_one_that_already_waits_in_its_place() -> None:
    stalled = _job("doing", queueing_lock="day")
    waiting = _job("todo", queueing_lock="day")
    assert queue.sweep().replaced == (stalled,)
    assert _status(waiting) == "todo"


@pytest.mark.django_db
def test_a_job_that_takes_every_worker_down_is_put_aside() -> None:
    poison = _job("doing", attempts=queue.ATTEMPTS_MAX - 1)
    swept = queue.sweep()
    assert swept.put_aside == (poison,)
    assert swept.given_back == ()


@pytest.mark.django_db
def test_a_job_somebody_asked_to_abort_is_not_run_again() -> None:
    number = _job("doing")
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set abort_requested = true where id = %s", [number]
        )
    assert queue.sweep().aborted == (number,)


def test_the_sweep_and_the_tidying_come_round_by_themselves() -> None:
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic["queue.sweep"] == "* * * * *"
    assert "queue.tidy" in periodic


def test_a_worker_does_what_was_approved_on_the_day_of_the_books(
    database_url: str, tmp_path: Path
) -> None:
    BookClock.objects.create(today=FEB_2)
    with running_on(noon_utc(FEB_2)):
        entity = makers.entity()
        invoice = makers.invoice(makers.customer(entity), 9_000_00)
        asked = request_approval(
            entity_id=entity.pk,
            kind=WRITE_OFF,
            document_id=invoice.pk,
            payload=write_off_payload(invoice.pk, 9_000_00, FEB_2, "insolvent"),
            by=makers.ANN,
            reason="agreed on the phone",
        )
        decide_approval(approval_id=asked.pk, approve=True, by=makers.BOB)
    cashwright("worker", "--once", home=tmp_path, DATABASE_URL=database_url)
    written_off = WriteOff.objects.get()
    assert written_off.amount_minor == 9_000_00
    done = Fact.objects.filter(document_id=written_off.pk).latest("seq")
    assert done.at.date() == FEB_2
