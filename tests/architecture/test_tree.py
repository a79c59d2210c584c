"""The shape of the tree: names, what may not stand in a file, what the lock file holds."""

from __future__ import annotations

import re
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.tree import HOUSE, ROOT, files, texts

NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "signals", "base_utils", "lib"}


def test_no_file_has_a_name_that_says_nothing() -> None:
    named = [
        path
        for path in files()
        if path.suffix == ".py" and {path.stem, path.parent.name} & NAMELESS
    ]
    assert named == []


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in files() if path.match("tests/**/*.py")}
    folders |= {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_no_file_names_a_place_of_one_machine() -> None:
    # Put together here, so that this file does not name them either.
    places = [f"/{first}/" for first in ("work", "root", "opt")]
    pattern = re.compile("|".join(rf"(?<![\w.]){place}" for place in places))
    found = [
        f"{name}: {line.strip()[:100]}"
        for name, text in texts()
        if "/vendor/" not in name
        for line in text.splitlines()
        if pattern.search(line)
    ]
    assert found == []


def test_the_lock_file_pins_and_hashes_everything_and_names_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "/" not in re.sub(r"python_full_version|sys_platform|platform_machine", "", text)
    assert not re.search(r"https?:|--(extra-)?index|--find-links|file:", text)
    entries = re.split(r"\n(?=[a-z])", text.strip())
    assert len(entries) > 40
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==[\w.+!-]+", entry), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]


def test_the_lock_file_holds_every_dependency_that_is_named() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.match(r"[A-Za-z0-9._-]+", each)[0].lower() for each in named}  # type: ignore[index]
    locked = set(
        re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    )
    assert names - locked == set()


def test_every_dependency_is_used() -> None:
    import tomllib

    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    modules: dict[str, set[str]] = {}
    for module, distributions in packages_distributions().items():
        for name in distributions:
            modules.setdefault(name.lower().replace("_", "-"), set()).add(module)
    words = {
        word for path in HOUSE.rglob("*.py") for word in re.findall(r"\w+", path.read_text("utf-8"))
    }
    names = {re.match(r"[A-Za-z0-9._-]+", each)[0].lower() for each in named}  # type: ignore[index]
    unused = {name for name in names if not modules.get(name, set()) & words}
    assert unused == set()


def test_templates_hold_no_style_no_script_and_no_handler() -> None:
    forbidden = re.compile(
        r"\sstyle\s*=|<style\b|\son[a-z]+\s*=|hx-on|javascript:|hx-(vals|headers)\S*=.js:"
        r"|<script(?![^>]*\b(src=|type=.application/json))",
        re.IGNORECASE,
    )
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in HOUSE.rglob("*.html")
        for line in re.sub(r"{#.*?#}", "", path.read_text()).splitlines()
        if forbidden.search(line)
    ]
    assert found == []


def test_nothing_is_loaded_from_another_site() -> None:
    loads = re.compile(r"""(src|href)\s*=\s*["'](https?:)?//|url\(["']?https?:|@import""")
    found = [
        f"{path.relative_to(HOUSE)}: {line.strip()[:80]}"
        for kind in ("*.html", "*.css")
        for path in HOUSE.rglob(kind)
        for line in path.read_text().splitlines()
        if loads.search(line) and "<a " not in line
    ]
    assert found == []


def test_the_license_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_make_knows_its_five_words() -> None:
    makefile = Path(ROOT / "Makefile").read_text()
    for target in ("demo", "test", "check", "bench", "docs"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
