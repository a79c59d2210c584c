"""Matching measured on made-up worlds: the four numbers, calibration and time, by kind of line.

How lines are counted: every line is in the denominator, duplicates and strangers' money too. *Automatic*
is a line that is CERTAIN. It is *right* by bank_world.right.is_right. *Precision* is right among automatic,
*straight-through* right and automatic among all. *Payment rate* is automatic among all; *line rate* the
share of paid invoices that automatic lines settle. The *calibration error* is the mean distance between
confidence and share right, over lines with a proposal in twenty bins of confidence, weighed by lines.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cashwright.areas.cash.policies import MatchingPolicy
from cashwright.areas.cash.rules.matching import Decision, Matcher, Verdict
from cashwright.connectors.simulator.bank_world import Habits, World, world
from cashwright.connectors.simulator.bank_world.right import is_right

_BINS = 20


@dataclass(slots=True)
class Figures:
    """Counts of one or more worlds; `kinds` counts (kind, automatic, right)."""

    kinds: Counter[tuple[str, bool, bool]] = field(default_factory=Counter)
    invoices: int = 0
    invoices_settled: int = 0
    wrong_customer: int = 0
    bins: list[list[float]] = field(default_factory=lambda: [[0, 0, 0.0] for _ in range(_BINS)])
    seconds: float = 0.0
    building: float = 0.0

    @property
    def lines(self) -> int:
        return sum(self.kinds.values())

    @property
    def automatic(self) -> int:
        return sum(count for (_, certain, _), count in self.kinds.items() if certain)

    @property
    def right(self) -> int:
        return sum(count for (_, certain, right), count in self.kinds.items() if certain and right)

    @property
    def precision(self) -> float:
        return self.right / max(self.automatic, 1)

    @property
    def straight_through(self) -> float:
        return self.right / max(self.lines, 1)

    @property
    def calibration_error(self) -> float:
        told = sum(count for count, _, _ in self.bins)
        return sum(abs(right - sure) for _, right, sure in self.bins) / max(told, 1)

    def __str__(self) -> str:
        return (
            f"{self.lines:>7,} lines: payment rate {self.automatic / max(self.lines, 1):.2%}, line rate"
            f" {self.invoices_settled / max(self.invoices, 1):.2%}, precision {self.precision:.3%}"
            f" ({self.automatic - self.right} wrong, {self.wrong_customer} to a wrong customer),"
            f" straight-through {self.straight_through:.2%}, calibration error"
            f" {self.calibration_error:.4f}, {self.lines / max(self.seconds, 1e-9):,.0f} lines/s"
        )

    def by_kind(self) -> Iterable[str]:
        """A line for every kind: how many, how many automatic, how many of those wrong."""
        for kind in sorted({kind for kind, _, _ in self.kinds}):
            of_kind = {key[1:]: count for key, count in self.kinds.items() if key[0] == kind}
            count = sum(of_kind.values())
            certain, wrong = of_kind.get((True, True), 0), of_kind.get((True, False), 0)
            best = certain + of_kind.get((False, True), 0)
            yield (
                f"  {kind:16} {count:6,} automatic {(certain + wrong) / count:6.1%} wrong {wrong:3}"
                f" first is right {best / count:6.1%}"
            )

    def add(self, made: World, decisions: Sequence[Decision]) -> None:
        """Count decisions against the truth."""
        owners = {d.document_id: d.customer_id for d in made.documents}
        for decision in decisions:
            truth, best = made.truth[decision.line_id], decision.best
            right = is_right(best, truth)
            certain = decision.verdict is Verdict.CERTAIN
            self.kinds[truth.kind, certain, right and (truth.is_matchable or not certain)] += 1
            self.invoices += len(truth.paid)
            self.invoices_settled += len(truth.paid) * (certain and right)
            if best is None:
                continue
            paid_of = {owners[document_id] for document_id, _, _ in best.parts}
            self.wrong_customer += certain and not right and paid_of != {truth.customer_id}
            one = self.bins[min(best.confidence_ppm * _BINS // 1_000_000, _BINS - 1)]
            one[0] += 1
            one[1] += right
            one[2] += best.confidence_ppm / 1_000_000


def measure(
    habits: Habits, *, open_count: int, line_count: int, into: Figures | None = None,
    policy: MatchingPolicy | None = None,
) -> Figures:  # fmt: skip
    """Make a world, decide its lines, count."""
    made = world(habits, open_count=open_count, line_count=line_count)
    figures = into or Figures()
    started = time.process_time()
    matcher = Matcher(
        documents=made.documents, closed=made.closed, payers=made.payers, known=made.known, policy=policy
    )  # fmt: skip
    built = time.process_time()
    decisions = matcher.decide_all(made.lines)
    figures.building += built - started
    figures.seconds += time.process_time() - started
    figures.add(made, decisions)
    return figures
