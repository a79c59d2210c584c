"""Odds that follow what was learned: Thompson sampling, by draws that can be made again.

Each arm's rate has a Beta posterior over a flat prior. An arm's odds are the share of draws in which it
is the best; a tenth of all is spread evenly whatever was learned, so that no arm is ever given up and
what is measured stays honest.

source  W. R. Thompson (1933); 10 % kept even: intelligence.md section 5 measured it beside others
"""

from collections.abc import Sequence
from random import Random

from cashwright.areas.collections.policies.trials import WHOLE_BP

DRAWS = 400
EVEN_BP = 1_000


def learned_odds(
    counts: Sequence[tuple[int, int]], *, seed: str, draws: int = DRAWS
) -> tuple[int, ...]:
    """The odds of each arm in basis points, 10,000 together.

    counts  (responses, customers) of each arm
    seed    names the draw: the same counts and seed give the same odds
    """
    assert counts, "something is tried"
    chance = Random(seed)  # noqa: S311 - a draw that can be made again, no secret
    wins = [0] * len(counts)
    for _ in range(draws):
        drawn = [chance.betavariate(1 + hits, 1 + of - hits) for hits, of in counts]
        wins[drawn.index(max(drawn))] += 1
    even = EVEN_BP // len(counts)
    free = WHOLE_BP - even * len(counts)
    odds = [even + free * won // draws for won in wins]
    best = wins.index(max(wins))
    odds[best] += WHOLE_BP - sum(odds)
    return tuple(odds)
