"""`cashwright inbox`: mails of files are taken once; a mailbox has to be named before it is polled."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cashwright.areas.messaging.models import Inbound
from cashwright.surfaces.cli.evaluate import app as evaluate
from cashwright.surfaces.cli.inbox import app
from tests import makers

RUN = CliRunner()


@pytest.mark.django_db
def test_files_are_taken_once_and_what_is_no_mail_is_said(tmp_path: Path) -> None:
    makers.entity()
    (tmp_path / "a.eml").write_bytes(b"From: a@b.example\n\nWe will pay on Friday.")
    (tmp_path / "b.txt").write_bytes(b"nonsense")
    first = RUN.invoke(app, ["take", str(tmp_path)])
    assert "1  taken" in first.output
    assert "1  not readable" in first.output
    assert "1  known before" in RUN.invoke(app, ["take", str(tmp_path)]).output
    assert Inbound.objects.get().intent == "promise"


def test_a_poll_needs_a_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASHWRIGHT_INBOX_URL", raising=False)
    assert RUN.invoke(app, ["poll"]).exit_code == 2
    monkeypatch.setenv("CASHWRIGHT_INBOX_URL", "pop3://x")
    assert RUN.invoke(app, ["poll"]).exit_code == 2


def test_how_well_mails_are_read_is_printed() -> None:
    said = RUN.invoke(evaluate, ["intents"])
    assert said.exit_code == 0
    assert "held_out: 64 mails" in said.output
    assert '"promise"' in RUN.invoke(evaluate, ["intents", "--json"]).output
