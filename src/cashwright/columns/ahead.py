"""Ahead: what comes next is made in a thread while the server takes in what was made before."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def ahead(make: Callable[[Given], Made], parts: Iterable[Given], most: int = 1) -> Iterator[Made]:
    """`make` of each part, in order; while one is used the next `most` are being made.

    make    frames only: Polars lets other threads run. It has neither the transaction nor the clock
            of the caller; what it raises is raised here, when the turn comes to that part
    parts   taken in the caller's thread, where they may ask the database
    most    how many are made or kept ready at a time: bounds the memory
    """
    with ThreadPoolExecutor(most, thread_name_prefix="ahead") as threads:
        coming: deque[Future[Made]] = deque()
        for part in parts:
            coming.append(threads.submit(make, part))
            if len(coming) > most:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
