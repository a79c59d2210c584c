"""Versions, disk, tables, queue, mail and the clock of the books."""

from __future__ import annotations

import platform
import shutil
import smtplib
import ssl
from pathlib import Path

import django
import polars
from django.conf import settings
from django.db import connection

from cashwright import __version__
from cashwright.areas.access import securing
from cashwright.areas.access.reach import ROLE
from cashwright.areas.controls import queries
from cashwright.project import database, migrating, queue
from cashwright.project.doctor.finding import Finding, Verdict, judged
from cashwright.project.doctor.safety import VERSION_MIN
from cashwright.project.mail import FILES, Mail

FREE_BYTES_MIN = 1024**3
WAITING_SECONDS_MAX = 15 * 60
_GIB = 1024**3


def versions() -> list[Finding]:
    """What it is made of."""
    return [
        Finding("versions", "Cashwright", __version__),
        Finding("versions", "Python", platform.python_version()),
        Finding("versions", "Django", django.get_version()),
        Finding("versions", "Polars", polars.__version__),
    ]


def server() -> Finding:
    """Which PostgreSQL answers."""
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        (version,) = cursor.fetchone()
    kind = "embedded" if database.is_embedded() else "at DATABASE_URL"
    return judged(
        "database",
        "server",
        f"PostgreSQL {version}, {kind}",
        fine=int(version.split(".")[0].split("beta")[0]) >= VERSION_MIN,
        remedy=f"PostgreSQL {VERSION_MIN} or newer is needed.",
    )


def tables() -> Finding:
    """Whether the tables are those of this version."""
    missing = migrating.pending()
    return judged(
        "database",
        "tables",
        f"{len(missing)} migrations pending" if missing else "up to date",
        fine=not missing,
        remedy="Run `cashwright migrate`.",
    )


def row_security() -> Finding:
    """Whether the database itself keeps a request within its person's legal entities."""
    wrong = securing.lacking()
    open_to_all = securing.unguarded()
    named = sorted({lack.table for lack in wrong} | set(open_to_all))
    if not open_to_all and {lack.table for lack in wrong} <= {ROLE}:
        return Finding("database", "row security", "kept for every request")
    return Finding(
        "database",
        "row security",
        f"not kept for {len(named)} tables, {named[0]} first",
        Verdict.WRONG,
        f"Run `cashwright migrate`. The login may have to make the role {ROLE}, or be neither"
        " superuser nor BYPASSRLS.",
    )


def disk(home: Path, *, free_bytes: int | None = None) -> Finding:
    """Whether the home's disk has room."""
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free if free_bytes is None else free_bytes
    return judged(
        "disk",
        "free",
        f"{free / _GIB:,.1f} GiB at {home}",
        fine=free >= FREE_BYTES_MIN,
        remedy="Less than 1 GiB is left: free some space before the database stops.",
    )


def jobs() -> list[Finding]:
    """How the queue is."""
    found = queue.health()
    waits_long = found.oldest_waiting_seconds > WAITING_SECONDS_MAX
    return [
        Finding("queue", "workers", str(found.workers)),
        judged(
            "queue",
            "waiting",
            f"{found.waiting}, the oldest for {found.oldest_waiting_seconds} s",
            fine=not waits_long,
            remedy="Nobody does these jobs: start `cashwright worker`.",
        ),
        Finding("queue", "being done", str(found.doing)),
        judged(
            "queue",
            "stalled",
            str(found.stalled),
            fine=found.stalled == 0,
            remedy="Their worker died. A running worker gives them back within a minute.",
        ),
        Finding("queue", "failed", str(found.failed))
        if found.failed == 0
        else Finding(
            "queue",
            "failed",
            str(found.failed),
            Verdict.MIND,
            "They gave up; the log says why.",
        ),
    ]


def mail(given: Mail) -> Finding:
    """Whether mail can leave: for an SMTP server by greeting it, for files by their folder."""
    if given.backend == FILES:
        return Finding("mail", "sent to", f"files in {given.folder}")
    where = f"{given.host}:{given.port}"
    try:
        _greet(given)
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            "mail",
            "sent to",
            f"{where}, which does not answer: {error}",
            Verdict.WRONG,
            "Correct CASHWRIGHT_EMAIL_URL, or find out why the mail server does not answer.",
        )
    return Finding("mail", "sent to", f"{where}, which answers")


def _greet(given: Mail) -> None:
    """Connect, secure and log in, as sending would; send nothing."""
    secure = ssl.create_default_context()
    door = (
        smtplib.SMTP_SSL(given.host, given.port, timeout=10, context=secure)
        if given.implicit_tls
        else smtplib.SMTP(given.host, given.port, timeout=10)
    )
    with door:
        if given.starttls:
            door.starttls(context=secure)
        if given.user:
            door.login(given.user, given.password)
        door.noop()


def clock() -> Finding:
    """Which day the books believe it is."""
    day = queries.test_clock_day()
    if day is None:
        return Finding("books", "clock", "the machine's")
    if settings.PRODUCTION:
        remedy = "Books in production follow the machine's clock."
        return Finding("books", "clock", f"set to {day}", Verdict.WRONG, remedy)
    return Finding("books", "clock", f"set to {day} by hand")
