"""P6: a month of bank lines against all that is open, from the bank's file to the applied payments."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import bank, books
from bench.measuring import Measured, peak_mb, spending
from cashwright.areas.cash.services import import_bank_file
from cashwright.connectors.bank_files import read_bank_file
from cashwright.runs.match import run_match

LINES, OPEN = 100_000, 200_000


def run(scale: float) -> Iterator[Measured]:
    small = _month(max(int(LINES * scale) // 10, 1), max(int(OPEN * scale) // 10, 1), "P6S")
    large = _month(int(LINES * scale), int(OPEN * scale), "P6L")
    yield Measured(
        "P6", f"{large['lines']:,.0f} bank lines against {OPEN * scale:,.0f} open invoices, file to cash",
        large["wall"], "s", 120.0, notes=large,
    )  # fmt: skip
    growth = (large["cpu"] / large["lines"]) / (small["cpu"] / small["lines"])
    yield Measured("P6g", "one line of those, against one of a tenth of them", growth, "times", 1.3)
    yield Measured(
        "P6p", "precision of what was applied by itself", large["precision"], "of 1", 0.9995,
        at_least=True,
    )  # fmt: skip
    yield Measured(
        "P6s", "applied by itself and right, of all lines", large["straight"], "of 1", 0.85,
        at_least=True,
    )  # fmt: skip


def _month(lines: int, open_count: int, code: str) -> dict[str, float]:
    told = bank.a_world(open_count, lines)
    home, _, documents = bank.lay_down(told, code)
    with tempfile.TemporaryDirectory() as folder:
        file, line_of = bank.write_file(told, Path(folder))
        with spending() as reading:
            read = read_bank_file(file)
        with spending() as taking:
            import_bank_file(read, entity_id=home.pk, by=books.BY)
    with spending() as matching:
        run_match(home, bank.last_day(told))
    own = right = 0
    for end_to_end_id, state, touch, parts, credit in bank.ours(home.pk):
        if state == "applied" and touch == "rule":
            own += 1
            truth = told.truth[line_of[end_to_end_id]]
            right += (parts, credit) == (
                _named(truth.paid, documents),
                _named(truth.credits, documents),
            )
    count = len(told.lines)
    return {
        "lines": float(count), "wall": reading.wall + taking.wall + matching.wall,
        "cpu": reading.cpu + taking.cpu + matching.cpu, "read s": reading.wall,
        "take s": taking.wall, "match s": matching.wall, "match client s": matching.client,
        "match server s": matching.server, "peak MB": peak_mb(), "applied": own / count,
        "precision": right / own if own else 0.0, "straight": right / count,
    }  # fmt: skip


def _named(amounts: dict[str, int], documents: dict[str, str]) -> dict[str, int]:
    return {documents[pk]: minor for pk, minor in amounts.items()}
