"""How likely a draft is right: a weighed sum of its features, then a calibration of the best one.

The weights are data (areas/cash/data/matching_weights.json), trained by bench/training; nothing
here learns. First stage: log-odds of a draft from its features. Second stage: the best draft's
log-odds again, from its own, its lead over the next, whether a guard holds, and its features once more;
a table of knots turns that into a share.
"""

import json
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from operator import mul

from cashwright.areas.cash.rules.matching.features import NAMES
from cashwright.areas.cash.rules.matching.truths import weight

LEAD_MAX = 8.0
_PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Weights:
    """The trained numbers. `knots` and `shares` rise together; shares are between 0 and 1."""

    bias: float
    by_feature: tuple[float, ...]
    second: tuple[float, ...]
    knots: tuple[float, ...]
    shares: tuple[float, ...]

    def score(self, values: Sequence[float]) -> float:
        """The log-odds of a draft."""
        assert len(values) == len(self.by_feature)
        return self.bias + math.fsum(map(mul, self.by_feature, values))

    def moved(self, values: Sequence[float]) -> dict[str, int]:
        """What each feature added to the log-odds, in millionths; those that added nothing are left out."""
        return {
            name: round(added * _PPM)
            for name, added in zip(NAMES, map(mul, self.by_feature, values), strict=True)
            if added
        }

    def confidence(self, stage: Sequence[float]) -> int:
        """How likely the best draft is right, in millionths; `stage` as second_stage makes it."""
        return round(self.share(stage) * _PPM)

    def share(self, stage: Sequence[float]) -> float:
        """The calibrated share of a second stage."""
        assert len(stage) == len(self.second)
        x = math.fsum(map(mul, self.second, stage))
        at = bisect_right(self.knots, x)
        if at == 0:
            return self.shares[0]
        if at == len(self.knots):
            return self.shares[-1]
        low, high = self.knots[at - 1], self.knots[at]
        part = (x - low) / (high - low)
        return self.shares[at - 1] + part * (self.shares[at] - self.shares[at - 1])


def second_stage(
    score: float, lead: float, *, is_plain: bool, is_free: bool, values: Sequence[float]
) -> tuple[float, ...]:
    """What the second stage weighs of the best draft: how it stands, then its features again.

    lead      its log-odds less those of the next that would do something else
    is_plain  all is cited whole, the amount is exact, and nothing speaks against it
    is_free   no guard holds
    """
    bounded = max(-10.0, min(score, 12.0))
    ahead = max(0.0, min(lead, LEAD_MAX))
    free = weight(is_free)
    return (1.0, bounded, ahead, weight(is_plain), free, free * bounded, free * ahead, *values)


def weights_of(told: Mapping[str, object]) -> Weights:
    """Weights from their stored form; a feature it does not name weighs nothing."""
    by_name, bias = told["weights"], told["bias"]
    assert isinstance(by_name, dict)
    assert isinstance(bias, int | float)
    assert set(by_name) <= set(NAMES), f"weights nobody measures: {set(by_name) - set(NAMES)}"
    return Weights(
        1.0 * bias, tuple(1.0 * by_name.get(name, 0.0) for name in NAMES),
        _row(told["second"]), _row(told["knots"]), _row(told["shares"]),
    )  # fmt: skip


def _row(told: object) -> tuple[float, ...]:
    assert isinstance(told, list)
    return tuple(1.0 * value for value in told)


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that come with the program."""
    path = files("cashwright.areas.cash") / "data" / "matching_weights.json"
    return weights_of(json.loads(path.read_text()))
