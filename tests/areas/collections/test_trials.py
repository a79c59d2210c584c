"""Trials: who gets which arm, what may be said of it, and that the better words win; planted truths."""

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from cashwright.areas.collections.policies import Act
from cashwright.areas.collections.policies.trials import (
    HOLDOUT,
    Arm,
    Learned,
    Odds,
    Trial,
    even_odds,
    trial_of,
    trial_value,
)
from cashwright.areas.collections.refusals import BadTrial
from cashwright.areas.collections.rules.trials import Verdict, arm_for, learned_odds, rate, uplift
from cashwright.areas.messaging.policies import Tone

ARMS = (Arm(code="a"), Arm(code="b", variant="b"), Arm(code="c", tone=Tone.FIRM))
TRIAL = Trial(
    code="words", version=1, title="Other words", ladder="standard", days=7,
    from_on=date(2026, 1, 5), arms=ARMS, odds_bp=even_odds(3),
)  # fmt: skip
PEOPLE = [f"customer-{n}" for n in range(8_000)]


def hits(chance: Random, share: float, of: int) -> int:
    return sum(chance.random() < share for _ in range(of))


def test_a_trial_reads_back_as_it_was_stored() -> None:
    whole = replace(
        TRIAL, odds=Odds.LEARNED, until_on=date(2026, 6, 1),
        learned=Learned(on=date(2026, 2, 1), seed="x", draws=400, counts=((1, 9), (0, 4), (2, 2))),
    )  # fmt: skip
    assert trial_of(trial_value(whole)) == whole


@pytest.mark.parametrize(
    "wrong",
    [
        {"odds_bp": [5_000, 4_000, 900]}, {"holdout_bp": 6_000}, {"window_days": 0},
        {"arms": [{"code": "holdout"}]}, {"arms": [{"code": "a"}] * 3}, {"until_on": "2025-01-01"},
        {"arms": [{"code": "a"}, {"code": "b", "act": "sms"}, {"code": "c"}]},
        {"arms": [{"code": "a"}, {"code": "b", "act": "credit_hold"}, {"code": "c"}]},
    ],
)  # fmt: skip
def test_what_cannot_be_tried_fairly_or_lawfully_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadTrial):
        trial_of({**trial_value(TRIAL), **wrong})


def test_customers_are_spread_by_the_odds_and_always_get_the_same() -> None:
    got = Counter(arm_for(TRIAL, person) for person in PEOPLE)
    assert got == Counter(arm_for(replace(TRIAL, version=9), person) for person in PEOPLE)
    assert 0.09 < got[HOLDOUT] / len(PEOPLE) < 0.11
    for arm in ARMS:
        assert 0.28 < got[arm.code] / len(PEOPLE) < 0.32
    assert [arm_for(TRIAL, person) for person in PEOPLE[:6]] == ["a", "c", "holdout", "c", "b", "a"]


def test_two_trials_do_not_choose_the_same_customers() -> None:
    other = replace(TRIAL, code="hours")
    both = sum(
        arm_for(TRIAL, person) == HOLDOUT == arm_for(other, person) for person in PEOPLE
    ) / len(PEOPLE)  # fmt: skip
    assert 0.005 < both < 0.016


def test_an_arm_stays_a_customers_own_when_the_odds_move() -> None:
    moved = replace(TRIAL, odds_bp=(9_800, 100, 100))
    assert arm_for(moved, PEOPLE[0], "b") == "b"
    assert arm_for(moved, PEOPLE[0], HOLDOUT) == HOLDOUT
    assert arm_for(moved, PEOPLE[0], "gone") == arm_for(moved, PEOPLE[0])


def test_a_rate_has_the_interval_wilson_gives_it() -> None:
    told = rate(15, 148)
    assert (round(told.low, 4), round(told.high, 4)) == (0.0624, 0.1605)
    assert (rate(0, 0).low, rate(0, 0).high) == (0.0, 1.0)
    assert rate(0, 20).low == 0.0 < rate(0, 20).high


def test_a_difference_has_the_interval_newcombe_published() -> None:
    told = uplift((56, 70), (48, 80), least=50).difference
    assert told is not None
    assert (round(told.low, 4), round(told.high, 4)) == (0.0524, 0.3339)


def test_nothing_is_said_while_there_are_too_few_on_either_side() -> None:
    assert uplift((30, 49), (10, 500), least=50).verdict is Verdict.TOO_FEW
    assert uplift((30, 500), (10, 49), least=50).difference is None


def test_a_useless_step_shows_no_uplift_but_as_seldom_as_promised() -> None:
    """2,000 worlds in which the step does nothing: about one in twenty seems to help or hurt."""
    chance, wrong = Random(7), 0
    for _ in range(2_000):
        told = uplift((hits(chance, 0.4, 240), 240), (hits(chance, 0.4, 80), 80), least=50)
        assert told.difference is not None
        wrong += not told.difference.low <= 0 <= told.difference.high
    assert 0.03 < wrong / 2_000 < 0.065


def test_a_step_that_helps_is_found_and_its_size_is_within_the_interval() -> None:
    chance, found, covered = Random(11), 0, 0
    for _ in range(300):
        told = uplift((hits(chance, 0.5, 500), 500), (hits(chance, 0.35, 300), 300), least=50)
        assert told.difference is not None
        found += told.verdict is Verdict.HELPS
        covered += told.difference.low <= 0.15 <= told.difference.high
    assert found / 300 > 0.95
    assert covered / 300 > 0.92


def test_the_same_draw_gives_the_same_odds_and_no_arm_is_given_up() -> None:
    counts = [(5, 100), (50, 100), (6, 100)]
    odds = learned_odds(counts, seed="words/2026-02-02")
    assert odds == learned_odds(counts, seed="words/2026-02-02")
    assert sum(odds) == 10_000
    assert odds[1] > 9_000
    assert min(odds) >= 333
    untold = learned_odds([(0, 0), (0, 0)], seed="x")
    assert all(4_000 < one < 6_000 for one in untold)


def test_the_best_words_win_within_their_budget_and_cost_less_than_even_odds() -> None:
    """100 worlds, four texts, one ten points better, 3,000 customers in ten rounds."""
    truth, wins, spent = (0.30, 0.30, 0.40, 0.30), 0, 0
    for world in range(100):
        chance = Random(world)
        counts, odds = [[0, 0] for _ in truth], even_odds(4)
        for turn in range(10):
            for arm in chance.choices(range(4), odds, k=300):
                counts[arm][0] += chance.random() < truth[arm]
                counts[arm][1] += 1
            told = [(won, of) for won, of in counts]
            odds = learned_odds(told, seed=f"{world}/{turn}", draws=40)
        wins += odds.index(max(odds)) == 2
        spent += sum(of for n, (_, of) in enumerate(counts) if n != 2)
    assert wins >= 95
    assert spent / 100 < 1_000  # at even odds 2,250 of 3,000 would have read lesser words


def test_an_arm_never_changes_what_the_law_or_a_contract_decides() -> None:
    assert {act for act in Act if _may(act)} == {Act.LETTER, Act.PORTAL}


def _may(act: Act) -> bool:
    try:
        replace(TRIAL, arms=(Arm(code="a"), Arm(code="b", act=act), Arm(code="c")))
    except AssertionError:
        return False
    return True
