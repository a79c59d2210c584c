"""`python -m bench.train_matching`: train the weights of Matching and write them as data.

Worlds of seeds 1001 and up teach the first stage, others the second and its calibration; the shares of
their kinds stray up to 90 % from the mix of the reports, whose seeds are below 1000. Needs scikit-learn
(the `training` extra); the product does not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from cashwright.areas.cash.policies import MatchingPolicy
from cashwright.areas.cash.rules.matching import LineFacts, Matcher
from cashwright.areas.cash.rules.matching.features import NAMES
from cashwright.areas.cash.rules.matching.scoring import shipped_weights, weights_of
from cashwright.connectors.simulator.bank_world import Habits, World, habits_of, world
from cashwright.connectors.simulator.bank_world.right import draft_is_right

TARGET = Path("src/cashwright/areas/cash/data/matching_weights.json")
_POLICY = MatchingPolicy(withheld_bp=(1500,))
_KNOTS = 24


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=10)
    parser.add_argument("--lines", type=int, default=2_000)
    parser.add_argument(
        "--without", default="", help="kinds of lines left out, to see what is unlearned"
    )
    parser.add_argument("--into", type=Path, default=TARGET)
    asked = parser.parse_args()
    left_out = frozenset(asked.without.split(",")) - {""}
    first = _first_stage(range(1001, 1001 + asked.worlds), asked.lines, left_out)
    second = _second_stage(range(2001, 2001 + asked.worlds), asked.lines, left_out, first)
    told = {
        "source": "bench/train_matching.py on made-up worlds (connectors/simulator/bank_world)",
        "made_on": f"{datetime.now(UTC):%Y-%m-%d}",
        **first,
        **second,
    }
    asked.into.write_text(json.dumps(told, indent=1) + "\n")


def _drafted(
    seeds: range, lines: int, left_out: frozenset[str], told: dict[str, Any] | None
) -> Iterator[tuple[Any, Any, Any]]:
    """(weighed drafts, second stage, rights) of every line of the worlds."""
    for seed in seeds:
        plans = (None, 0.2, 0.9)[seed % 3]
        made = world(_habits(seed, left_out, plans), open_count=2 * lines, line_count=lines)
        weights = weights_of(told) if told else shipped_weights()
        matcher = Matcher(
            documents=made.documents, closed=made.closed, payers=made.payers, known=made.known,
            policy=_POLICY, weights=weights,
        )  # fmt: skip
        for line in _alone(made):
            ranked, stage = matcher.weigh(line)
            truth = made.truth[line.line_id]
            rights = [draft_is_right(w.draft, truth, matcher.known) for w in ranked]
            yield ranked, stage, rights


def _habits(seed: int, left_out: frozenset[str], plans: float | None) -> Habits:
    habits = habits_of(seed, vary=0.9, plan_share=plans)
    kept = {kind: share for kind, share in habits.mix.items() if kind not in left_out}
    return replace(habits, mix=kept)


def _alone(made: World) -> Iterator[LineFacts]:
    """Lines without second payments of what this month's first ones pay: contests find those, no score."""
    return (line for line in made.lines if not made.truth[line.line_id].is_echo)


def _first_stage(seeds: range, lines: int, left_out: frozenset[str]) -> dict[str, Any]:
    rows: list[list[float]] = []
    rights: list[bool] = []
    for ranked, _, right in _drafted(seeds, lines, left_out, None):
        rows += [w.values for w in ranked]
        rights += right
    model = LogisticRegression(C=3.0, max_iter=3000).fit(np.array(rows), np.array(rights))
    print(f"first stage: {len(rows):,} drafts, {sum(rights):,} right")
    weights = {name: round(float(w), 4) for name, w in zip(NAMES, model.coef_[0], strict=True)}
    blank = {"second": [0.0] * (7 + len(NAMES)), "knots": [0.0, 1.0], "shares": [0.0, 1.0]}
    return {"bias": round(float(model.intercept_[0]), 4), "weights": weights, **blank}


def _second_stage(
    seeds: range, lines: int, left_out: frozenset[str], first: dict[str, Any]
) -> dict[str, Any]:
    stages: list[tuple[float, ...]] = []
    rights: list[bool] = []
    for ranked, stage, right in _drafted(seeds, lines, left_out, first):
        if ranked:
            stages.append(stage)
            rights.append(right[0])
    x, y = np.array(stages), np.array(rights)
    model = LogisticRegression(C=0.5, fit_intercept=False, max_iter=5000).fit(x, y)
    row = model.coef_[0]
    knots, shares = _calibrated(x @ row, y)
    print(f"second stage: {len(y):,} lines, {y.mean():.3f} right")
    return {"second": [round(float(w), 4) for w in row], "knots": knots, "shares": shares}


def _calibrated(score: Any, right: Any) -> tuple[list[float], list[float]]:
    """Knots and shares that rise together: isotonic over equal counts, a doubt added to each end."""
    order = np.argsort(score, kind="stable")
    bins = np.array_split(order, _KNOTS * 2)
    x = np.array([score[b].mean() for b in bins])
    y = np.array([(right[b].sum() + 0.5) / (len(b) + 1.0) for b in bins])
    rising = IsotonicRegression().fit_transform(x, y, sample_weight=[len(b) for b in bins])
    knots, shares = [round(float(x[0]), 4)], [round(float(rising[0]), 5)]
    for at, share in zip(x[1:], rising[1:], strict=True):
        if at > knots[-1] + 1e-3:
            knots.append(round(float(at), 4))
            shares.append(round(float(share), 5))
    return knots, shares


if __name__ == "__main__":
    main()
