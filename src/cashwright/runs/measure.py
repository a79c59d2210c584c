"""The figures of a day: KPIs noted for trends, and on the first of a month movements merged."""

from functools import partial

from cashwright.areas.insight.services import roll_up, snapshot
from cashwright.runs.harness import Job, Tally

STEP = "measure"


def measure(job: Job) -> None:
    """Note every KPI as of the day, after everything else of it is done."""
    job.once(STEP, 0, partial(_work, job))


def _work(job: Job) -> Tally:
    figures = snapshot(entity_id=job.entity_id, as_of=job.on, by=job.by)
    merged = roll_up(entity_id=job.entity_id) if job.on.day == 1 else 0
    return Tally.of(figures=figures, movements_merged=merged)
