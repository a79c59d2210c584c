"""Does a customer pay later than they used to? From what was paid, and from what should have been.

paid   the latest paying days against the habit before them: a CUSUM (Page 1954) in its scanning form.
       For each number k of latest paying days, their lateness in spreads beyond the habit before
       them, less a slack each, is added up; the largest sum counts. The habit is that before the
       change, so a slow slip does not become the habit while it is looked for. The slack is wider
       where the habit rests on few paying days. What was as late before is nothing new and says
       little. One paying day alone warns only of who pays seldom: of others the next is near; and of
       nobody where such days mostly pass among customers alike (rules/oddities.py).
open   the open invoices against the usual pace of paying: the log odds that the customer pays at
       `hazard_ratio` of it, from invoices paid and days gone by without (a survival CUSUM). It tells
       before the first late payment comes. Lateness is taken as logistic around the habit. One
       invoice may say no more than `invoice_max`, so a single dispute says nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.areas.credit.policies import Detector, DriftPolicy
from cashwright.areas.credit.rules.baseline import Baseline, Prior, baseline

ALONE_MAX = 9.0  # spreads: what one paying day may say where it is all there is
TOGETHER_MAX = 5.0  # among several, so that none of them warns alone
SEEN_MAX = 3.0  # of a lateness not a spread above the worst remembered
EARLY_MAX = 3.0
LOGISTIC = 1.0  # spreads: wider than a normal one (0.55), for lateness with a long tail


@dataclass(frozen=True, slots=True)
class Warned:
    """A customer pays worse: days late before and now, and how clearly (the threshold is passed)."""

    detector: Detector
    score: float
    baseline_days: float
    latest_days: float


@dataclass(frozen=True, slots=True)
class Paying:
    """One paying day of a customer, and the mean days late of what it closed."""

    paid_on: date
    days_late: float


@dataclass(frozen=True, slots=True)
class Awaited:
    """One invoice that was open lately: when it fell due, since when it can be paid, when it was."""

    due_on: date
    issued_on: date
    settled_on: date | None


def paid_drift(days: Sequence[Paying], prior: Prior, policy: DriftPolicy) -> Warned | None:
    """Whether the latest paying days of a customer are worse than those before.

    days     the paying days, oldest first
    returns  the clearest window (the shorter of equals); None when nothing is to be said
    """
    windows = [w for w in sorted(policy.windows) if w > 1 or prior.alone_tells]
    told = [_told(days, window, prior, policy) for window in windows]
    return max((each for each in told if each), key=lambda each: each.score, default=None)


def history_needed(window: int, policy: DriftPolicy) -> int:
    """How many paying days before a window of them make a habit to hold it against."""
    return max(policy.history_min, 2 * window)


def _told(days: Sequence[Paying], window: int, prior: Prior, policy: DriftPolicy) -> Warned | None:
    remembered = days[:-window][-policy.memory_count :]
    before, latest = remembered[-policy.history_count :], days[-window:]
    if len(before) < history_needed(window, policy):
        return None
    if window == 1 and (latest[0].paid_on - before[0].paid_on).days < policy.seldom_days * len(
        before
    ):
        return None
    habit = baseline([each.days_late for each in before], prior)
    worst = max(each.days_late for each in remembered) + habit.spread_days
    slack = policy.slack + 1 / math.sqrt(len(before))
    most = ALONE_MAX if window == 1 else TOGETHER_MAX
    needed = policy.alone_threshold if window == 1 else policy.threshold
    score = sum(_beyond(each.days_late, habit, worst, most) - slack for each in latest)
    now = sum(each.days_late for each in latest) / window
    if score <= needed or now - habit.typical_days < policy.slip_days_min:
        return None
    return Warned(Detector.PAID, score, habit.typical_days, now)


def _beyond(lateness: float, habit: Baseline, worst: float, most: float) -> float:
    spreads = (lateness - habit.typical_days) / habit.spread_days
    return max(min(spreads, most if lateness > worst else SEEN_MAX), -EARLY_MAX)


def open_drift(
    awaited: Sequence[Awaited], habit: Baseline, *, run_size: float, on: date, policy: DriftPolicy
) -> Warned | None:
    """Whether what is open by the end of `on` should have been paid by now.

    awaited   every invoice that was open on some day of the longest of `open_days`
    habit     of single invoices, from what was paid at least 30 days ago
    run_size  invoices the customer pays at a time, on average, >= 1: they are one decision
    """
    if habit.count < policy.history_min:
        return None
    score = max(
        sum(_said(each, habit, on - timedelta(days), on, policy) for each in awaited) / run_size
        for days in policy.open_days
    )
    late = [
        (on - each.due_on).days
        for each in awaited
        if each.settled_on is None and (on - each.due_on).days > habit.typical_days
    ]
    if score <= policy.open_threshold or not late:
        return None
    now = sum(late) / len(late)
    if now - habit.typical_days < policy.slip_days_min:
        return None
    return Warned(Detector.OPEN, score, habit.typical_days, now)


def _said(each: Awaited, habit: Baseline, since: date, on: date, policy: DriftPolicy) -> float:
    """What one invoice says of the days after `since` up to `on`."""
    begun = max(since, each.issued_on)
    ended = min(on, each.settled_on or on)
    if ended <= begun:
        return 0.0
    usual = _hazard((ended - each.due_on).days, habit) - _hazard((begun - each.due_on).days, habit)
    waited = min((1 - policy.hazard_ratio) * usual, policy.invoice_max)
    return waited + (math.log(policy.hazard_ratio) if each.settled_on is not None else 0.0)


def _hazard(age_days: int, habit: Baseline) -> float:
    """The hazard of being paid added up until `age_days` after due, lateness being logistic."""
    scale = (age_days - habit.typical_days) / (habit.spread_days * LOGISTIC)
    return max(scale, 0.0) + math.log1p(math.exp(-abs(scale)))
