"""`cashwright`: finds its commands without loading them, and tells refusals in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cashwright import __version__
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.cli import main

SOURCE = Path(main.__file__).parents[3]
HELP_WITHOUT_DJANGO = """
import sys
from cashwright.surfaces.cli import main
sys.argv = ["cashwright", "--help"]
try:
    main.run()
finally:
    heavy = {"django", "polars", "psycopg"} & set(sys.modules)
    assert not heavy, heavy
"""


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": str(SOURCE), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_list_of_commands_loads_neither_django_nor_a_command() -> None:
    shown = _run("-c", HELP_WITHOUT_DJANGO)
    assert shown.returncode == 0, shown.stderr
    for name in ("db", "doctor", "migrate", "serve", "worker"):
        assert f" {name} " in shown.stdout


@pytest.mark.parametrize("name", main.commands())
def test_every_command_says_in_the_list_what_it_does(name: str) -> None:
    words = main.first_words(main.commands()[name])
    assert words.endswith("."), f"{name}: the first line of its file's docstring is its help"
    assert main.loaded(main.commands()[name]).get_help is not None


def test_the_version_and_an_unknown_command() -> None:
    assert _run("-m", "cashwright", "--version").stdout == f"cashwright {__version__}\n"
    unknown = _run("-m", "cashwright", "nonsense")
    assert unknown.returncode == main.ASKED_WRONGLY
    assert "nonsense" in unknown.stderr


class OperationalError(Exception):
    """Of the name every database driver gives it."""


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (NotFound(document="invoice", id="inv_1"), main.REFUSED, "Refused: not_found: document"),
        (OperationalError("connection refused"), main.NO_DATABASE, "database cannot be reached"),
    ],
)
def test_what_is_expected_is_told_in_words_with_an_exit_code(
    error: Exception,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails() -> None:
        raise error

    monkeypatch.setattr(main, "app", fails)
    with pytest.raises(SystemExit) as left:
        main.run()
    assert left.value.code == code
    assert words in capsys.readouterr().err


def test_a_bug_is_not_dressed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> None:
        raise AssertionError("impossible")

    monkeypatch.setattr(main, "app", breaks)
    with pytest.raises(AssertionError, match="impossible"):
        main.run()
