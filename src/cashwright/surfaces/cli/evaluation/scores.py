"""The four numbers of matching (formulas F11), by lane and kind, and how well it knows itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

STEP_PPM = 50_000
"""How wide the steps of confidence are, in millionths: twenty, as bench/matching_figures.py counts."""
LAST_STEP = 1_000_000 - STEP_PPM


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One line of money in: what was thought of it, and whether that was so.

    kind            what made it hard or easy, by its truth
    is_own          it was applied by itself
    is_right        the documents thought of are those it pays
    confidence_ppm  of what was thought; None where nothing was
    parts           documents it pays; `own_parts` those that were applied by itself
    """

    kind: str
    lane: str
    is_own: bool
    is_right: bool
    confidence_ppm: int | None
    parts: int
    own_parts: int


@dataclass(slots=True)
class Tally:
    """Lines, how many of them went by themselves, and how many of those were wrong."""

    lines: int = 0
    own: int = 0
    wrong: int = 0

    def count(self, one: Judged) -> None:
        self.lines += 1
        self.own += one.is_own
        self.wrong += one.is_own and not one.is_right


@dataclass(slots=True)
class Step:
    """Proposals of one step of confidence: how many, how sure in sum, how many right."""

    count: int = 0
    said_ppm: int = 0
    right: int = 0


@dataclass(slots=True)
class Scores:
    """Counted from judged lines, in any order."""

    all: Tally = field(default_factory=Tally)
    parts: int = 0
    own_parts: int = 0
    by_lane: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_kind: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    steps: dict[int, Step] = field(default_factory=lambda: defaultdict(Step))

    def count(self, one: Judged) -> None:
        """Count one line."""
        self.all.count(one)
        self.by_kind[one.kind].count(one)
        if one.lane:
            self.by_lane[one.lane].count(one)
        self.parts += one.parts
        self.own_parts += one.own_parts
        if one.confidence_ppm is not None:
            at = min(one.confidence_ppm // STEP_PPM * STEP_PPM, LAST_STEP)
            step = self.steps[at]
            step.count += 1
            step.said_ppm += one.confidence_ppm
            step.right += one.is_right

    @property
    def four(self) -> dict[str, tuple[int, int]]:
        """(part, whole) of payment rate, line rate, precision and straight-through, always all four."""
        own, wrong, lines = self.all.own, self.all.wrong, self.all.lines
        return {
            "payment_rate": (own, lines),
            "line_rate": (self.own_parts, self.parts),
            "precision": (own - wrong, own),
            "straight_through": (own - wrong, lines),
        }

    @property
    def ece_ppm(self) -> int:
        """The expected calibration error: how far confidence and truth are apart, weighed by step."""
        total = sum(step.count for step in self.steps.values())
        apart = sum(abs(step.said_ppm - step.right * 1_000_000) for step in self.steps.values())
        return apart // total if total else 0

    def as_json(self) -> dict[str, Any]:
        """Everything counted, shares in millionths."""
        told: dict[str, Any] = {"lines": self.all.lines, "wrong": self.all.wrong}
        told |= {f"{name}_ppm": ppm(*share) for name, share in self.four.items()}
        told["ece_ppm"] = self.ece_ppm
        for name, tallies in (("by_lane", self.by_lane), ("by_kind", self.by_kind)):
            told[name] = {
                key: {"lines": one.lines, "by_itself": one.own, "wrong": one.wrong}
                for key, one in sorted(tallies.items())
            }
        told["calibration"] = [
            {
                "from_ppm": at, "proposals": step.count, "said_ppm": step.said_ppm // step.count,
                "right_ppm": ppm(step.right, step.count),
            }
            for at, step in sorted(self.steps.items())
        ]  # fmt: skip
        return told


def scored(lines: Iterable[Judged]) -> Scores:
    """The scores of many lines."""
    scores = Scores()
    for one in lines:
        scores.count(one)
    return scores


def ppm(part: int, whole: int) -> int | None:
    """A share in millionths; None of nothing."""
    return part * 1_000_000 // whole if whole else None
