"""The day: everything the house does for a legal entity as of a date, in its order.

Each day runs on a clock that stands at its noon, so that years can be worked one day after another,
and a day of the past is worked as it would have been then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from cashwright.areas.collections.queries.touches import has_unanswered
from cashwright.areas.collections.services import escalate_unanswered
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.queries import books_today
from cashwright.areas.controls.services import expire_approvals
from cashwright.areas.controls.states import ApprovalState
from cashwright.areas.messaging.queries.inbox import due_threads
from cashwright.areas.messaging.services.threads import wake_threads
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import noon_utc, now, running_on
from cashwright.runs.apply_cash import apply_cash, close_answered
from cashwright.runs.bill import bill_alone
from cashwright.runs.charge_late import charge_late
from cashwright.runs.deliver import deliver_messages, deliver_reactions
from cashwright.runs.dun import dun
from cashwright.runs.harness import Job, Report, Tally, alone, begin, working
from cashwright.runs.keep_disputes import keep_disputes
from cashwright.runs.keep_promises import keep_promises
from cashwright.runs.match import match_lines
from cashwright.runs.measure import measure
from cashwright.runs.models import Run
from cashwright.runs.refusals import BadSpan, DayNotCome
from cashwright.runs.send_documents import send_documents
from cashwright.runs.send_receipts import send_receipts
from cashwright.runs.states import RunState
from cashwright.runs.warn import warn

DAY = "day"
BY = Actor.rule("runs.day")


@dataclass(frozen=True, slots=True)
class DayDone:
    """One day of one entity. `was_done` when it had been run before and nothing was changed."""

    run: Run
    was_done: bool

    @property
    def report(self) -> Report:
        """What the run counted, by step."""
        return dict(self.run.report)


def refuse_future(entities: Sequence[LegalEntity], on: date) -> None:
    """Raises DayNotCome when `on` lies ahead of what the books of one of them call today."""
    for entity in entities:
        today = books_today(entity.zone)
        if on > today:
            raise DayNotCome(asked=on, today=today)


def run_days(
    entities: Sequence[LegalEntity], from_on: date, until_on: date, *, again: bool = False
) -> Iterator[DayDone]:
    """Run day after day, each for every entity in turn. Raises BadSpan, RunInProgress."""
    if until_on < from_on:
        raise BadSpan(from_on=from_on, until_on=until_on)
    done = {} if again else _done(entities, from_on, until_on)
    if done:
        deliver_reactions()  # what is due by now is done, whether a day is run after it or not
    for offset in range((until_on - from_on).days + 1):
        on = from_on + timedelta(days=offset)
        for entity in entities:
            before = done.get((entity.pk, on))
            yield DayDone(before, was_done=True) if before else run_day(entity, on, again=again)


def _done(
    entities: Sequence[LegalEntity], from_on: date, until_on: date
) -> dict[tuple[UUID, date], Run]:
    """The days of a span that were done before, asked for at once: nothing happens on them."""
    runs = Run.objects.filter(
        kind=DAY, entity__in=entities, as_of__range=(from_on, until_on)
    ).order_by("round_no")
    latest = {(run.entity_id, run.as_of): run for run in runs}
    return {key: run for key, run in latest.items() if run.state == RunState.DONE}


def run_day(
    entity: LegalEntity, on: date, *, again: bool = False, bucket_count: int | None = None
) -> DayDone:
    """Work one day of one entity: reactions still due, bills, cash, reminders, mail, figures.

    repeat        a day that is done stays as it is; one that broke off goes on where it broke off
    again         work a done day once more, for what came in since
    bucket_count  how finely to chunk; by the number of customers when not given
    raises        RunInProgress
    """
    told = deliver_reactions()  # by the caller's clock: nothing is done before it was approved
    with running_on(noon_utc(on)), alone(DAY, entity):
        job = begin(
            kind=DAY, entity_id=entity.pk, as_of=on, by=BY, again=again, bucket_count=bucket_count
        )
        if isinstance(job, Run):
            return DayDone(job, was_done=True)
        job.note("react", Tally.of(facts=told))
        with working(job):
            _work(job)
        return DayDone(job.run, was_done=False)


def _work(job: Job) -> None:
    bill_alone(job)
    match_lines(job)
    apply_cash(job)
    close_answered(job)
    keep_promises(job)
    keep_disputes(job)
    warn(job)
    charge_late(job)
    _wake(job)
    dun(job)
    send_documents(job)
    send_receipts(job)
    job.note("deliver", deliver_messages(entity_id=job.entity_id, on=job.on, by=BY))
    job.note("expire", Tally.of(approvals=_expire()))
    job.note("escalate", Tally.of(cases=_escalate(job)))
    measure(job)


def _wake(job: Job) -> None:
    """Conversations that were put off to this day wait again, and keep reminders back."""
    if due_threads(job.entity_id, job.on).exists():
        woken = wake_threads(entity_id=job.entity_id, on=job.on, by=BY)
        job.note("wake", Tally.of(conversations=woken))


def _expire() -> int:
    """Let approvals lapse that nobody decided in time; no transaction where there are none."""
    waiting = Approval.objects.filter(state=ApprovalState.REQUESTED, expires_at__lte=now())
    return expire_approvals(at=now(), by=BY) if waiting.exists() else 0


def _escalate(job: Job) -> int:
    """Pass on cases nobody answered by their day; no transaction where there are none."""
    if not has_unanswered(job.entity_id, job.on):
        return 0
    return escalate_unanswered(entity_id=job.entity_id, on=job.on, by=BY)
