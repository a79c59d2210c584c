"""Doing, about trials: one is proposed or ended by two people; its odds follow what was learned."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from cashwright.areas.collections.policies import WRITTEN
from cashwright.areas.collections.policies.trials import TRIAL, Learned, Odds, Trial, trial_value
from cashwright.areas.collections.queries.ladders import ladders_in_force
from cashwright.areas.collections.queries.trials import counted, exposures, trials_in_force
from cashwright.areas.collections.refusals import BadTrial
from cashwright.areas.collections.rules.trials import learned_odds
from cashwright.areas.collections.rules.trials.learning import DRAWS
from cashwright.areas.collections.services.agreeing import ask_or_set
from cashwright.areas.controls.models import Approval, PolicyVersion
from cashwright.areas.controls.proposing import latest_version
from cashwright.areas.controls.services import command, set_policy
from cashwright.kernel.actors import Actor

_EVERY = timedelta(days=7)
"""How often odds are learned anew: a draw a week keeps a customer's luck from deciding."""


@command
def propose_trial(
    trial: Trial, *, why: str, entity_id: UUID, on: date, by: Actor
) -> Approval | PolicyVersion:
    """Send a trial to a second person; in force from its day where nobody else decides.

    on      today; a trial begins today or later
    raises  BadTrial (no such step, another trial of it), NothingChanges, PolicyMoved, AlreadyAsked
    """
    _check(trial, entity_id)
    policy = f"{TRIAL}.{trial.code}"
    value = trial_value(replace(trial, version=latest_version(policy, entity_id) + 1))
    return ask_or_set(
        policy=policy, value=value, valid_from=trial.from_on, why=why, entity_id=entity_id, on=on,
        by=by,
    )  # fmt: skip


def _check(trial: Trial, entity_id: UUID) -> None:
    ladder = ladders_in_force(entity_id, trial.from_on).get(trial.ladder)
    steps = ladder.on(trial.track) if ladder else ()
    step = next((s for s in steps if (s.days, s.trigger) == (trial.days, trial.trigger)), None)
    if step is None:
        raise BadTrial(reason=f"the ladder {trial.ladder} has no such step")
    if step.act not in WRITTEN:
        raise BadTrial(reason="only what is written is tried")
    for other in trials_in_force(entity_id, trial.from_on):
        same = (other.ladder, other.track, other.days, other.trigger) == (
            trial.ladder, trial.track, trial.days, trial.trigger,
        )  # fmt: skip
        if same and other.code != trial.code and other.runs_on(trial.from_on):
            raise BadTrial(reason=f"{other.title} tries this step already")


@command
def learn_from_trials(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Give the trials that learn new odds, from tomorrow on; how many got some.

    The plan of the day itself is not touched: what was shown is what is done. The counts, the seed and
    the number of draws are kept in the version, so that anybody can draw again.
    repeat  a second call of the day changes nothing
    """
    tomorrow, learned = on + timedelta(days=1), 0
    for trial in trials_in_force(entity_id, tomorrow):
        is_due = trial.learned is None or on - trial.learned.on >= _EVERY
        if trial.odds is not Odds.LEARNED or not trial.runs_on(tomorrow) or not is_due:
            continue
        arms = counted(trial, exposures(entity_id, trial.code, on), on)
        counts = tuple(arms[arm.code].rate for arm in trial.arms)
        if not any(of for _, of in counts):
            continue
        seed = f"{trial.code}/{entity_id}/{on.isoformat()}"
        policy = f"{TRIAL}.{trial.code}"
        now = replace(
            trial, version=latest_version(policy, entity_id) + 1,
            odds_bp=learned_odds(counts, seed=seed),
            learned=Learned(on=on, seed=seed, draws=DRAWS, counts=counts),
        )  # fmt: skip
        set_policy(
            name=policy, value=trial_value(now), valid_from=tomorrow, by=by, entity_id=entity_id,
            why="odds follow what was learned",
        )  # fmt: skip
        learned += 1
    return learned
