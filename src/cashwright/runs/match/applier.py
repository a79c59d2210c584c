"""Carrying a plan of matches out, bucket by bucket of families that may share invoices."""

from collections import defaultdict
from functools import partial
from uuid import UUID

from cashwright.areas.cash.services import (
    Waiting,
    settle_debits,
    settle_lines,
    take_up_answered,
    tie_advices,
)
from cashwright.areas.controls.services import open_task
from cashwright.areas.ledger import queries as ledger
from cashwright.kernel.refusals import Refusal
from cashwright.runs.harness import Job, Tally
from cashwright.runs.match.demotion import LOOK_BACK_DAYS
from cashwright.runs.match.facts import what_waits
from cashwright.runs.match.planner import plan_matches
from cashwright.runs.match.unswept import set_aside

STEP = "match"
DEBITS = "bank_debits"
TIE = "tie_advices"
ANSWERED = "answered_lines"
DEMOTED = "matching_demoted"
TASK_DEMOTED = "cash.matching_demoted"
_LINES_A_CHUNK = 5_000


def match_lines(job: Job) -> None:
    """Decide about the lines that wait, apply what is certain, propose the rest.

    The lines of a family are worked in one bucket, those nobody knows in the bucket of their own id.
    """
    came, went = what_waits(job.entity_id, job.on)
    if went:
        job.once(DEBITS, 0, partial(_debits, job))
    if not came:
        return
    job.once(TIE, 0, partial(_tie, job))
    job.once(ANSWERED, 0, partial(_answered, job))
    plan = plan_matches(job.entity_id, job.on)
    if plan.demoted:
        job.once(DEMOTED, 0, partial(_tell_demoted, job, sorted(plan.demoted)))
    buckets: dict[int, list[Waiting]] = defaultdict(list)
    for one in plan.waiting:
        best = one.decision.best
        payer = plan.payers.get(best.customer_id) if best else None
        buckets[job.bucket_of(payer.root_id if payer else one.line_id)].append(one)
    with set_aside():
        for bucket, waiting in sorted(buckets.items()):
            job.once(STEP, bucket, partial(_work, job, waiting))


def _debits(job: Job) -> Tally:
    return Tally(settle_debits(entity_id=job.entity_id, on=job.on, by=job.by))


def _tie(job: Job) -> Tally:
    return Tally.of(tied=tie_advices(entity_id=job.entity_id, on=job.on, by=job.by))


def _answered(job: Job) -> Tally:
    return Tally.of(closed=take_up_answered(entity_id=job.entity_id, on=job.on, by=job.by))


def _tell_demoted(job: Job, codes: list[str]) -> Tally:
    """One task a month for each account that may only propose: people should know, and look why."""
    for code in codes:
        open_task(
            entity_id=job.entity_id, kind=TASK_DEMOTED, on=job.on, by=job.by,
            key=f"{TASK_DEMOTED}:{job.entity_id}:{code}:{job.on:%Y-%m}",
            title=f"Matching on {code} only proposes for now: too much of it was taken back",
            facts={"bank_account": code, "days": LOOK_BACK_DAYS},
        )  # fmt: skip
    return Tally.of(accounts=len(codes))


def _work(job: Job, waiting: list[Waiting]) -> Tally:
    tally = Tally()
    closed: dict[tuple[int, int], str] = {}
    good = []
    for one in waiting:
        code = _closed(job.entity_id, one, closed)
        if code:
            tally.refused[code] += 1
        else:
            good.append(one)
    for start in range(0, len(good), _LINES_A_CHUNK):
        part = good[start : start + _LINES_A_CHUNK]
        tally.outcomes.update(settle_lines(part, entity_id=job.entity_id, on=job.on, by=job.by))
    return tally


def _closed(entity_id: UUID, one: Waiting, known: dict[tuple[int, int], str]) -> str:
    """The code of why nothing can be booked in the month of a line that is not in the books yet; ""."""
    if one.row["payment_id"]:
        return ""
    on = one.row["booked_on"]
    month = on.year, on.month
    if month not in known:
        known[month] = ""
        try:
            ledger.check_open(entity_id, on)
        except Refusal as refusal:
            known[month] = refusal.code
    return known[month]
