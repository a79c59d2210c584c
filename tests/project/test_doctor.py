"""The doctor names what is wrong, and production does not start with it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from cashwright.areas.controls.models import BookClock
from cashwright.project import mail as mail_settings
from cashwright.project.doctor import body, safety
from cashwright.project.doctor.examination import examine
from cashwright.project.doctor.finding import Finding, Verdict
from tests.project.cluster import cashwright

GOOD_KEY = "correct-horse-battery-staple-" * 3
ON = dict.fromkeys(safety.DURABLE, "on")


def _wrong(findings: list[Finding]) -> list[str]:
    return [found.subject for found in findings if found.verdict is Verdict.WRONG]


@pytest.mark.parametrize("name", safety.DURABLE)
def test_a_server_that_forgets_is_wrong(name: str) -> None:
    findings = safety.durability(ON | {name: "off"})
    assert _wrong(findings) == [name]
    assert all(found.remedy for found in findings if found.verdict is Verdict.WRONG)


def test_a_server_that_keeps_everything_is_fine() -> None:
    assert _wrong(safety.durability(ON)) == []
    assert _wrong(safety.durability(ON | {"synchronous_commit": "remote_apply"})) == []


@pytest.mark.parametrize(
    ("key", "debug", "hosts", "wrong"),
    [
        (GOOD_KEY, False, ["ar.example.com"], []),
        ("", False, ["ar.example.com"], ["secret key"]),
        ("short", False, ["ar.example.com"], ["secret key"]),
        ("x" * 80, False, ["ar.example.com"], ["secret key"]),
        ("django-insecure-" + GOOD_KEY, False, ["ar.example.com"], ["secret key"]),
        (GOOD_KEY, True, ["ar.example.com"], ["debug pages"]),
        (GOOD_KEY, False, ["*"], ["host names"]),
        (GOOD_KEY, False, [".example.com"], ["host names"]),
        (GOOD_KEY, False, [], ["host names"]),
    ],
)
def test_weak_doors_are_wrong(key: str, debug: bool, hosts: list[str], wrong: list[str]) -> None:
    assert _wrong(safety.keys(secret_key=key, debug=debug, hosts=hosts)) == wrong


@pytest.mark.django_db
def test_a_healthy_installation_has_nothing_wrong_and_is_told_in_full() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = on")  # off in tests, see conftest
    findings = examine()
    assert _wrong(findings) == []
    parts = {found.part for found in findings}
    assert parts == {"versions", "safety", "disk", "mail", "database", "queue", "books"}


def test_a_ring_without_a_key_that_is_needed_is_wrong_and_an_empty_one_in_production() -> None:
    def judge(held: list[str], used: list[str], production: bool = False) -> Verdict:
        return safety.key_ring(held=held, used=used, production=production).verdict

    assert judge([], []) is Verdict.FINE, "the first key is made when it is needed"
    assert judge(["a", "b"], ["a"], production=True) is Verdict.FINE
    assert judge([], [], production=True) is Verdict.WRONG
    assert judge(["b"], ["a", "b"]) is Verdict.WRONG


@pytest.mark.django_db
def test_books_on_a_day_set_by_hand_are_named_and_wrong_in_production(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert body.clock().value == "the machine's"
    BookClock.objects.create(today=date(2013, 3, 1))
    assert "2013-03-01" in body.clock().value
    assert body.clock().verdict is Verdict.FINE
    monkeypatch.setattr(settings, "PRODUCTION", True)
    assert body.clock().verdict is Verdict.WRONG


def test_a_disk_that_is_nearly_full_is_wrong(tmp_path: Path) -> None:
    assert body.disk(tmp_path / "not" / "made", free_bytes=2 * 1024**3).verdict is Verdict.FINE
    assert body.disk(tmp_path, free_bytes=5_000_000).verdict is Verdict.WRONG


class _Accepts:
    async def handle_DATA(self, *_: object) -> str:  # noqa: N802 - the name aiosmtpd calls
        return "250 OK"


@pytest.fixture
def smtp_port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(_Accepts(), hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


def test_a_mail_server_is_greeted_and_nothing_is_sent(smtp_port: int, tmp_path: Path) -> None:
    given = mail_settings.from_url(f"smtp://127.0.0.1:{smtp_port}", folder=tmp_path)
    assert body.mail(given).verdict is Verdict.FINE
    silent = mail_settings.from_url(f"smtp://127.0.0.1:{_closed_port()}", folder=tmp_path)
    assert body.mail(silent).verdict is Verdict.WRONG


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_command_tells_machines_and_fails_on_what_is_wrong(
    database_url: str, tmp_path: Path
) -> None:
    well = cashwright("doctor", "--json", home=tmp_path, DATABASE_URL=database_url)
    assert json.loads(well.stdout)["well"] is True
    closed = f"smtp://127.0.0.1:{_closed_port()}"
    ill = cashwright(
        "doctor", home=tmp_path, check=False, DATABASE_URL=database_url, CASHWRIGHT_EMAIL_URL=closed
    )
    assert ill.returncode == 1
    assert "does not answer" in " ".join(ill.stdout.split())


def test_production_does_not_start_with_a_weak_key_or_open_hosts(
    database_url: str, tmp_path: Path
) -> None:
    weak = {"CASHWRIGHT_PRODUCTION": "1", "CASHWRIGHT_HOSTS": "*", "DATABASE_URL": database_url}
    done = cashwright("worker", "--once", home=tmp_path, check=False, extra=weak)
    assert done.returncode == 1
    assert "will not start in production" in done.stderr
    assert "secret key" in done.stderr
    assert "host names" in done.stderr
    assert "Traceback" not in done.stderr

    assert "key ring" in done.stderr
    strong = weak | {"CASHWRIGHT_HOSTS": "ar.example.com", "CASHWRIGHT_SECRET_KEY": GOOD_KEY}
    assert cashwright("keys", "add", home=tmp_path, extra=strong).returncode == 0
    assert cashwright("worker", "--once", home=tmp_path, extra=strong).returncode == 0
