"""P11: usage events over HTTP, in batches of 1,000, deduplicated and on the disk before the answer.

The product serves as it always does (granian, two processes, the embedded database, commits that
wait for the disk). Four connections send; what they send was made before the clock starts.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count

import psutil
from django.db import connection

from bench import books
from bench.measuring import Measured
from cashwright.areas.access.machines import make_api_key
from cashwright.areas.catalog.models import Meter
from cashwright.areas.contracts.models import Contract, Subscription
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.models import Event
from cashwright.kernel.clock import now
from cashwright.project.serving import answers

BATCH = 1_000
CONNECTIONS = 4
PROCESSES = 2
SUBSCRIPTIONS = 2_000


def run(scale: float) -> Iterator[Measured]:
    batches = max(8, int(300 * scale))
    home = books.entity("P11")
    _subscriptions(home)
    Meter.objects.create(
        code="BYTES", name="Bytes", unit_name="MB", event_kind="transfer", aggregation="sum",
        value_key="mb", filters=[{"key": "region", "values": ["eu", "us"]}], group_key="region",
    )  # fmt: skip
    _, key = make_api_key(name="bench", permissions=["usage.take"], entity_id=home.pk, by=books.BY)
    numbers = count()
    bodies = [_body(numbers) for _ in range(batches)]
    warm = [_body(numbers) for _ in range(8)]
    with _served() as (port, server):
        _send(port, key, warm)
        before = _cpu(server)
        started = time.perf_counter()
        taken = _send(port, key, bodies)
        seconds = time.perf_counter() - started
        spent = _cpu(server) - before
        started = time.perf_counter()
        again = _send(port, key, bodies[: batches // 2])
        seconds_again = time.perf_counter() - started
    events = batches * BATCH
    assert taken == events, taken
    assert again == 0, again
    assert Event.objects.filter(entity=home).count() == events + len(warm) * BATCH
    yield Measured(
        "P11", f"{events:,} usage events over HTTP in batches of 1,000", events / seconds,
        "events/s", 20_000, at_least=True,
        notes={
            "seconds": seconds, "server CPU-s": spent, "CPU us an event": spent / events * 1e6,
            "sent again, events/s": batches // 2 * BATCH / seconds_again,
        },
    )  # fmt: skip


def _subscriptions(home: LegalEntity) -> None:
    ids = books.customers(home, 100)
    contract = Contract.objects.create(
        entity=home, customer_id=ids[0], bill_to_id=ids[0], contract_no="P11", state="active",
        currency="EUR", starts_on=date(2024, 1, 1),
    )  # fmt: skip
    Subscription.objects.bulk_create(
        Subscription(
            contract=contract, entity=home, customer_id=ids[n % 100], name="Plan",
            reference=f"P11-{n}", interval_months=1, anchor_on=date(2024, 1, 1),
            starts_on=date(2024, 1, 1), changed_at=now(),
        )
        for n in range(SUBSCRIPTIONS)
    )  # fmt: skip


def _body(numbers: Iterator[int]) -> bytes:
    at = datetime.now(UTC) - timedelta(days=1)
    events = [
        {
            "id": f"evt_{n:012d}", "kind": "transfer", "subscription": f"P11-{n % SUBSCRIPTIONS}",
            "occurred_at": (at + timedelta(milliseconds=n)).isoformat(),
            "properties": {"mb": f"{n % 977}.25", "region": "eu" if n % 2 else "us"},
        }
        for n in (next(numbers) for _ in range(BATCH))
    ]  # fmt: skip
    return json.dumps({"source": "bench", "events": events}).encode()


def _send(port: int, key: str, bodies: list[bytes]) -> int:
    """How many of the events were taken; each answer is read whole."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def work(mine: list[bytes]) -> int:
        line, taken = http.client.HTTPConnection("127.0.0.1", port, timeout=120), 0
        for body in mine:
            line.request("POST", "/api/v1/events", body, headers)
            answer = line.getresponse()
            told = json.loads(answer.read())
            assert answer.status == 200, told
            assert told["refused"] == 0, told
            taken += told["taken"]
        return taken

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(work, [bodies[n::CONNECTIONS] for n in range(CONNECTIONS)]))


@contextmanager
def _served() -> Iterator[tuple[int, psutil.Process]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "cashwright", "serve", "--port", str(port)]
    child = subprocess.Popen([*command, "--processes", str(PROCESSES)], env=os.environ)
    try:
        deadline = time.monotonic() + 300
        while not answers("127.0.0.1", port):
            assert child.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "nobody answers"
            time.sleep(0.2)
        yield port, psutil.Process(child.pid)
    finally:
        child.terminate()
        child.wait(30)


def _cpu(server: psutil.Process) -> float:
    """Processor seconds so far of the web server, its worker and all of the database server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    postmaster = backend.parent()
    assert postmaster is not None
    every = [server, *server.children(recursive=True), postmaster, *postmaster.children()]
    total = 0.0
    for process in every:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total
