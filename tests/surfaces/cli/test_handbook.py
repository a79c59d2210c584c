"""The handbook is followed word by word on an empty database: what it tells to type, and what comes back.

In docs/handbook a block of `sh` is typed, a block with a file name after its language is a file, and
each line of a `text` block is found in what the commands before it answered.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from cashwright.areas.invoicing.models import Invoice
from cashwright.surfaces.cli import main

pytestmark = pytest.mark.django_db

HANDBOOK = Path(__file__).resolve().parents[3] / "docs" / "handbook"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> Iterator[tuple[str, str, str]]:
    """(language, file name or nothing, content) of each block of a page."""
    for met in _BLOCK.finditer((HANDBOOK / page).read_text("utf-8")):
        yield met[1], met[2] or "", met[3]


class Reader:
    """Somebody who does what the page says."""

    def __init__(self) -> None:
        self.answers = ""
        self.known: dict[str, str] = {}

    def type(self, block: str) -> None:
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line)
            if words[0] == "curl":
                self._post(words)
            else:
                assert words[0] == "cashwright", line
                self._run(words[1:])

    def _run(self, words: list[str]) -> None:
        given = [self.known.get(word, word) for word in words]
        result = CliRunner().invoke(main.app, given, catch_exceptions=False)
        assert result.exit_code == 0, f"{words}: {result.output}"
        self.answers += result.output
        if words[:2] == ["machines", "key"]:
            self.known["$KEY"] = next(w for w in result.output.split() if w.startswith("key_"))
        parked = Invoice.objects.exclude(parked_code="").first()
        if parked is not None:
            self.known["$PARKED"] = parked.public_id

    def _post(self, words: list[str]) -> None:
        body = Path(words[words.index("-d") + 1].removeprefix("@")).read_text()
        answer = Client().post(
            words[-1].removeprefix("http://127.0.0.1:8000"), body, content_type="application/json",
            headers={"authorization": f"Bearer {self.known['$KEY']}"},
        )  # fmt: skip
        assert answer.status_code == 200, answer.content
        assert answer.json()["refused"] == 0, answer.content

    def compare(self, block: str) -> None:
        told = _spaced(self.answers)
        for line in block.splitlines():
            assert _spaced(line) in told, f"{line!r} is not in:\n{self.answers}"
        self.answers = ""


def _spaced(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("page", sorted(path.name for path in HANDBOOK.glob("*.md")))
def test_the_page_can_be_followed(
    page: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    reader = Reader()
    for language, name, content in blocks(page):
        if name:
            Path(name).write_text(content, "utf-8")
        elif language == "sh":
            reader.type(content)
        else:
            assert language == "text", language
            reader.compare(content)
