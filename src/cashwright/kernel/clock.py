"""The clock: the only place that knows what time it is, so a whole company can run on another.

Words: an *instant* is an aware UTC datetime (`at`); a *business day* is a local date (`on`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from cashwright.kernel.local_days import local_date


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still: for tests and for days replayed on the virtual clock."""

    instant: datetime

    def __post_init__(self) -> None:
        assert self.instant.tzinfo is not None, "an instant is aware"

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)


_clock: ContextVar[Clock] = ContextVar("clock", default=SystemClock())  # noqa: B039 - stateless


def now() -> datetime:
    """The instant on the clock in force."""
    return _clock.get().now()


def today(zone: str) -> date:
    """The business day in `zone` (an IANA name, else BadInput) on the clock in force."""
    return local_date(now(), zone)


@contextmanager
def running_on(clock: Clock) -> Iterator[None]:
    """Everything within runs on `clock`."""
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)


def noon_utc(on: date) -> FixedClock:
    """A clock standing at noon UTC of `on`: what the virtual day runs on."""
    return FixedClock(datetime(on.year, on.month, on.day, 12, tzinfo=UTC))
