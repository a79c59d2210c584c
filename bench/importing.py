"""Import rate: a CSV of 200,000 invoices of 5 lines, read, checked, posted with journal and facts."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench import books
from bench.measuring import Measured

CHILD = """
import json, resource, sys, time
from cashwright.surfaces.cli.main import run
sys.argv = ["cashwright", "import", "invoices", sys.argv[1], "--entity", "IMP", "--json"]
started = time.perf_counter()
try:
    run()
except SystemExit as left:
    assert not left.code, left.code
finally:
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak}), file=sys.stderr)
"""


def run(scale: float) -> Iterator[Measured]:
    count = int(200_000 * scale)
    books.entity("IMP")
    with tempfile.TemporaryDirectory() as folder:
        file = _file(Path(folder) / "invoices.csv", count)
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(file)], capture_output=True, text=True, check=False,
            env=os.environ,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    told = json.loads(done.stderr.strip().splitlines()[-1])
    report = json.loads(done.stdout)
    assert report["posted"] == count, report
    yield Measured(
        "IMP", f"import of {count:,} invoices of 5 lines, posted with journal and facts",
        count / told["seconds"], "invoices/s", 8_000, at_least=True, notes={"seconds": told["seconds"]},
    )  # fmt: skip
    yield Measured("IMPm", "peak memory of that", told["peak_mb"], "MB", 1_024)


def _file(path: Path, count: int) -> Path:
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            ("Invoice", "Account", "Invoice date", "Due date", "Currency", "Description", "Quantity",
             "Unit price", "Net amount", "Tax amount")
        )  # fmt: skip
        for n in range(count):
            on = books.FIRST + timedelta(days=n * 300 // count)
            due = on + timedelta(days=30)
            for line in range(5):
                writer.writerow(
                    (f"IMP-{n}", f"C-{n % 1000}", on, due, "EUR", f"Seats, line {line}", 3, "9.99",
                     "29.97", "5.69")
                )  # fmt: skip
    return path
