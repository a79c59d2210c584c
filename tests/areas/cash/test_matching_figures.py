"""Matching on small made-up months: what it applies by itself is right, and it knows how sure it is."""

import json
from importlib.resources import files
from itertools import pairwise

import pytest

from cashwright.areas.cash.rules.matching import GUARDS, Matcher, Verdict
from cashwright.areas.cash.rules.matching.features import NAMES
from cashwright.areas.cash.rules.matching.scoring import shipped_weights
from cashwright.connectors.simulator.bank_world import World, habits_of, world
from cashwright.connectors.simulator.bank_world.right import is_right


@pytest.fixture(scope="module", params=[41, 42])
def month(request: pytest.FixtureRequest) -> World:
    return world(habits_of(request.param), open_count=3_000, line_count=1_500)


def test_of_what_is_applied_by_itself_next_to_nothing_is_wrong(month: World) -> None:
    matcher = Matcher(
        documents=month.documents, closed=month.closed, payers=month.payers, known=month.known
    )
    decisions = matcher.decide_all(month.lines)
    certain = [d for d in decisions if d.verdict is Verdict.CERTAIN]
    wrong = [d for d in certain if not is_right(d.best, month.truth[d.line_id])]
    assert len(wrong) <= 2
    assert len(certain) >= 0.78 * len(decisions)
    assert all(not d.guards and d.reasons for d in certain)
    assert {guard for d in decisions for guard in d.guards} <= GUARDS.keys()


def test_a_month_is_the_same_for_the_same_seed_and_hides_its_truth(month: World) -> None:
    seed = (
        41 if month.lines == world(habits_of(41), open_count=3_000, line_count=1_500).lines else 42
    )
    again = world(habits_of(seed), open_count=3_000, line_count=1_500)
    assert again.lines == month.lines
    assert again.truth == month.truth
    assert not any(line.cited for line in month.lines)


def test_confidence_rises_with_the_score_and_stays_a_share() -> None:
    weights = shipped_weights()
    assert all(a < b for a, b in pairwise(weights.knots))
    assert all(a <= b for a, b in pairwise(weights.shares))
    assert 0 < weights.shares[0] < weights.shares[-1] < 1


def test_weights_are_data_with_their_source_and_name_every_feature() -> None:
    path = files("cashwright.areas.cash") / "data" / "matching_weights.json"
    told = json.loads(path.read_text())
    assert told["source"]
    assert told["made_on"]
    assert tuple(told["weights"]) == NAMES
