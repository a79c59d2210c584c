"""Books written once for a file of tests: each test finds them as they were written, none what another did.

The rows stand in a transaction around the file's tests, which is never committed; a test's own
changes are taken back to where it began. Not for files whose tests commit (transactional_db).
The fixture that keeps them has a name that ends in `_once`: tests that do without come first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import transaction

from cashwright.kernel.clock import FixedClock, running_on

T = TypeVar("T")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@contextmanager
def written_once(blocker: Any, write: Callable[[], T]) -> Iterator[T]:
    """What `write` made at NOON. Hand copies of it to tests: they may change what is in memory, too.

    blocker  pytest-django's `django_db_blocker`
    """
    with blocker.unblock(), transaction.atomic():
        with running_on(FixedClock(NOON)):
            made = write()
        yield made
        transaction.set_rollback(True)
