"""Serving: the web server and a worker as two children of one process that ends with both.

The parent only watches. SIGINT or SIGTERM: both children are told to finish and waited for.
A worker that dies is started again; when the web server dies everything ends. Should the
parent itself be killed, the kernel tells the children (Linux).
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

_GRACE_SECONDS = 20.0
_PAUSE_SECONDS = 0.2
_AGAIN_SECONDS = 2.0
_PR_SET_PDEATHSIG = 1


class PortTaken(RuntimeError):
    """Somebody else listens there already."""


@dataclass
class Serving:
    """One run of web server and worker on `host`:`port`."""

    host: str
    port: int
    processes: int
    tell: Callable[[str], None]
    _stopping: bool = field(default=False, init=False)

    def run(self) -> int:
        """Serve until told to stop; returns the exit code."""
        require_free(self.host, self.port)
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, self._stop)
        web, worker = _start(self._web()), _start(_worker())
        told = False
        try:
            while not self._stopping and web.poll() is None:
                if worker.poll() is not None:
                    time.sleep(_AGAIN_SECONDS)
                    worker = _start(_worker())
                if not told and answers(self.host, self.port):
                    self.tell(f"Cashwright is at http://{self.host}:{self.port}  (Ctrl-C stops it)")
                    told = True
                time.sleep(_PAUSE_SECONDS)
        finally:
            code = _end([web, worker])
        return 0 if self._stopping else code or 1

    def _stop(self, _signal: int, _frame: Any) -> None:
        self._stopping = True

    def _web(self) -> list[str]:
        options = {
            "--interface": "wsgi",
            "--host": self.host,
            "--port": str(self.port),
            "--workers": str(self.processes),
            "--blocking-threads": "4",
            "--backpressure": "64",
            "--log-level": "warning",
            "--workers-kill-timeout": "15",
        }
        flat = [part for pair in options.items() for part in pair]
        application = "cashwright.project.wsgi:application"
        return [sys.executable, "-m", "granian", *flat, "--no-ws", application]


def require_free(host: str, port: int) -> None:
    """Raise PortTaken when another program listens on the port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"{host}:{port} cannot be used: {error.strerror}.") from error


def answers(host: str, port: int) -> bool:
    """Whether a connection is taken."""
    with suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def _worker() -> list[str]:
    return [sys.executable, "-m", "cashwright", "worker"]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """A child in a process group of its own: Ctrl-C reaches it through us, once."""
    return subprocess.Popen(command, process_group=0, preexec_fn=_end_with_parent)  # noqa: PLW1509


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(children: list[subprocess.Popen[bytes]]) -> int:
    """Tell the children to finish, wait, and make an end of those that do not."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + _GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    return max(abs(int(child.returncode)) for child in children)
