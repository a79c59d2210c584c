"""Trials in words: which step, which ways, what an arm brought and what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cashwright.areas.collections.policies.trials import HOLDOUT, Arm, Response, Trial
from cashwright.areas.collections.rules.trials import Interval, Uplift, Verdict
from cashwright.areas.messaging.policies.hours import SendTime
from cashwright.surfaces.console.collecting import ACTS
from cashwright.surfaces.console.formats import plural

RESPONSES = {
    Response.PAID: "pay", Response.ANSWERED: "answer", Response.PROMISED: "promise to pay",
}  # fmt: skip


def step_words(trial: Trial) -> str:
    """standard, 7 days after it was due."""
    days = plural(abs(trial.days), "day", "days")
    if trial.trigger:
        return f"{trial.ladder}, {str(trial.trigger).replace('_', ' ')}"
    since = "issued" if trial.track == "issue" else "due"
    side = "before it is" if trial.days < 0 else "after it was"
    return f"{trial.ladder}, {days} {side} {since}" if trial.days else f"{trial.ladder}, on the day"


def arm_words(arm: Arm | None) -> str:
    """What an arm does otherwise than the step; None is the holdout."""
    if arm is None:
        return "Nothing is said"
    said = [
        f"text {arm.variant}" if arm.variant else "",
        f"speaks {arm.tone}" if arm.tone else "",
        f"by {ACTS[str(arm.act)].lower()}" if arm.act else "",
    ]
    told = ", ".join(part for part in said if part)
    return f"{arm.code}: {told or 'as the step has it'}"


def arm_of(trial: Trial, code: str) -> Arm | None:
    """The arm of a code; None for the holdout."""
    return None if code == HOLDOUT else trial.arm(code)


def within_words(trial: Trial) -> str:
    """pay within 14 days."""
    return f"{RESPONSES[trial.response]} within {plural(trial.window_days, 'day', 'days')}"


def share_words(part: int, whole: int, told: Interval) -> str:
    """45 of 120, 37.5 % (29 to 46)."""
    if not whole:
        return "nobody yet"
    return f"{part} of {whole}, {_points(told.at)} % ({_points(told.low)} to {_points(told.high)})"


def uplift_words(found: Uplift, trial: Trial, fewest: int) -> str:
    """What may be said of an arm beside those who heard nothing, in a sentence."""
    if found.difference is None:
        return (
            f"Not enough data: {fewest} of {trial.customers_min} customers needed on each side"
            f" whose {trial.window_days} days are over."
        )
    told = found.difference
    band = f"{_signed(told.low)} to {_signed(told.high)} points with 95 % certainty"
    return {
        Verdict.HELPS: f"It helps: {_signed(told.at)} points more {within_words(trial)} ({band}).",
        Verdict.HURTS: f"It hurts: {_signed(told.at)} points {within_words(trial)} ({band}).",
        Verdict.NOTHING_SHOWN: f"No difference to saying nothing is shown ({band}).",
    }[found.verdict]


def hours_words(policy: SendTime) -> str:
    """Whether hours are learned, which, and how many people are written to as ever."""
    if not policy.is_on:
        return "When the day is run, within the window: no hour is chosen."
    hours = ", ".join(f"{hour:02}:00" for hour in policy.slots)
    return (
        f"Learned for each person: {hours} of their own day;"
        f" {policy.holdout_bp // 100} % are written to as ever."
    )


def hours_verdict(found: Uplift) -> str:
    """What choosing an hour brought beside writing as ever."""
    if found.difference is None:
        return "Not enough data yet to say whether the hour matters."
    told = found.difference
    band = f"{_signed(told.low)} to {_signed(told.high)} points with 95 % certainty"
    return {
        Verdict.HELPS: f"Choosing the hour helps: {_signed(told.at)} points ({band}).",
        Verdict.HURTS: f"Choosing the hour hurts: {_signed(told.at)} points ({band}).",
        Verdict.NOTHING_SHOWN: f"No difference to writing as ever is shown ({band}).",
    }[found.verdict]


def choice_words(choice: Mapping[str, Any]) -> list[str]:
    """What chance chose of a message, with the odds it had, in sentences."""
    told = []
    if "arm" in choice:
        told.append(
            f"Way {choice['arm']} of the trial {choice['trial']}, version"
            f" {choice['trial_version']}: it had {_percent(choice['arm_odds_bp'])}."
        )
    if choice.get("hour_holdout"):
        told.append("Sent as ever: this person is held out of the learning of hours.")
    elif "slot" in choice:
        told.append(
            f"At {choice['slot']:02}:00 of their day ({choice['zone']}): it had"
            f" {_percent(choice['slot_odds_bp'])} after {plural(choice['own'], 'letter', 'letters')}"
            " to them at a chosen hour."
        )
    return told


def _percent(odds_bp: int) -> str:
    return f"{odds_bp / 100:.0f} %"


def _points(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0")


def _signed(share: float) -> str:
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return sign + _points(abs(share))
