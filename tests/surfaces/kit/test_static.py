"""What is vendored is what the list says, and what pages ask for is there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cashwright.surfaces import console
from cashwright.surfaces.console.badges import LOOKS
from cashwright.surfaces.console.nav import ITEMS

HOUSE = Path(console.__file__).parent
STATIC = HOUSE / "static" / "console"
TEMPLATES = sorted((HOUSE / "templates").rglob("*.html"))
VENDORS = [STATIC / "vendor", Path(__file__).parents[1] / "vendor"]


@pytest.mark.parametrize("folder", VENDORS, ids=["shipped", "tests"])
def test_every_vendored_file_is_listed_with_its_hash_and_a_license(folder: Path) -> None:
    listed = dict(
        re.findall(
            r"\| (\S+) \| [^|]+ \| [^|]+ \| `([0-9a-f]{64})` \|",
            (folder / "VENDORED.md").read_text(),
        )
    )
    files = {p.name: p for p in folder.iterdir() if p.name != "VENDORED.md"}
    assert set(listed) == set(files)
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == listed[name], name


def _icons_asked_for() -> Iterator[str]:
    for template in TEMPLATES:
        yield from re.findall(r'{% icon "([a-z0-9-]+)"', template.read_text())
    for module in HOUSE.rglob("*.py"):
        yield from re.findall(r'\bicon(?:=|\()"([a-z][a-z0-9-]+)"', module.read_text())
    yield from (look.icon for look in LOOKS.values())
    yield from (item.icon for item in ITEMS)


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    there = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor" / "icons.svg").read_text()))
    assert set(_icons_asked_for()) <= there, set(_icons_asked_for()) - there


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_a_template_keeps_to_the_content_policy(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle=", text), "styles come by class"
    assert not re.search(r"\s(on[a-z]+|hx-on[:a-z-]*)=", text), "behavior comes from the scripts"
    assert "javascript:" not in text
    for script in re.findall(r"<script\b[^>]*>(?=[^<])", text):
        assert 'type="application/json"' in script, "scripts are files"
    assert not re.search(r'(src|href)="https?://', text), "nothing comes from elsewhere"


def test_letters_of_the_sidebar_are_each_used_once() -> None:
    letters = [item.letter for item in ITEMS if item.letter]
    assert len(letters) == len(set(letters))
