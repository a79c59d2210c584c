"""Who imports whom: the contracts hold, and pure files are pure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PURE = ("rules", "policies", "states", "events", "refusals", "ports")

# Imports each module named, in a process where these packages do not exist.
IMPORT_WITHOUT = """
import importlib, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "polars", "psycopg", "procrastinate"}:
            raise ModuleNotFoundError(f"a pure file asked for {name}")
sys.meta_path.insert(0, Absent())
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def _module(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def _pure_modules() -> list[str]:
    house = SOURCE / "cashwright"
    found = list((house / "kernel").glob("*.py"))
    for name in PURE:
        found += house.glob(f"areas/*/{name}.py")
        found += house.glob(f"areas/*/{name}/*.py")
    return sorted(map(_module, found))


def test_pure_files_import_where_django_and_polars_are_absent() -> None:
    modules = _pure_modules()
    assert "cashwright.kernel.money" in modules
    assert "cashwright.areas.controls.rules" in modules
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_WITHOUT, *modules],
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "line", ["from django.db import models", "import polars", "from pathlib import Path"]
)
def test_the_purity_test_itself_notices(line: str, tmp_path: Path) -> None:
    (tmp_path / "rules_of_a_test.py").write_text(line)
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_WITHOUT, "rules_of_a_test"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == ("pathlib" in line)


def test_the_import_contracts_of_the_house_are_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
