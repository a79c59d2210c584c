"""Several processes that run the days of the demo's entities side by side.

Entities have books, chains and locks of their own, so their days do not wait for one another.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from uuid import UUID

WORKERS_MAX = 3


@contextmanager
def crew() -> Iterator[ProcessPoolExecutor]:
    """Processes for the length of a build: one for each processor, no more than there are entities."""
    count = min(os.cpu_count() or 1, WORKERS_MAX)
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin) as pool:
        yield pool


def run_days_beside(
    pool: ProcessPoolExecutor, entity_ids: Sequence[UUID], first: date, last: date
) -> None:
    """Run the same days for every entity, as many at once as there are processes."""
    for done in [pool.submit(_run, entity_id, first, last) for entity_id in entity_ids]:
        done.result()


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


def _run(entity_id: UUID, first: date, last: date) -> None:
    from cashwright.areas.parties.models import LegalEntity
    from cashwright.runs.day import run_days

    for _ in run_days([LegalEntity.objects.get(pk=entity_id)], first, last):
        pass
