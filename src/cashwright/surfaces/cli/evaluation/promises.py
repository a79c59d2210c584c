"""How well it is known beforehand which promises are kept: the rate the house tells, against what came.

The forecast of a promise is what the house says of its customer on the day it was given: the share of
their promises kept so far (F14); of who never promised before, everybody's share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cashwright.surfaces.cli.evaluation.intents import interval_ppt

JUDGED_MIN = 30
"""Fewer forecasts say nothing."""
STEP_PPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A promise that was judged.

    keeps  the hidden chance that this customer keeps a promise, in thousandths
    meant  whether they truly meant to keep this one; None where nobody wrote that down
    """

    customer: str
    promised_on: date
    judged_on: date
    is_kept: bool
    keeps: int
    meant: bool | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was said beforehand, in thousandths: of this customer, and of everybody; and what came."""

    said: int
    of_all: int
    given: Given


@dataclass(slots=True)
class PromiseScores:
    """Over the promises of which anything was known beforehand."""

    given: list[Given] = field(default_factory=list)
    forecasts: list[Forecast] = field(default_factory=list)

    @property
    def kept(self) -> int:
        return sum(one.is_kept for one in self.given)

    @property
    def is_enough(self) -> bool:
        return len(self.forecasts) >= JUDGED_MIN

    @property
    def as_meant(self) -> tuple[int, int]:
        """(judged as it was truly meant, of those it is known of)."""
        known = [one for one in self.given if one.meant is not None]
        return sum(one.is_kept == one.meant for one in known), len(known)

    def brier(self) -> dict[str, float] | None:
        """The mean squared miss of the forecast, of everybody's rate alone, and of who knows the people."""
        if not self.is_enough:
            return None
        rows, count = self.forecasts, len(self.forecasts)
        return {
            "forecast": sum(_miss(one.said, one.given) for one in rows) / count,
            "everybody": sum(_miss(one.of_all, one.given) for one in rows) / count,
            "truth": sum(_miss(one.given.keeps, one.given) for one in rows) / count,
        }

    def steps(self) -> list[tuple[int, int, int, int]]:
        """(from, forecasts, said on average, kept), shares in thousandths, by how likely was said."""
        told = []
        for start in range(0, 1000, STEP_PPT):
            end = start + STEP_PPT + (start + STEP_PPT == 1000)
            own = [one for one in self.forecasts if start <= one.said < end]
            if own:
                kept = sum(one.given.is_kept for one in own)
                told.append((start, len(own), sum(one.said for one in own) // len(own), kept))
        return told

    def as_json(self) -> dict[str, Any]:
        """Everything counted, shares in thousandths; nothing where there are too few."""
        right, known = self.as_meant
        brier = self.brier()
        return {
            "promises": len(self.given), "kept": self.kept,
            "kept_between_ppt": interval_ppt(self.kept, len(self.given)),
            "judged_as_meant": right, "meant_known": known, "forecasts": len(self.forecasts),
            "brier": {name: round(one, 4) for name, one in brier.items()} if brier else None,
            "calibration": [
                {"from_ppt": start, "forecasts": count, "said_ppt": said, "kept": kept}
                for start, count, said, kept in self.steps()
            ] if brier else None,
        }  # fmt: skip


def promise_scores(given: Iterable[Given]) -> PromiseScores:
    """The forecasts of promises, each by what was judged before the day it was given."""
    ordered = sorted(given, key=lambda one: (one.promised_on, one.customer))
    scores = PromiseScores(given=ordered)
    for one in ordered:
        before = [other for other in ordered if other.judged_on <= one.promised_on]
        own = [other for other in before if other.customer == one.customer]
        if before:
            scores.forecasts.append(Forecast(_rate(own or before), _rate(before), one))
    return scores


def _rate(ones: Sequence[Given]) -> int:
    return sum(one.is_kept for one in ones) * 1000 // len(ones)


def _miss(said_ppt: int, one: Given) -> float:
    return float((said_ppt / 1000 - one.is_kept) ** 2)
