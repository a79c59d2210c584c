"""docs/ says what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from cashwright.project.reference import pages

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", ["states.md", "refusals.md", "events.md", "permissions.md"])
def test_the_page_is_what_the_code_says(name: str) -> None:
    assert (DOCS / name).read_text() == pages()[name], "run `make docs` and keep the result"
