"""What matching makes of a made-up month: nothing of it is in any books."""

from __future__ import annotations

from collections.abc import Iterator

from cashwright.areas.cash.policies import MatchingPolicy
from cashwright.areas.cash.rules.matching import Decision, Hypothesis, Matcher, Verdict
from cashwright.connectors.simulator.bank_world import Truth, habits_of, world
from cashwright.surfaces.cli.evaluation.scores import Judged

_POLICY = MatchingPolicy(withheld_bp=(1_500,))


def judged_world(count: int, seed: int) -> Iterator[Judged]:
    """`count` lines against twice as many open documents, decided about together, held against the truth."""
    made = world(habits_of(seed), open_count=2 * count, line_count=count)
    accounts = {line.account_code for line in made.lines}
    matcher = Matcher(
        documents=made.documents, closed=made.closed, payers=made.payers, known=made.known,
        policies=dict.fromkeys(accounts, _POLICY),
    )  # fmt: skip
    for decision in matcher.decide_all(made.lines):
        yield _judged(decision, made.truth[decision.line_id])


def _judged(decision: Decision, truth: Truth) -> Judged:
    best, is_own = decision.best, decision.verdict is Verdict.CERTAIN
    return Judged(
        kind=truth.kind, lane=best.lane if best else "", is_own=is_own,
        is_right=best is not None and is_right(best, truth),
        confidence_ppm=best.confidence_ppm if best else None, parts=len(truth.paid),
        own_parts=len(best.parts) if best and is_own else 0,
    )  # fmt: skip


def is_right(one: Hypothesis, truth: Truth) -> bool:
    """Whether it names exactly the documents the line paid, with their amounts, and the same on account."""
    settled = {document_id: minor for document_id, _, minor in one.parts}
    if one.shortfall is not None:
        settled[one.shortfall.invoice_id] += one.shortfall.amount_minor
    wanted = {pk: minor + truth.cleared.get(pk, 0) for pk, minor in truth.paid.items()}
    if not settled and one.customer_id != truth.customer_id:
        return False
    notes = {document_id: minor for document_id, _, minor in one.credits}
    return settled == wanted and notes == truth.credits and one.over_minor == truth.over
