"""What was promised is judged: promises and payment plans whose day has come, by the money there is.

A step of the day, after cash was applied and before anybody is reminded: who broke a promise or
missed an instalment yesterday hears of it today.
"""

from functools import partial

from cashwright.areas.collections.models import PaymentPlan, Promise
from cashwright.areas.collections.services import judge_plans, judge_promises
from cashwright.areas.collections.states import PlanState, PromiseState
from cashwright.runs.harness import Job, Tally

STEP = "keep_promises"


def keep_promises(job: Job) -> None:
    """Judge the open promises and the plans in force of an entity; nothing where there are none."""
    promises = Promise.objects.filter(entity_id=job.entity_id, state=PromiseState.OPEN)
    plans = PaymentPlan.objects.filter(entity_id=job.entity_id, state=PlanState.ACTIVE)
    if promises.exists() or plans.exists():
        job.once(STEP, 0, partial(_work, job))


def _work(job: Job) -> Tally:
    promises = judge_promises(entity_id=job.entity_id, on=job.on, by=job.by)
    plans = judge_plans(entity_id=job.entity_id, on=job.on, by=job.by)
    told = {f"promises_{state}": count for state, count in promises.items()}
    return Tally.of(**told, **{f"plans_{state}": count for state, count in plans.items()})
