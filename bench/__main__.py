"""`python -m bench [NAME ...] [--scale 0.1]`: run the benchmarks, print them, save them as JSON.

They run on a database of their own in a temporary home, which goes away with them. Ratios are within
one run and carry over to other machines; seconds are this machine's, as loaded as it was.
"""

import argparse
import importlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

NAMES = (
    "posting",
    "single",
    "applying",
    "importing",
    "figures",
    "pages",
    "billing",
    "printing",
    "ingesting",
    "cash",
    "reviewing",
    "dunning",
    "sending",
    "worklist",
    "matching",
)
RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Run what was asked for; a bar that is missed is said, and the exit code stays 0."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of {', '.join(NAMES)}; all when none")
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 is the size of the bars")
    asked = parser.parse_args()
    if "CASHWRIGHT_BENCH_HOME" not in os.environ:
        return _in_a_home_of_its_own()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cashwright.project.settings")
    import django

    django.setup()
    from cashwright.areas.access import reach

    reach.rest_on(reach.HOUSE_ITSELF)
    from cashwright.project.migrating import migrate

    migrate()
    from cashwright.project.collecting import collect_static

    collect_static()
    found = []
    for name in asked.names or NAMES:
        for measured in importlib.import_module(f"bench.{name}").run(asked.scale):
            print(measured, flush=True)
            found.append(measured.as_json())
    _save(found, asked.scale)
    return 0


def _in_a_home_of_its_own() -> int:
    home = tempfile.mkdtemp(prefix="cashwright-bench-")
    try:
        inside = {"CASHWRIGHT_HOME": home, "CASHWRIGHT_BENCH_HOME": home, "CASHWRIGHT_LOG": "plain"}
        kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        return subprocess.run(
            [sys.executable, "-m", "bench", *sys.argv[1:]], env=kept | inside, check=False
        ).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _save(found: list[dict[str, object]], scale: float) -> None:
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    told = {
        "at": now.isoformat(timespec="seconds"), "scale": scale, "processors": os.cpu_count(),
        "machine": platform.machine(), "python": platform.python_version(), "measured": found,
    }  # fmt: skip
    path = RESULTS / f"{now:%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps(told, indent=1))
    print(
        f"saved as {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path.name}"
    )


if __name__ == "__main__":
    sys.exit(main())
