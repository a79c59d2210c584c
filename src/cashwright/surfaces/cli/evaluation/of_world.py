"""What matching makes of a made-up month: nothing of it is in any books."""

from __future__ import annotations

from collections.abc import Iterator

from cashwright.areas.cash.rules.matching import Decision, Matcher, Verdict
from cashwright.connectors.simulator.bank_world import Truth, habits_of, world
from cashwright.connectors.simulator.bank_world.right import is_right
from cashwright.surfaces.cli.evaluation.scores import Judged


def judged_world(count: int, seed: int) -> Iterator[Judged]:
    """`count` lines against twice as many open documents, as a house that set nothing decides about them."""
    made = world(habits_of(seed), open_count=2 * count, line_count=count)
    matcher = Matcher(
        documents=made.documents, closed=made.closed, payers=made.payers, known=made.known
    )
    for decision in matcher.decide_all(made.lines):
        yield _judged(decision, made.truth[decision.line_id])


def _judged(decision: Decision, truth: Truth) -> Judged:
    best, is_own = decision.best, decision.verdict is Verdict.CERTAIN
    return Judged(
        kind=truth.kind, lane=best.lane if best else "", is_own=is_own,
        is_right=is_right(best, truth),
        confidence_ppm=best.confidence_ppm if best else None, parts=len(truth.paid),
        own_parts=len(best.parts) if best and is_own else 0,
    )  # fmt: skip
