"""Reminders handed to an SMTP server on this machine, with every record of it, in mails a second;
and beside it the same mails by bare smtplib, which keeps no record.
"""

import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from time import perf_counter
from uuid import UUID

from django.test import override_settings

from bench import books
from bench.measuring import Measured, spending
from cashwright.areas.collections.services import as_the_books_stand
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.rules import Draft, Rendered
from cashwright.areas.messaging.services import deliver_queued, queue_messages
from cashwright.areas.parties.policies import Purpose

ON = date(2026, 3, 3)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
_BAR = 200.0
_BODY = "Dear Ann,\n\n" + "please pay what is listed here.\n" * 20
_HTML = f"<p>{_BODY}</p>"


def run(scale: float) -> Iterator[Measured]:
    count = int(5_000 * scale)
    _queue(count)
    with _sink() as port, override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
    ):  # fmt: skip
        with spending() as spent:
            report = deliver_queued(
                limit=count, on=ON, at=NOON, by=books.BY, guard=partial(as_the_books_stand, on=ON)
            )
        assert report.sent == count, report
        bare = count / _bare_seconds(port, count)
    rate = count / spent.wall
    yield Measured(
        "P7s", f"mails sent with every record, of {count:,}", rate, "/s", _BAR, at_least=True,
        notes={
            "bare smtplib /s": bare, "ratio": bare / rate, "ms of processor each": spent.cpu / count * 1000
        },
    )  # fmt: skip


def _queue(count: int) -> None:
    home = books.entity("P7S")
    ids = books.customers(home, count)
    said = Rendered("2 invoices past due", _BODY, _HTML)
    for start in range(0, count, 1_000):
        drafts = [
            Draft(
                entity_id=home.pk, customer_id=UUID(pk), to_address=f"ann{n}@buyer.example", said=said,
                purpose=Purpose.REMINDERS, dedupe_key=f"bench/{n}",
            )
            for n, pk in enumerate(ids[start : start + 1_000], start)
        ]  # fmt: skip
        queue_messages(drafts, by=books.BY)
    assert Message.objects.filter(entity=home, state="queued").count() == count


@contextmanager
def _sink() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    path = Path(__file__).with_name("smtp_sink.py")
    process = subprocess.Popen([sys.executable, str(path), str(port)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield port
    finally:
        process.kill()
        process.wait()


def _bare_seconds(port: int, count: int) -> float:
    began = perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for n in range(count):
            mail = EmailMessage()
            mail["Subject"], mail["From"] = "2 invoices past due", "us@house.example"
            mail["To"] = f"ann{n}@buyer.example"
            mail.set_content(_BODY)
            mail.add_alternative(_HTML, subtype="html")
            server.send_message(mail)
    return perf_counter() - began
