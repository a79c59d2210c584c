"""One run at work: begun or resumed, chunk by chunk, ended with a report."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import structlog
from django.db import Error, connection

from cashwright.areas.controls import journal
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.runs.events import RunEnded
from cashwright.runs.harness.tally import Report, Tally
from cashwright.runs.models import Run, RunChunk
from cashwright.runs.refusals import RunInProgress
from cashwright.runs.states import RUN, RunState

CUSTOMERS_A_BUCKET = 1_000
BUCKETS_MAX = 64
_WAIT_SECONDS = 10.0  # how long a second run waits: a killed one may still hold its connection
_LOOK_SECONDS = 0.1
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Job:
    """A run in progress. `done` holds the (step, bucket) of its chunks that are in the books."""

    run: Run
    by: Actor
    done: dict[tuple[str, int], Tally]
    outside: dict[str, Tally] = field(default_factory=dict)

    @property
    def entity_id(self) -> UUID:
        return self.run.entity_id

    @property
    def on(self) -> date:
        return self.run.as_of

    def bucket_of(self, customer_id: str) -> int:
        """The bucket of a customer (an id as `str(uuid)`): by its random bits, always the same."""
        return int(customer_id[-8:], 16) % self.run.bucket_count

    def once(self, step: str, bucket: int, work: Callable[[], Tally]) -> None:
        """Do one chunk in one transaction, unless this run has done it before."""
        if (step, bucket) not in self.done:
            self.done[step, bucket] = _chunk(self.run, step, bucket, work)

    def claim(self, step: str, bucket: int, work: Callable[[], Tally]) -> bool:
        """As `once`, where several processes share the run: False when another one is at it now."""
        if (step, bucket) not in self.done:
            found = _claimed(self.run, step, bucket, work)
            if found is None:
                return False
            self.done[step, bucket] = found
        return True

    def refresh(self) -> None:
        """Learn which chunks other processes have done meanwhile."""
        self.done.update(_chunks(self.run))

    def note(self, step: str, tally: Tally) -> None:
        """Count what a step did outside of chunks, such as mail that left the house."""
        self.outside.setdefault(step, Tally()).add(tally)

    def report(self) -> Report:
        """What was done so far, by step."""
        sums: dict[str, Tally] = {}
        for step, tally in [
            *((step, t) for (step, _), t in self.done.items()),
            *self.outside.items(),
        ]:
            sums.setdefault(step, Tally()).add(tally)
        return {step: sums[step].as_json() for step in sorted(sums) if sums[step]}


@contextmanager
def alone(kind: str, entity: LegalEntity) -> Iterator[None]:
    """Hold the right to run `kind` for an entity, across transactions; lost with the connection.

    raises  RunInProgress when another holds it and does not let go within ten seconds
    """
    name = f"run {kind} {entity.pk}"
    deadline = time.monotonic() + _WAIT_SECONDS
    while not _asked("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name):
        if time.monotonic() >= deadline:
            raise RunInProgress(kind=kind, entity=entity.code)
        time.sleep(_LOOK_SECONDS)
    try:
        yield
    finally:
        # Where the connection broke, the lock went with it, and the error on its way matters more.
        try:
            _asked("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)
        except Error:
            connection.close()


def _asked(sql: str, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [name])
        return bool(cursor.fetchone()[0])


@command
def begin(
    *, kind: str, entity_id: UUID, as_of: date, by: Actor, again: bool = False,
    bucket_count: int | None = None,
) -> Job | Run:  # fmt: skip
    """Begin a run or go on with one that broke off; the Run itself when it is done already.

    again         begin one more round of a day that is done, for what came in since
    bucket_count  how finely to chunk; by the number of customers when not given
    """
    latest = (
        Run.objects.select_for_update()
        .filter(kind=kind, entity_id=entity_id, as_of=as_of)
        .order_by("-round_no")
        .first()
    )
    if latest is not None and latest.state == RunState.DONE and not again:
        return latest
    if latest is None or latest.state == RunState.DONE:
        run = Run.objects.create(
            kind=kind, entity_id=entity_id, as_of=as_of,
            round_no=latest.round_no + 1 if latest else 1,
            bucket_count=bucket_count or _buckets(entity_id), started_by=by.name, started_at=now(),
        )  # fmt: skip
        return Job(run, by, {})
    if latest.state == RunState.FAILED:
        latest.state = RUN.after(RunState.FAILED, "resume")
        latest.finished_at, latest.failure = None, ""
        latest.save(update_fields=["state", "finished_at", "failure"])
    return Job(latest, by, _chunks(latest))


def join(run_id: UUID, by: Actor) -> Job:
    """A run that another process began, to share its chunks."""
    run = Run.objects.get(pk=run_id)
    return Job(run, by, _chunks(run))


def _chunks(run: Run) -> dict[tuple[str, int], Tally]:
    chunks = RunChunk.objects.filter(run=run).order_by("pk")
    return {(c.step, c.bucket): Tally.of_json(c.tally) for c in chunks}


@contextmanager
def marked(run: Run) -> Iterator[None]:
    """Facts told within carry the run's id."""
    token = journal.context.set(replace(journal.context.get(), run_id=run.pk))
    try:
        yield
    finally:
        journal.context.reset(token)


def _buckets(entity_id: UUID) -> int:
    customers = Customer.objects.filter(entity_id=entity_id).count()
    return max(1, min(BUCKETS_MAX, -(-customers // CUSTOMERS_A_BUCKET)))


@contextmanager
def working(job: Job) -> Iterator[Job]:
    """Work a job: facts within carry its id; it ends as done, or as failed when something breaks."""
    token = journal.context.set(replace(journal.context.get(), run_id=job.run.pk))
    try:
        yield job
        _end(job, "finish", "")
    except BaseException as error:
        _log.error("run broke off", run=job.run.public_id, error=type(error).__name__)
        _note_failure(job, error)
        raise
    finally:
        journal.context.reset(token)


def _note_failure(job: Job, error: BaseException) -> None:
    """Without a database nothing can be noted: the run stays `running`, and goes on all the same."""
    try:
        _end(job, "fail", f"{type(error).__name__}: {error}"[:400])
    except Error:
        _log.warning("the failure could not be noted", run=job.run.public_id)


@command
def _chunk(run: Run, step: str, bucket: int, work: Callable[[], Tally]) -> Tally:
    tally = work()
    RunChunk.objects.create(run=run, step=step, bucket=bucket, tally=tally.as_json())
    return tally


@command
def _claimed(run: Run, step: str, bucket: int, work: Callable[[], Tally]) -> Tally | None:
    """The tally of a chunk, by us or whoever did it before; None when it is being done."""
    name = f"chunk {run.pk} {step} {bucket}"
    if not _asked("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", name):
        return None
    done = RunChunk.objects.filter(run=run, step=step, bucket=bucket).first()
    if done is not None:
        return Tally.of_json(done.tally)
    tally = work()
    RunChunk.objects.create(run=run, step=step, bucket=bucket, tally=tally.as_json())
    return tally


@command
def _end(job: Job, move: str, failure: str) -> None:
    run, report = job.run, job.report()
    run.state = RUN.after(RunState.RUNNING, move)
    run.report, run.failure, run.finished_at = report, failure, now()
    run.save(update_fields=["state", "report", "failure", "finished_at"])
    event = RunEnded(
        entity_id=run.entity_id, run_id=run.pk, kind=run.kind, as_of=run.as_of,
        round_no=run.round_no, state=run.state, report=json.dumps(report, separators=(",", ":")),
    )  # fmt: skip
    announce(event, by=job.by, why=failure)
