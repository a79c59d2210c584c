"""Using the embedded server: join, start when it does not answer, stop on request.

A connection costs nothing extra while the server runs: the database backend connects first
and calls `ensure` only when that fails.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cashwright.project.embedded import keeper
from cashwright.project.embedded.folder import SETTINGS, prepare
from cashwright.project.embedded.layout import PORT, Layout, programs
from cashwright.project.embedded.owner import owner_of
from cashwright.project.embedded.words import CannotStart, explained

LINGER_SECONDS = 30.0
_READY_SECONDS_MAX = 600.0
_STOP_SECONDS_MAX = 130.0
_LOG_BYTES_MAX = 10 * 1024 * 1024
_joined: dict[Path, int] = {}


def join(places: Layout) -> None:
    """Count this process, and what it forks, among the server's users until it ends."""
    if places.run in _joined:
        return
    _make_folders(places)
    # A bare descriptor: it stays open for the life of the process and needs no closing.
    descriptor = _opened(places.users_lock)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    os.utime(descriptor)
    _joined[places.run] = descriptor
    if ready(places) and not _is_kept(places):
        _start_keeper(places)


def leave(places: Layout) -> None:
    """Stop counting this process; the server may go when it was the last."""
    descriptor = _joined.pop(places.run, None)
    if descriptor is not None:
        os.close(descriptor)


def ready(places: Layout) -> bool:
    """Whether the server takes connections."""
    try:
        lines = (places.folder / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready" and keeper.answers(places.socket)


def ensure(places: Layout) -> None:
    """Have the server running, made and started as need be; one process does it, others wait.

    raises   CannotStart, in words
    """
    join(places)
    with _alone(places.start_lock):
        if not ready(places):
            _start(places)


def stop(places: Layout) -> bool:
    """Stop the server now, whoever uses it. False when none was running."""
    leave(places)
    if not places.run.is_dir():
        return False
    with _alone(places.start_lock):
        if not _is_kept(places):
            if not ready(places):
                return False
            _start_keeper(places)
        return _wait_until(lambda: _told_to_go(places), _STOP_SECONDS_MAX)


def _told_to_go(places: Layout) -> bool:
    """Tell the keeper to stop the server, as long as there is one. True once it has gone."""
    if not _is_kept(places):
        return True
    with suppress(ProcessLookupError, ValueError):
        os.kill(int(places.keeper_lock.read_text()), signal.SIGTERM)
    return False


def _start(places: Layout) -> None:
    before = _start_keeper(places)
    _wait_until(lambda: ready(places) or not _is_kept(places), _READY_SECONDS_MAX)
    if not ready(places):
        said = places.log.read_bytes()[before:].decode(errors="replace")
        raise explained(said, log=places.log)


def _start_keeper(places: Layout) -> int:
    """Start a keeper, which starts the server; on return the keeper holds its lock.

    returns  how many bytes the log had before, so that old troubles are not taken for new ones
    """
    tools = programs()
    if tools is None:
        raise CannotStart(
            "This machine has no embedded PostgreSQL.",
            "Set DATABASE_URL to a PostgreSQL of version 15 or newer.",
        )
    owner = owner_of(places.folder)
    try:
        prepare(places, owner, tools)
    except OSError as error:
        raise _unwritable(places, error) from error
    with suppress(FileNotFoundError):
        if places.log.stat().st_size > _LOG_BYTES_MAX:
            places.log.unlink()
    command = owner.command(_postgres(places, tools), through=[places.folder, places.socket, tools])
    given = {
        "folder": str(places.folder),
        "socket": str(places.socket),
        "run": str(places.run),
        "command": command,
        "linger": float(os.environ.get("CASHWRIGHT_DATABASE_LINGER") or LINGER_SECONDS),
    }
    with os.fdopen(_opened(places.log), "ab") as log:
        before = log.seek(0, os.SEEK_END)
        subprocess.run(
            [sys.executable, "-I", keeper.__file__, json.dumps(given)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            check=True,
        )
    return before


def _postgres(places: Layout, tools: Path) -> list[str]:
    settings = SETTINGS | {
        "port": str(PORT),
        "unix_socket_directories": '"' + str(places.socket_folder).replace('"', '""') + '"',
    }
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    return [str(tools / "postgres"), "-D", str(places.folder), *options]


def _make_folders(places: Layout) -> None:
    """The home and its `run` folder, which belongs to whoever the home belongs to."""
    try:
        if not places.run.is_dir():
            places.run.mkdir(parents=True, exist_ok=True)
            _give_back(places.run)
    except OSError as error:
        raise _unwritable(places, error) from error


def _opened(path: Path) -> int:
    """A file of the `run` folder as a bare descriptor, made when it is not there."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        _give_back(path)
    except OSError as error:
        raise _unwritable(Layout(path.parent.parent), error) from error
    return descriptor


def _give_back(path: Path) -> None:
    """What root makes in a user's home belongs to the user, who could not open it otherwise."""
    if os.geteuid() == 0:
        around = path.parent.stat()
        os.chown(path, around.st_uid, around.st_gid)


def _unwritable(places: Layout, error: OSError) -> CannotStart:
    return CannotStart(
        f"The folder {places.home} cannot be made or written ({error.strerror}).",
        "Set CASHWRIGHT_HOME to a folder you may write.",
    )


def _is_kept(places: Layout) -> bool:
    """Whether a keeper lives, by its lock and not by a process id that may be another's."""
    with os.fdopen(_opened(places.keeper_lock), "a") as file:
        # Shared: two processes that ask at once must not take each other for the keeper.
        return not keeper.taken(file, fcntl.LOCK_SH)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with os.fdopen(_opened(path), "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    pause = 0.01
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.3, 0.2)
    return True
