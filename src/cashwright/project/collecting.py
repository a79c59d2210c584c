"""Collecting static files when they have changed since the last time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from cashwright import __version__


def collect_static() -> bool:
    """Collect, compress and name by content. False when nothing has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    found = _fingerprint()
    if stamp.exists() and stamp.read_text() == found:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(found)
    return True


def _fingerprint() -> str:
    return hashlib.sha256("\n".join([__version__, *sorted(_sources())]).encode()).hexdigest()


def _sources() -> Iterator[str]:
    """Every static file with its size and time of change."""
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            yield f"{path} {status.st_size} {status.st_mtime_ns}"
