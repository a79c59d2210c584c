"""Several processes that share the buckets of one bill run.

Each claims a bucket by a lock of the database, so no two bill the same customer, and none waits for
another; who dies loses its claim with its connection, and the run goes on without it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from multiprocessing import get_context
from uuid import UUID

import structlog

from cashwright.kernel.actors import Actor
from cashwright.runs.spawning import call

Beside = Callable[[UUID, Actor], AbstractContextManager[int]]
_log = structlog.get_logger(__name__)


def beside_with(workers: int) -> Beside:
    """For run_bill: `workers` more processes at work while it is."""
    return partial(_beside, workers)


@contextmanager
def _beside(workers: int, run_id: UUID, by: Actor) -> Iterator[int]:
    """Yields how many share the run, this process with them."""
    # Spawned: neither Polars nor a database connection outlives a fork.
    context = get_context("spawn")
    what = "cashwright.runs.bill.running", "share_as"
    crew = [
        context.Process(target=call, args=(*what, run_id, by, turn, workers + 1), daemon=True)
        for turn in range(1, workers + 1)
    ]
    for one in crew:
        one.start()
    try:
        yield workers + 1
    finally:
        for one in crew:
            one.join()
            if one.exitcode:
                _log.error("a process that shared the run ended badly", exit_code=one.exitcode)
