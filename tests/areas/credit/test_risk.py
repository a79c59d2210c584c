"""How much of a risk a customer is, and why."""

from cashwright.areas.credit.policies import RiskPolicy, Tier
from cashwright.areas.credit.rules import Behavior, rate

POLICY = RiskPolicy()


def test_nothing_known_is_a_low_risk_without_reasons() -> None:
    told = rate(Behavior(), POLICY)
    assert (told.tier, told.points, told.reasons) == (Tier.LOW, 0, ())


def test_habit_and_what_is_late_add_up_to_a_tier_with_the_weightiest_reason_first() -> None:
    told = rate(Behavior(typical_days=32, open_minor=100, late_minor=80), POLICY)
    assert (told.tier, told.points) == (Tier.HIGH, 5)
    assert told.reasons == (
        "80 % of what is open is more than 30 days past due",
        "Usually pays 32 days late",
    )


def test_who_pays_early_gains_nothing_on_who_pays_on_time() -> None:
    assert rate(Behavior(typical_days=-40), POLICY) == rate(Behavior(typical_days=0), POLICY)


def test_a_loss_or_a_hold_alone_is_a_medium_risk_and_both_a_high_one() -> None:
    assert rate(Behavior(written_off_count=1), POLICY).tier is Tier.MEDIUM
    assert rate(Behavior(is_held=True), POLICY).tier is Tier.MEDIUM
    assert rate(Behavior(written_off_count=1, is_held=True), POLICY).tier is Tier.HIGH


def test_promises_count_once_more_are_broken_than_kept() -> None:
    assert rate(Behavior(promises_broken=2, promises_kept=2), POLICY).points == 0
    told = rate(Behavior(promises_broken=3, promises_kept=2), POLICY)
    assert told.reasons == ("Broke 3 promises and kept 2",)


def test_other_weights_make_another_tier() -> None:
    lenient = RiskPolicy.of({"late_days": 60})
    assert rate(Behavior(typical_days=32), POLICY).tier is Tier.MEDIUM
    assert rate(Behavior(typical_days=32), lenient).tier is Tier.LOW
