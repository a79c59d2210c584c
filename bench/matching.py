"""P6, its decisions: 100 k bank lines against 200 k open documents, and growth from 10 k.

What counts as right is in connectors/simulator/bank_world/right.py, how lines are counted in
matching_figures. The world is made up (connectors/simulator/bank_world) of a seed that no training saw.
"""

from collections.abc import Iterator

from bench.matching_figures import Figures, measure
from bench.measuring import Measured, peak_mb
from cashwright.connectors.simulator.bank_world import habits_of

_SEED = 7


def run(scale: float) -> Iterator[Measured]:
    small, large = (_measure(count) for count in (10_000, max(10_000, int(100_000 * scale))))
    notes = {"building s": large.building, "at 10,000 lines/s": small.lines / small.seconds}
    yield Measured(
        "P6d", f"matching decisions, {large.lines:,} lines, processor", large.lines / large.seconds,
        "lines/s", 2_000, at_least=True, notes=notes,
    )  # fmt: skip
    wrong: dict[str, float] = {
        "wrong": large.automatic - large.right, "to a wrong customer": large.wrong_customer,
    }  # fmt: skip
    yield Measured(
        "P6p", "precision of what is certain", 100 * large.precision, "%", 99.95, at_least=True, notes=wrong
    )  # fmt: skip
    yield Measured(
        "P6t", "straight-through", 100 * large.straight_through, "%", 85.0, at_least=True
    )
    yield Measured("P6c", "calibration error", large.calibration_error, "", 0.02)
    yield Measured("P6m", "peak memory, world included", peak_mb(), "MB", 1_024)


def _measure(lines: int) -> Figures:
    return measure(habits_of(_SEED), open_count=2 * lines, line_count=lines)
