"""The keeper: starts the server, and stops it when nobody has used it for a while.

A script of its own that knows only the standard library, so that it starts fast and stays
small. It holds `keeper.lock`. Every process that uses the server holds `users.lock` shared;
the kernel lets go of it however the process ends, SIGKILL included. Twice a second the keeper
tries to take it alone: when that works nobody is left. After the linger time it stops the
server while still holding it, so that a newcomer waits for the stop and then starts afresh.

SIGTERM stops the server at once. A keeper that finds the server running (the last keeper was
killed) looks after it all the same.

    python keeper.py '{"folder": …, "socket": …, "run": …, "command": […], "linger": seconds}'
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

_POLL_SECONDS = 0.5
_STOP_SECONDS_MAX = 60.0
_LOCK_SECONDS_MAX = 15.0
_asked_to_stop = False


def _ask_to_stop(_signal: int, _frame: Any) -> None:
    global _asked_to_stop
    _asked_to_stop = True


def answers(path: Path) -> bool:
    """Whether somebody listens on the socket."""
    probe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        probe.connect(str(path))
    except OSError:
        return False
    finally:
        probe.close()
    return True


def taken(file: IO[str], how: int = fcntl.LOCK_EX) -> bool:
    """Take a lock, now or not at all."""
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Keeper:
    """One server's keeper."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.folder = Path(given["folder"])
        self.socket = Path(given["socket"])
        self.command: list[str] = given["command"]
        self.linger = float(given["linger"])
        run = Path(given["run"])
        self.users = (run / "users.lock").open("a")
        self.lock = (run / "keeper.lock").open("a")
        self.child: subprocess.Popen[bytes] | None = None

    def alone(self) -> bool:
        """Become the keeper; a predecessor that is just leaving is waited for."""
        deadline = time.monotonic() + _LOCK_SECONDS_MAX
        while not taken(self.lock):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def settle(self) -> None:
        """Leave the process that started us: it goes on at once, and owes us no farewell.

        The lock goes along: it belongs to the open file, which both sides of a fork share.
        """
        if os.fork():
            os._exit(0)
        os.setsid()
        self.lock.truncate(0)
        self.lock.write(str(os.getpid()))
        self.lock.flush()

    def start(self) -> None:
        """Start the server, unless it outlived its last keeper."""
        if not answers(self.socket):
            self.child = subprocess.Popen(self.command, cwd="/", stdin=subprocess.DEVNULL)

    def lives(self) -> bool:
        """Whether there is still a server to keep."""
        if not (self.folder / "PG_VERSION").exists():
            return False
        if self.child is not None:
            return self.child.poll() is None
        return answers(self.socket)

    def keep(self) -> int:
        """Until nobody needs the server any more, or it is gone."""
        left_at: float | None = None
        while self.lives():
            if _asked_to_stop:
                return self.stop()
            if not taken(self.users):
                left_at = None
            else:
                now = time.time()
                last_used = os.fstat(self.users.fileno()).st_mtime
                left_at = max(left_at or now, min(last_used, now))
                if now - left_at >= self.linger:
                    return self.stop()
                fcntl.flock(self.users, fcntl.LOCK_UN)
            time.sleep(_POLL_SECONDS)
        return self.stop()

    def stop(self) -> int:
        """Stop the server cleanly; when it does not listen, at once."""
        for how in (signal.SIGINT, signal.SIGQUIT):
            self.tell(how)
            deadline = time.monotonic() + _STOP_SECONDS_MAX
            while time.monotonic() < deadline:
                if self.gone():
                    return 0
                time.sleep(0.05)
        return 1

    def gone(self) -> bool:
        if self.child is not None:
            return self.child.poll() is not None
        return not answers(self.socket)

    def tell(self, what: signal.Signals) -> None:
        """Send a signal to the server: to our child, or to the one named in its own file."""
        if self.child is not None:
            self.child.send_signal(what)
            return
        with suppress(OSError, ValueError, IndexError):
            if answers(self.socket):
                os.kill(int((self.folder / "postmaster.pid").read_text().split()[0]), what)


def main() -> int:
    signal.signal(signal.SIGTERM, _ask_to_stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keeper = Keeper(json.loads(sys.argv[1]))
    if not keeper.alone():
        return 0
    keeper.settle()
    keeper.start()
    return keeper.keep()


if __name__ == "__main__":
    sys.exit(main())
