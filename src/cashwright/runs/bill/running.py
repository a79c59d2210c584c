"""The bill run: schedules written on, then slab by slab read and planned, bucket by bucket applied."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

import polars as pl
from django.db import IntegrityError
from django.db.models import QuerySet

from cashwright.areas.access import reach
from cashwright.areas.contracts.models import Contract, Order
from cashwright.areas.contracts.services import (
    end_due,
    extend_schedules,
    reach_due_milestones,
    renew_due,
    retry_refused_orders,
)
from cashwright.areas.contracts.states import OrderState
from cashwright.areas.parties.models import LegalEntity
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import DAY, ID
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.bill.applier import apply
from cashwright.runs.bill.crew import Beside
from cashwright.runs.bill.facts import Facts, Slab, Window, facts_of
from cashwright.runs.bill.known import Known, known
from cashwright.runs.bill.metering import metering
from cashwright.runs.bill.planner import Plan, plan
from cashwright.runs.bill.slabs import BILL, slabs, window_of
from cashwright.runs.harness import Job, Tally, alone, begin, join, marked, working
from cashwright.runs.models import Run

STEP = "bill"
CONTRACTS = "bill_contracts"
ORDERS = "orders"
BY = Actor.rule("runs.bill")
_KEYS = {"charge_id": ID, "from_on": DAY, "until_on": DAY}
_BILLED = """
SELECT charge_id, from_on, until_on FROM invoicing_invoiceline
WHERE revision = 0 AND charge_id = ANY(%(charges)s::uuid[])
UNION ALL
SELECT charge_id, from_on, until_on FROM invoicing_creditnoteline
WHERE revision = 0 AND charge_id = ANY(%(charges)s::uuid[])
"""
_ONCE_EACH = {"line_billed_once", "credit_line_billed_once"}


def bill_alone(job: Job) -> None:
    """As a step of another run: bill everything due by the day of `job`. Raises RunInProgress.

    A company without contracts has nothing to bill, and is asked nothing more; one whose orders were
    all refused may get its first contract now.
    """
    contracts = Contract.objects.filter(entity_id=job.entity_id).values("pk")
    if contracts.union(_refused(job).values("pk"), all=True)[:1]:
        with alone(BILL, job.run.entity):
            bill(job)


def bill(job: Job) -> None:
    """Refused orders are tried again and contracts go on, once a run; then what is due is billed."""
    _prepare(job)
    share(job)


def _prepare(job: Job) -> None:
    job.once(ORDERS, 0, partial(_orders, job))
    job.once(CONTRACTS, 0, partial(_contracts, job))


def share(job: Job, turn: int = 0, of: int = 1) -> None:
    """Do the buckets nobody has done and nobody is at.

    turn, of   which of how many processes this is: each begins with other slabs
    """
    window = window_of(job.run.entity, job.on, job.run)
    book: Known | None = None  # read once something is due
    parts = slabs(job.entity_id, job.run.bucket_count, at_least=1 if of == 1 else 2 * of)
    first = len(parts) * turn // of
    for slab in parts[first:] + parts[:first]:
        if of > 1:
            job.refresh()
        wanted = [b for b in range(slab.first, slab.last + 1) if (STEP, b) not in job.done]
        if not wanted:
            continue
        facts = facts_of(window, slab)
        if facts.is_empty:
            continue
        book = book or known(job.entity_id, job.on)
        planned = _by_bucket(planned_of(facts, book), facts, job)
        for bucket in wanted:
            if bucket in planned:
                _bill_bucket(job, bucket, planned[bucket], window, book)


def share_as(run_id: UUID, by: Actor, turn: int, of: int) -> None:
    """`share`, as one of the processes beside the one that began the run."""
    reach.rest_on(reach.HOUSE_ITSELF)
    job = join(run_id, by)
    with running_on(noon_utc(job.on)), marked(job.run):
        share(job, turn, of)


def planned_of(facts: Facts, book: Known) -> Plan:
    """The plan of what was read; usage is asked for as known now."""
    return plan(facts, book, metering(book))


def _by_bucket(whole: Plan, facts: Facts, job: Job) -> dict[int, Plan]:
    """The plan of each bucket; of a bucket without anything there is none."""
    payers = pl.concat([whole.headers["customer_id"], _payers_of(whole.failed, facts)]).unique()
    buckets = pl.DataFrame(
        {"customer_id": payers, "bucket": [job.bucket_of(one) for one in payers]},
        schema={"customer_id": ID, "bucket": pl.Int64},
    )
    headers = whole.headers.join(buckets, on="customer_id", maintain_order="left")
    by_ref = headers.select("ref", "bucket")
    lines = whole.lines.join(by_ref, on="ref", maintain_order="left")
    draws = whole.draws.join(by_ref, on="ref", maintain_order="left")
    failed = whole.failed.join(
        facts.contracts.select("contract_id", customer_id="bill_to_id"), on="contract_id",
        maintain_order="left",
    ).join(buckets, on="customer_id", maintain_order="left").drop("customer_id")  # fmt: skip
    parts = [_parts(one) for one in (headers, lines, draws, failed)]
    return {
        bucket: Plan(
            *(
                part.get(bucket, one.clear().drop("bucket"))
                for part, one in zip(parts, (headers, lines, draws, failed), strict=True)
            )
        )
        for bucket in sorted({*parts[0], *parts[3]})
    }


def _parts(frame: pl.DataFrame) -> dict[int, pl.DataFrame]:
    parts = frame.partition_by("bucket", as_dict=True, include_key=False, maintain_order=True)
    return {int(key[0]): part for key, part in parts.items()}


def _payers_of(failed: pl.DataFrame, facts: Facts) -> pl.Series:
    return failed.join(facts.contracts, on="contract_id")["bill_to_id"].alias("customer_id")


def _bill_bucket(job: Job, bucket: int, planned: Plan, window: Window, book: Known) -> None:
    """Apply one bucket; what turns out to be billed already is left out, and the rest planned anew."""
    try:
        job.claim(STEP, bucket, partial(_work, planned, job, book))
        return
    except IntegrityError as error:
        if _constraint(error) not in _ONCE_EACH:
            raise
    slab = Slab(bucket, bucket, job.run.bucket_count)
    facts = facts_of(window, slab)
    rest = planned_of(replace(facts, due=_without_billed(facts.due)), book)
    job.claim(STEP, bucket, partial(_work, rest, job, book))


def _constraint(error: IntegrityError) -> str:
    diag = getattr(error.__cause__, "diag", None)
    return str(getattr(diag, "constraint_name", ""))


def _without_billed(due: pl.DataFrame) -> pl.DataFrame:
    """`due` less the periods in which a regular line of the charge stands."""
    charges = due["charge_id"].unique().to_list()
    billed = read_frame(_BILLED, {"charges": charges}, schema=_KEYS)
    met = due.select("charge_id", "start_on", "end_on", "span_from_on").join(billed, on="charge_id")
    covered = met.filter(
        (pl.col("from_on") < pl.col("end_on")) & (pl.col("until_on") > pl.col("start_on"))
    )
    return due.join(covered, on=["charge_id", "start_on"], how="anti", maintain_order="left")


def _work(planned: Plan, job: Job, book: Known) -> Tally:
    tally = apply(planned, job, book)
    for code, count in planned.failed["refusal"].value_counts().iter_rows():
        tally.refused[code] += count
    return tally


def _orders(job: Job) -> Tally:
    """Orders refused before are tried again: what they lacked may be there today."""
    before = _refused(job).count()
    if not before:
        return Tally()
    done = retry_refused_orders(entity_id=job.entity_id, on=job.on, by=job.by)
    return Tally.of(fulfilled=done, still_refused=before - done)


def _refused(job: Job) -> QuerySet[Order]:
    return Order.objects.filter(entity_id=job.entity_id, state=OrderState.REFUSED)


def _contracts(job: Job) -> Tally:
    """Contracts renewed or ended, milestones of the day reached, periods written ahead."""
    entity_id, on = job.entity_id, job.on
    return Tally.of(
        renewed=renew_due(entity_id=entity_id, on=on, by=job.by),
        milestones=reach_due_milestones(entity_id=entity_id, on=on, by=job.by),
        periods=extend_schedules(entity_id=entity_id, on=on, changed_since=_looked_at(job)),
        ended=end_due(entity_id=entity_id, on=on, by=job.by),
    )


def _looked_at(job: Job) -> datetime | None:
    """When the schedules of all were looked at within this month; None: they are to be now."""
    window = window_of(job.run.entity, job.on, job.run)
    is_same = (window.since.year, window.since.month) == (job.on.year, job.on.month)
    return window.began if is_same else None


def run_bill(
    entity: LegalEntity,
    on: date,
    *,
    by: Actor = BY,
    again: bool = False,
    bucket_count: int | None = None,
    beside: Beside | None = None,
) -> tuple[Run, bool]:
    """Bill one legal entity as of a day; the run, and whether it was done before.

    again         once more, for what came in since
    bucket_count  how finely to chunk; by the number of customers when not given
    beside        lets other processes share the buckets meanwhile; what they leave is done here
    raises        RunInProgress
    """
    with running_on(noon_utc(on)), alone(BILL, entity):
        job = begin(
            kind=BILL, entity_id=entity.pk, as_of=on, by=by, again=again, bucket_count=bucket_count
        )
        if isinstance(job, Run):
            return job, True
        with working(job):
            if beside is None:
                bill(job)
            else:
                _prepare(job)
                with beside(job.run.pk, by) as count:
                    share(job, 0, count)
                job.refresh()
                share(job)  # what a worker that died left undone
                job.refresh()
        return job.run, False
