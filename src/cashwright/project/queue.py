"""The queue: jobs in PostgreSQL, run by any number of workers (Procrastinate).

A job may run more than once: a worker that dies leaves its job marked as being done. Each
worker sends a heartbeat; a sweep every minute gives the jobs of silent workers back to the
queue. So every job must be idempotent by a key of the database.

Tasks live in modules that the settings name, which workers import (and whoever queues one of them):

    from procrastinate.contrib.django import app
    @app.task(name="runs.day", queueing_lock="runs.day")
    def day(...) -> None: ...
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, cast

import structlog
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from cashwright.areas.access import reach
from cashwright.project.books_clock import job_on_books_day
from cashwright.project.reacting import reacting

HEARTBEAT_SECONDS = 10.0
SILENT_SECONDS = 30.0
KEPT_HOURS = 24 * 30
ATTEMPTS_MAX = 5

_log = structlog.get_logger(__name__)

_DEPTH = """
select count(*) filter (where job.status = 'todo'),
       count(*) filter (where job.status = 'doing'),
       count(*) filter (where job.status = 'failed'),
       count(*) filter (where job.status = 'doing' and (worker.id is null
           or worker.last_heartbeat < now() - make_interval(secs => %s))),
       coalesce(extract(epoch from now() - min(coalesce(job.scheduled_at, event.at))
           filter (where job.status = 'todo'
                   and coalesce(job.scheduled_at, event.at) < now())), 0)::bigint
from procrastinate_jobs job
left join procrastinate_workers worker on worker.id = job.worker_id
left join lateral (
    select min(at) as at from procrastinate_events where job_id = job.id
) event on job.status = 'todo'
"""
# Of several silent jobs with one queueing lock the newest goes on: only one of them may wait.
_SWEEP = """
with silent as (
    select job.id, job.queueing_lock, job.attempts, job.abort_requested,
           row_number() over (partition by job.queueing_lock order by job.id desc) as place
    from (
        select job.* from procrastinate_jobs job
        left join procrastinate_workers worker on worker.id = job.worker_id
        where job.status = 'doing'
          and (worker.id is null
               or worker.last_heartbeat < now() - make_interval(secs => %(silent)s))
        for update of job skip locked
    ) job
)
update procrastinate_jobs job
set status = (case
        when silent.abort_requested then 'aborted'
        when silent.attempts + 1 >= %(attempts)s then 'failed'
        when silent.queueing_lock is not null and (silent.place > 1 or exists (
            select from procrastinate_jobs twin
            where twin.queueing_lock = silent.queueing_lock and twin.status = 'todo'
        )) then 'cancelled'
        else 'todo'
    end)::procrastinate_job_status,
    attempts = job.attempts + 1,
    scheduled_at = now()
from silent
where job.id = silent.id
returning job.id, job.status::text
"""
_WORKERS = """
select count(*) from procrastinate_workers
where last_heartbeat >= now() - make_interval(secs => %s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueHealth:
    """How the queue is. `stalled` are those of `doing` whose worker is silent."""

    waiting: int
    doing: int
    failed: int
    stalled: int
    oldest_waiting_seconds: int
    workers: int


def health() -> QueueHealth:
    """The queue's numbers as of now."""
    with connection.cursor() as cursor:
        cursor.execute(_DEPTH, [SILENT_SECONDS])
        waiting, doing, failed, stalled, oldest = cursor.fetchone()
        cursor.execute(_WORKERS, [SILENT_SECONDS])
        (workers,) = cursor.fetchone()
    return QueueHealth(
        waiting=waiting,
        doing=doing,
        failed=failed,
        stalled=stalled,
        oldest_waiting_seconds=oldest,
        workers=workers,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """The ids of jobs whose worker fell silent, by what became of them."""

    given_back: tuple[int, ...]
    aborted: tuple[int, ...]
    replaced: tuple[int, ...]
    put_aside: tuple[int, ...]


def sweep(*, silent_seconds: float = SILENT_SECONDS) -> Swept:
    """Deal with the jobs of silent workers.

    given back   to the queue, to be run again from its start
    aborted      a person had asked for that
    replaced     closed, because a job of the same queueing lock already waits to do its work
    put aside    failed, after it took ATTEMPTS_MAX workers down with it; a person looks at it
    two at once  harmless: each locks the jobs it moves and passes over those of the other
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SWEEP, {"silent": silent_seconds, "attempts": ATTEMPTS_MAX})
        rows: list[tuple[int, str]] = cursor.fetchall()
    moved = {state: tuple(sorted(n for n, s in rows if s == state)) for _, state in rows}
    swept = Swept(
        given_back=moved.get("todo", ()),
        aborted=moved.get("aborted", ()),
        replaced=moved.get("cancelled", ()),
        put_aside=moved.get("failed", ()),
    )
    if rows:
        _log.warning("queue swept", **asdict(swept))
    return swept


@app.periodic(cron="* * * * *")
@app.task(name="queue.sweep", queueing_lock="queue.sweep")
def sweep_stalled(timestamp: int) -> None:
    """Every minute: what a dead worker left behind is done by another."""
    sweep()


@app.periodic(cron="17 3 * * *")
@app.task(name="queue.tidy", queueing_lock="queue.tidy")
async def tidy(timestamp: int) -> None:
    """Every night: forget jobs that ended well a month ago. Failed ones stay for a person."""
    await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)


def work(**options: Any) -> None:
    """Do jobs, and react to facts, until told to stop; `options` go to Procrastinate's worker."""
    reach.rest_on(reach.HOUSE_ITSELF)  # jobs are the house's own work, for all entities
    connection.ensure_connection()  # starts an embedded database that is not running
    connector = cast("DjangoConnector", app.connector).get_worker_connector()
    around = [*app.worker_defaults.get("task_middleware", []), job_on_books_day]
    with app.replace_connector(connector), reacting():
        app.run_worker(
            task_middleware=around,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=SILENT_SECONDS,
            **options,
        )
