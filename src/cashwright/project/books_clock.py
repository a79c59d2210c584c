"""Requests run on the books' own day: with a test clock set, today is what the books believe it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase

from cashwright.areas.controls.queries import test_clock_day
from cashwright.kernel.clock import FixedClock, now, running_on


class BooksClock:
    """Middleware: the test clock's day at the machine's time of day, for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        day = test_clock_day()
        if day is None:
            return self.get_response(request)
        instant = now()
        with running_on(FixedClock(datetime.combine(day, instant.timetz()))):
            return self.get_response(request)
