"""Carrying out a plan of cash: applications in chunks, questions as tasks, answered tasks closed."""

from collections import defaultdict
from functools import partial
from typing import Any
from uuid import UUID

import polars as pl

from cashwright.areas.cash.services import PLAN, apply_plan
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import close_task, open_task
from cashwright.areas.controls.states import TaskState
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.states import PaymentState
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.refusals import NotAllowedNow, Refusal
from cashwright.runs.apply_cash.planner import CashPlan, Question, plan_cash
from cashwright.runs.harness import Job, Tally

STEP = "apply_cash"
TIDY = "close_tasks"
TASK = "cash.application"
_ANSWERED = "Nothing of it is left to apply."


def apply_cash(job: Job) -> None:
    """Apply the day's known cash, bucket by bucket, and ask about what does not come out clear."""
    plan = plan_cash(job.entity_id, job.on)
    rows, questions = _by_bucket(job, plan), _new_questions(job, plan)
    for bucket in sorted({*rows, *questions}):
        work = partial(_work, job, rows.get(bucket), questions.get(bucket, []))
        job.once(STEP, bucket, work)
    waiting = len(plan.questions) - sum(map(len, questions.values()))
    job.note(STEP, Tally.of(waiting=waiting, on_account=plan.untouched))


def _by_bucket(job: Job, plan: CashPlan) -> dict[int, pl.DataFrame]:
    if plan.rows.is_empty():
        return {}
    buckets = pl.Series([job.bucket_of(root) for root in plan.rows["root_id"]], dtype=pl.Int64)
    parts = plan.rows.with_columns(bucket=buckets).partition_by(
        "bucket", as_dict=True, maintain_order=True
    )
    return {int(key[0]): part for key, part in parts.items()}


def _new_questions(job: Job, plan: CashPlan) -> dict[int, list[Question]]:
    """The questions nobody was asked yet, by bucket."""
    keys = {task_key(question.payment): question for question in plan.questions}
    known = set(Task.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    found = defaultdict(list)
    for key, question in keys.items():
        if key not in known:
            found[job.bucket_of(question.payment["root_id"])].append(question)
    return found


def task_key(payment: dict[str, Any]) -> str:
    """One task a payment; one more when it was unapplied since."""
    return f"{TASK}:{payment['payment_id']}:{payment['reopened_on'] or ''}"


def _work(job: Job, rows: pl.DataFrame | None, questions: list[Question]) -> Tally:
    tally = Tally()
    if rows is not None:
        _apply(job, rows, tally)
    for question in questions:
        _ask(job, question)
        tally.outcomes["asked"] += 1
    return tally


def _apply(job: Job, rows: pl.DataFrame, tally: Tally) -> None:
    """Apply what still fits; what does not is counted by its code and planned again tomorrow."""
    outcomes = rows.unique("payment_id").select("payment_id", "outcome")
    try:
        done = apply_plan(rows.select(*PLAN), entity_id=job.entity_id, on=job.on, by=job.by)
    except Refusal as refusal:
        tally.refused[refusal.code] += outcomes.height
        return
    judged = outcomes.join(done.unique("payment_id"), on="payment_id")
    for outcome, refusal_code in judged.select("outcome", "refusal").iter_rows():
        if refusal_code is None:
            tally.outcomes[outcome] += 1
        else:
            tally.refused[refusal_code] += 1


def _ask(job: Job, question: Question) -> None:
    payment = question.payment
    amount = format_minor(payment["unapplied_minor"], payment["currency"])
    title = f"Where do {amount} {payment['currency']} of {payment['customer_name']} belong?"
    open_task(
        entity_id=job.entity_id, kind=TASK, key=task_key(payment), title=title[:200], on=job.on,
        by=job.by, customer_id=UUID(payment["customer_id"]),
        document_id=UUID(payment["payment_id"]),
        facts={
            "outcome": str(question.outcome),
            "reasons": list(question.reasons),
            "candidates": [list(one) for one in question.candidates],
        },
    )  # fmt: skip


def close_answered(job: Job) -> None:
    """Close the tasks whose payment has nothing left to apply, whoever applied it."""
    waiting = Task.objects.filter(
        entity_id=job.entity_id, kind=TASK, state=TaskState.OPEN, document_id__isnull=False
    ).values_list("document_id", "pk")
    of_payment: dict[UUID, UUID] = {UUID(str(payment)): task for payment, task in waiting}
    if not of_payment:
        return
    unclear = Payment.objects.filter(
        pk__in=of_payment, unapplied_minor__gt=0, is_on_account=False, state=PaymentState.RECEIVED
    ).values_list("pk", flat=True)
    answered = sorted(of_payment.keys() - set(unclear))
    if answered:
        job.once(TIDY, 0, partial(_close, job, [of_payment[pk] for pk in answered]))


def _close(job: Job, task_ids: list[UUID]) -> Tally:
    tally = Tally()
    for task_id in task_ids:
        try:
            close_task(task_id=task_id, move="finish", outcome=_ANSWERED, by=job.by)
            tally.outcomes["closed"] += 1
        except NotAllowedNow as refusal:  # a person was faster
            tally.refused[refusal.code] += 1
    return tally
