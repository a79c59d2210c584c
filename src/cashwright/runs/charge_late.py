"""Interest and fees for paying late are reckoned: a step of the day, off until the policy wants it.

Nothing is billed by it: a person looks at what was accrued, and bills or waives it.
"""

from functools import partial

from cashwright.areas.collections.policies.charging import Mode
from cashwright.areas.collections.queries import charging_in_force
from cashwright.areas.collections.services import accrue_late_charges
from cashwright.areas.disputes.queries import held_minor
from cashwright.kernel.refusals import Refusal
from cashwright.runs.harness import Job, Tally

STEP = "charge_late"


def charge_late(job: Job) -> None:
    """Accrue what an entity is owed for late payment; what is disputed bears nothing.

    What the books decline, such as a country without a law the house knows, is counted.
    """
    try:
        if charging_in_force(job.entity_id, job.on).mode != Mode.OFF:
            job.once(STEP, 0, partial(_work, job))
    except Refusal as refusal:
        tally = Tally()
        tally.refused[refusal.code] += 1
        job.note(STEP, tally)


def _work(job: Job) -> Tally:
    done = accrue_late_charges(entity_id=job.entity_id, on=job.on, by=job.by, held=held_minor)
    return Tally.of(interest=done.interest, fees=done.fees, without_rate=done.without_rate)
