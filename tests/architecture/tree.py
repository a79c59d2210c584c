"""The files of the project, as the tests of its shape read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "cashwright"
_NOT_TEXT = {".woff2", ".otf", ".png", ".ico", ".xlsx", ".parquet", ".gz", ".jpg", ".zip"}


@cache
def files() -> tuple[Path, ...]:
    """Everything that is, or would be, kept in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return tuple(path for name in listed if name and (path := ROOT / name).is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Each text file's name and content."""
    for path in files():
        if path.suffix not in _NOT_TEXT:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def source(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Each Python file below these folders of the house, parsed; migrations left out."""
    for folder in folders or ("",):
        for path in sorted((HOUSE / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(HOUSE)), ast.parse(path.read_text())
