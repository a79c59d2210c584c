"""What the command palette finds. Each module here has

    PERMISSION = "customers.read"
    def find(request: HttpRequest, text: str) -> Iterable[Hit]: ...

and is asked by itself, in alphabetical order, when the reader has the permission. `text` is what
was typed, stripped; it may be empty. A finder returns at most a handful of hits, best first.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from django.http import HttpRequest

from cashwright.surfaces.console.finders.hit import Hit
from cashwright.surfaces.console.pages import may

__all__ = ["Hit", "find"]

HITS_MAX = 8
_NOT_FINDERS = {"hit"}
_MODULES = [m.name for m in iter_modules(__path__) if m.name not in _NOT_FINDERS]


def find(request: HttpRequest, text: str) -> Iterator[tuple[str, list[Hit]]]:
    """The hits of every finder the reader may ask, under the finder's heading."""
    for name in _MODULES:
        finder = import_module(f"{__name__}.{name}")
        if not may(request, finder.PERMISSION):
            continue
        hits = list(finder.find(request, text))[: HITS_MAX if text else None]
        if hits:
            yield finder.HEADING, hits
