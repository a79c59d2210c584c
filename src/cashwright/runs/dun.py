"""Reminders of a day: the ladders' plan, carried out bucket by bucket.

A message is only queued here, in the transaction that notes its steps; `deliver` sends it later and
asks again whether it is still wanted.
"""

from functools import partial
from typing import Any
from uuid import UUID

import polars as pl

from cashwright.areas.collections.queries import known
from cashwright.areas.collections.services import hand_over_ended, learn_from_trials, remind
from cashwright.runs.harness import Job, Tally

STEP = "dun"


def dun(job: Job) -> None:
    """Remind by the ladders: every step of an invoice once, never for what is paid or stopped.

    What stands at the end of its ladder becomes a person's, so that nothing late is left without a
    next thing.
    """
    found = known(job.entity_id, job.on)
    plan = found.plan()
    wanted = plan.filter(pl.col("suppressed").is_null())
    held_back = plan.filter(pl.col("suppressed").is_not_null())
    for bucket, rows in _by_bucket(job, wanted):
        job.once(STEP, bucket, partial(_work, job, rows))
    tally = Tally()
    for code, count in held_back["suppressed"].cast(pl.String).value_counts().iter_rows():
        tally.refused[f"collections.{code}"] += count
    ended = found.ended()
    if not ended.is_empty():
        oldest = [(UUID(customer), UUID(invoice)) for customer, invoice in ended.iter_rows()]
        tally.outcomes["ended"] += hand_over_ended(
            oldest, entity_id=job.entity_id, on=job.on, by=job.by
        )
    if found.trials:
        learned = learn_from_trials(entity_id=job.entity_id, on=job.on, by=job.by)
        tally.outcomes["learned"] += learned
    job.note(STEP, tally)


def _by_bucket(job: Job, rows: pl.DataFrame) -> list[tuple[int, pl.DataFrame]]:
    buckets = pl.Series("bucket", map(job.bucket_of, rows["customer_id"]), dtype=pl.Int64)
    parts: dict[tuple[Any, ...], pl.DataFrame] = rows.with_columns(buckets).partition_by(
        "bucket", as_dict=True, include_key=False
    )
    return sorted((int(key[0]), part) for key, part in parts.items())


def _work(job: Job, rows: pl.DataFrame) -> Tally:
    done = remind(rows, entity_id=job.entity_id, on=job.on, by=job.by)
    return Tally.of(
        messages=done.messages, tasks=done.tasks, rehearsed=done.rehearsed, withheld=done.withheld,
        steps=done.steps, dropped=done.dropped,
    )  # fmt: skip
