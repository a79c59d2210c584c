"""Reacting to facts soon after they are committed: a thread of each worker looks every two seconds.

Several workers do not get in each other's way: the cursor of the reactions is moved under a lock,
in the transaction of the reaction itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from django.db import Error, close_old_connections, connection

from cashwright.project.books_clock import on_books_day
from cashwright.runs.deliver import deliver_reactions

_PAUSE_SECONDS = 2.0
_log = structlog.get_logger(__name__)


def react() -> int:
    """Tell everyone who reacts of the facts since last time; returns how many were reacted to."""
    with on_books_day():
        return deliver_reactions()


@contextmanager
def reacting() -> Iterator[None]:
    """While within, react every two seconds; on leaving, finish the reaction at hand."""
    leaving = Event()
    thread = Thread(target=_until, args=(leaving,), name="reactions")
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join()


def _until(leaving: Event) -> None:
    try:
        while True:
            _once()
            if leaving.wait(_PAUSE_SECONDS):
                return
    finally:
        connection.close()


def _once() -> None:
    try:
        close_old_connections()
        react()
    except Error as error:
        # The database went away; the facts stay where they are and are told when it is back.
        _log.warning("reactions wait", reason=str(error))
