"""Open disputes are kept going: customers hear how things stand; steps past their time become tasks,
and go to somebody else when they stay; whose invoice was paid meanwhile is asked about.
"""

from functools import partial

from cashwright.areas.disputes.queries import (
    clock_policy,
    late_steps,
    not_told,
    open_disputes,
    paid_meanwhile,
)
from cashwright.areas.disputes.services import (
    ask_about_late,
    ask_about_paid,
    escalate_late,
    update_customers,
)
from cashwright.kernel.clock import now
from cashwright.runs.harness import Job, Tally

STEP = "keep_disputes"


def keep_disputes(job: Job) -> None:
    """Update customers of open cases, ask about steps whose time is over, pass on what stays late."""
    if not open_disputes().filter(entity_id=job.entity_id).exists():
        return
    days = clock_policy(entity_id=job.entity_id, on=job.on).update_days
    waiting = (
        not_told(job.entity_id, job.on, days), late_steps(job.entity_id, now()),
        paid_meanwhile(job.entity_id),
    )  # fmt: skip
    if any(rows.exists() for rows in waiting):
        job.once(STEP, 0, partial(_work, job))


def _work(job: Job) -> Tally:
    told = update_customers(entity_id=job.entity_id, on=job.on, by=job.by)
    asked = ask_about_late(entity_id=job.entity_id, on=job.on, by=job.by)
    passed = escalate_late(entity_id=job.entity_id, on=job.on, by=job.by)
    paid = ask_about_paid(entity_id=job.entity_id, on=job.on, by=job.by)
    return Tally.of(updates=told, late=asked, passed_on=passed, paid=paid)
