"""Memory of a large plan, left alone: Python looks again and again for garbage in what is all in use.

A plan makes millions of objects, and none of them in cycles; to look through them takes as long as a
tenth of the matching itself, and in a forked process it copies what is shared.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Within, nothing is looked through. What is made in cycles meanwhile is found afterwards."""
    was_swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_swept:
            gc.enable()


@contextmanager
def set_aside() -> Iterator[None]:
    """Within, what was there before is not looked through; what is new is, as ever."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
