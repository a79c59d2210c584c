"""Several processes that run the days of the demo's entities side by side.

Entities have books, chains and locks of their own, so their days do not wait for one another.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from cashwright.connectors.simulator import Company

WORKERS_MAX = 3


@contextmanager
def crew() -> Iterator[ProcessPoolExecutor]:
    """Processes for the length of a build: one for each processor, no more than there are entities."""
    count = min(os.cpu_count() or 1, WORKERS_MAX)
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin) as pool:
        yield pool


def work_beside(pool: ProcessPoolExecutor, told: Company, first: date, last: date) -> None:
    """Let the same days pass in every entity, in as many at once as there are processes."""
    tasks = [pool.submit(_work, told, entity.code, first, last) for entity in told.entities]
    for task in tasks:
        task.result()


def _begin() -> None:
    import django

    django.setup()
    from cashwright.areas.access import reach

    reach.rest_on(reach.HOUSE_ITSELF)
    hasten()


def hasten() -> None:
    """Commit without waiting for the disk: what is lost in a crash, the next build makes again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _work(told: Company, code: str, first: date, last: date) -> None:
    from cashwright.project.demo.working import work_days

    work_days(told, code, first, last)
