"""The arms of trials on a plan: which way each contact of a tried step is taken, and who is held out."""

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from cashwright.areas.collections.frames.schemas import ACT, PLAN
from cashwright.areas.collections.policies import WRITTEN
from cashwright.areas.collections.policies.trials import HOLDOUT, Trial
from cashwright.areas.collections.rules.trials import arm_for
from cashwright.columns.dtypes import CODE, ID
from cashwright.kernel.autonomy import Autonomy

TRIED = {**PLAN, "trial": CODE, "arm": CODE}
"""PLAN with the trial and arm of each contact, empty without one. A contact that is held out has no act:
its steps are taken and nothing is said."""

ASSIGNED = {"trial": CODE, "customer_id": ID, "arm": CODE}
"""The arm a customer has had in a trial before."""

_STEP = ["ladder", "lead_track", "lead_days", "lead_trigger"]


def with_arms(
    plan: pl.DataFrame, trials: Iterable[Trial], assigned: pl.DataFrame, on: date
) -> pl.DataFrame:
    """TRIED: a plan of a day with the arms of the trials that run on it.

    Only what is written is tried, and what is done at all: not where a person acts instead, nor where
    the steps are only noted.
    """
    running = {trial.code: trial for trial in trials if trial.runs_on(on)}
    none = plan.with_columns(trial=pl.lit("", CODE), arm=pl.lit("", CODE)).select(*TRIED)
    if not running:
        return none
    steps = pl.DataFrame(
        [(t.ladder, str(t.track), t.days, str(t.trigger), t.code) for t in running.values()],
        schema={**{name: PLAN[name] for name in _STEP}, "trial": CODE}, orient="row",
    )  # fmt: skip
    is_tried = (
        pl.col("suppressed").is_null()
        & pl.col("act").is_in([act.value for act in WRITTEN])
        & (pl.col("autonomy") != Autonomy.SHADOW.value)
    )
    pairs = (
        plan.filter(is_tried).join(steps, on=_STEP).select("customer_id", "group", *_STEP, "trial")
    )
    if pairs.is_empty():
        return none
    placed = _placed(pairs.unique(maintain_order=True), running, assigned)
    return (
        plan.join(placed, on=["customer_id", "group", *_STEP], how="left", maintain_order="left")
        .with_columns(
            act=pl.when(pl.col("arm") == HOLDOUT)
            .then(pl.lit(None, ACT))
            .otherwise(pl.coalesce("arm_act", "act")),
            trial=pl.col("trial").fill_null(""),
            arm=pl.col("arm").fill_null(""),
        )
        .select(*TRIED)
    )


def _placed(
    pairs: pl.DataFrame, running: Mapping[str, Trial], assigned: pl.DataFrame
) -> pl.DataFrame:
    before = {(trial, customer): arm for trial, customer, arm in assigned.rows()}
    arms = [
        arm_for(running[trial], customer, before.get((trial, customer), ""))
        for customer, trial in pairs.select("customer_id", "trial").rows()
    ]
    acts = [
        None if arm == HOLDOUT else _act(running[trial], arm)
        for arm, trial in zip(arms, pairs["trial"], strict=True)
    ]
    return pairs.with_columns(
        arm=pl.Series(arms, dtype=CODE), arm_act=pl.Series(acts, dtype=pl.String).cast(ACT)
    )


def _act(trial: Trial, arm: str) -> str | None:
    act = trial.arm(arm).act
    return None if act is None else act.value
