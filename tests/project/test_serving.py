"""`cashwright serve`: a web server and a worker that come, go and survive together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from procrastinate.contrib.django.models import ProcrastinateWorker

from tests.project.cluster import cashwright, environment, eventually

Served = tuple[psutil.Process, str]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _code(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as page:
            return int(page.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.fixture
def serve(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Served]]:
    """Start `cashwright serve` on the test database; whatever is left of it ends with the test."""
    home = tmp_path_factory.getbasetemp() / "served"  # one home: static files are collected once
    started: list[psutil.Process] = []

    def start() -> Served:
        port = _free_port()
        command = [sys.executable, "-m", "cashwright", "serve", "--port", str(port)]
        process = psutil.Popen(
            [*command, "--processes", "1"],
            env=environment(home, DATABASE_URL=database_url),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        address = f"http://127.0.0.1:{port}"
        assert eventually(lambda: _code(f"{address}/account/login/") == 200, 60)
        started.extend(process.children(recursive=True))
        return process, address

    yield start
    for process in started:
        if process.is_running():
            process.kill()


def _ended(processes: list[psutil.Process]) -> bool:
    _gone, alive = psutil.wait_procs(processes, timeout=0)
    return all(each.status() == psutil.STATUS_ZOMBIE for each in alive)


def _worker(served: psutil.Process) -> psutil.Process:
    (found,) = [each for each in served.children() if each.cmdline()[-1] == "worker"]
    return found


def test_pages_a_worker_and_a_clean_end(serve: Callable[[], Served]) -> None:
    served, address = serve()
    assert _code(f"{address}/nowhere/") in {302, 404}
    assert eventually(lambda: ProcrastinateWorker.objects.count() == 1)
    children = served.children(recursive=True)

    first = _worker(served)
    first.kill()
    assert eventually(
        lambda: any(
            c.pid != first.pid and c.cmdline()[-1:] == ["worker"] for c in served.children()
        )
    )

    children += served.children(recursive=True)
    served.send_signal(signal.SIGTERM)
    assert served.wait(timeout=30) == 0
    assert eventually(lambda: _ended(children), 5)
    assert _code(f"{address}/account/login/") == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a killed parent")
def test_nothing_is_left_running_when_the_parent_is_killed(serve: Callable[[], Served]) -> None:
    served, _address = serve()
    children = served.children(recursive=True)
    assert len(children) >= 2
    served.kill()
    served.wait()
    assert eventually(lambda: _ended(children))


def test_a_taken_port_is_named_and_another_one_offered(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = cashwright("serve", "--port", str(port), home=tmp_path, check=False)
    assert done.returncode == 1
    assert f"127.0.0.1:{port} cannot be used" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert not (tmp_path / "postgresql").exists(), "nothing was started for nothing"
