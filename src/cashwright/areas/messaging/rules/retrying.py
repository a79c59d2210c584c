"""When what a server put off is tried again: the server said that it did not take it."""

from datetime import datetime, timedelta

TRIES_MAX = 6
_FIRST = timedelta(minutes=15)


def next_try(at: datetime, tries: int) -> datetime | None:
    """The next try after the `tries`-th that was put off: a quarter of an hour, and twice as long each
    time; None when it is given up."""
    return None if tries >= TRIES_MAX else at + _FIRST * 2 ** (tries - 1)
