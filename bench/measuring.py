"""What a benchmark reports, and how processor time of client and server is read."""

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db import connection


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure beside its bar; `holds` when it is on the right side of it."""

    key: str
    what: str
    value: float
    unit: str
    bar: float
    at_least: bool = False
    notes: dict[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "holds": self.holds}

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        told = ", ".join(f"{name} {value:,.4g}" for name, value in self.notes.items())
        mark = "ok  " if self.holds else "MISS"
        return f"{mark} {self.key:<4} {self.what}: {self.value:,.4g} {self.unit} (bar {sign} {self.bar:,.4g}) {told}"


@dataclass(slots=True)
class Spent:
    """Seconds on the wall, and of processor: in this process with those it started and waited for, and
    in the database sessions of both."""

    wall: float = 0.0
    client: float = 0.0
    server: float = 0.0

    @property
    def cpu(self) -> float:
        return self.client + self.server


def _client_seconds() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _server_seconds() -> float:
    """Of this process's session, and of all sessions that ended: those of workers among them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    if not _stat_of(
        pid
    ).exists():  # another machine's or system's server: only the client is counted
        return 0.0
    mine = _fields(pid)
    ended = _fields(int(mine[1]))[13:15]  # what the server's own process waited for
    return sum(map(int, (*mine[11:13], *ended))) / os.sysconf("SC_CLK_TCK")


def _stat_of(pid: int) -> Path:
    return Path(f"/proc/{pid}/stat")


def _fields(pid: int) -> list[str]:
    """The fields of proc(5) after the name: state, ppid, ..."""
    return _stat_of(pid).read_text().rpartition(")")[2].split()


@contextmanager
def spending() -> Iterator[Spent]:
    """Measure what is done within."""
    spent = Spent()
    wall, client, server = time.perf_counter(), _client_seconds(), _server_seconds()
    yield spent
    spent.wall = time.perf_counter() - wall
    spent.client = _client_seconds() - client
    spent.server = _server_seconds() - server


def peak_mb() -> float:
    """The largest memory of this process so far; what processes it forked share with it is told once."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
