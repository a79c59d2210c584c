"""Requests and jobs run on the books' own day: with a test clock set, today is what the books believe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from cashwright.areas.controls.queries import test_clock_day
from cashwright.kernel.clock import FixedClock, now, running_on


@contextmanager
def on_books_day() -> Iterator[None]:
    """The test clock's day at the machine's time of day; without a test clock, the machine's."""
    day = test_clock_day()
    if day is None:
        yield
        return
    with running_on(FixedClock(datetime.combine(day, now().timetz()))):
        yield


class BooksClock:
    """Middleware: one request on the books' day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with on_books_day():
            return self.get_response(request)


def job_on_books_day(call_next: Callable[[], Any], _context: Any, _worker: Any) -> Any:
    """Procrastinate's middleware: one job on the books' day."""
    with on_books_day():
        return call_next()
