"""Several processes that share the buckets of one bill run.

Each claims a bucket by a lock of the database, so no two bill the same customer, and none waits for
another; who dies loses its claim with its connection, and the run goes on without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from cashwright.kernel.actors import Actor

Beside = Callable[["UUID", "Actor"], AbstractContextManager[int]]


def beside_with(workers: int) -> Beside:
    """For run_bill: `workers` more processes at work while it is."""
    return partial(_beside, workers)


@contextmanager
def _beside(workers: int, run_id: UUID, by: Actor) -> Iterator[int]:
    """Yields how many share the run, this process with them."""
    # Spawned: neither Polars nor a database connection outlives a fork.
    context = get_context("spawn")
    crew = [
        context.Process(target=_share, args=(run_id, by, turn, workers + 1), daemon=True)
        for turn in range(1, workers + 1)
    ]
    for one in crew:
        one.start()
    try:
        yield workers + 1
    finally:
        for one in crew:
            one.join()


def _share(run_id: UUID, by: Actor, turn: int, of: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cashwright.project.settings")
    import django

    django.setup()
    from cashwright.areas.access import reach
    from cashwright.kernel.clock import noon_utc, running_on
    from cashwright.runs.bill.running import share
    from cashwright.runs.harness import join, marked

    reach.rest_on(reach.HOUSE_ITSELF)
    job = join(run_id, by)
    with running_on(noon_utc(job.on)), marked(job.run):
        share(job, turn, of)
