"""How far an item has climbed its ladder, and the step it has reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.areas.collections.policies import Condition, DayRule, Entry, Ladder, Step, Track
from cashwright.kernel.business_days import following, is_business_day


@dataclass(frozen=True, slots=True)
class Day:
    """A day of reminding in one calendar.

    horizon  steps of up to this day are due: later than `on` where steps of days off are taken before
    """

    on: date
    is_open: bool
    horizon: date


def day_of(on: date, rule: DayRule, calendar: str) -> Day:
    """The day as a ladder's rule for days off sees it.

    following  nothing is due on a day off; its steps wait
    preceding  a business day takes the steps of the days off after it, too
    same       every day is one
    """
    if rule is DayRule.SAME:
        return Day(on, is_open=True, horizon=on)
    if not is_business_day(on, calendar):
        return Day(on, is_open=False, horizon=on)
    if rule is DayRule.FOLLOWING:
        return Day(on, is_open=True, horizon=on)
    after = following(on + timedelta(days=1), calendar)
    return Day(on, is_open=True, horizon=after - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """How far an item came on one track: the highest day taken or skipped, and when that was."""

    up_to: int | None = None
    last_on: date | None = None


UNCLIMBED = Climb()


@dataclass(frozen=True, slots=True)
class DueStep:
    """The step to take now; `skipped` are the days of earlier steps that were missed for good."""

    step: Step
    skipped: tuple[int, ...] = ()


def steps_for(
    ladder: Ladder, track: Track, *, segment: str, risk: str, language: str, owed_minor: int
) -> tuple[Step, ...]:
    """The steps of a track whose conditions a customer meets.

    owed_minor  the largest of the customer's overdue sums, one a currency, in minor units
    """
    return tuple(
        step
        for step in ladder.on(track)
        if _holds(step.when, segment=segment, risk=risk, language=language, owed_minor=owed_minor)
    )


def _holds(when: Condition, *, segment: str, risk: str, language: str, owed_minor: int) -> bool:
    return (
        owed_minor >= when.amount_min_minor
        and (not when.segments or segment in when.segments)
        and (not when.risks or risk in when.risks)
        and (not when.languages or language in when.languages)
    )


def due_step(
    steps: Sequence[Step], climb: Climb, *, from_on: date, day: Day, entry: Entry
) -> DueStep | None:
    """The one step due on a day: at most one, never one that was taken or that a later one passed.

    steps    those of one track the customer meets the conditions of, in order
    climb    under this version of the ladder or another: a new version never starts from the bottom
    from_on  what the days count from: the due date, the day of issue
    returns  missed earlier steps are skipped, so old invoices that were just imported earn one
             reminder and not five; a step before the due date lapses with that date
    source   I-33
    """
    if entry is Entry.STANDARD and day.on > from_on:
        return _paced(steps, climb, from_on, day)
    reached = [step for step in steps if from_on + timedelta(days=step.days) <= day.horizon]
    if not reached:
        return None
    latest, before = reached[-1], reached[:-1]
    if climb.up_to is not None and climb.up_to >= latest.days:
        return None
    if latest.days < 0 and day.on > from_on:
        return None
    missed = (step.days for step in before)
    return DueStep(latest, tuple(n for n in missed if climb.up_to is None or n > climb.up_to))


def _paced(steps: Sequence[Step], climb: Climb, from_on: date, day: Day) -> DueStep | None:
    """At the ladder's own pace: the next step, as long after the last one as they lie apart."""
    step = next_step(steps, climb, is_late=True)
    if step is None or paced_on(step, climb, from_on) > day.horizon:
        return None
    return DueStep(step)


def next_step(steps: Sequence[Step], climb: Climb, *, is_late: bool) -> Step | None:
    """The step after those taken; of a late item, one at or past the due date."""
    least = max(climb.up_to if climb.up_to is not None else -10_000, -1 if is_late else -10_000)
    return next((step for step in steps if step.days > least), None)


def paced_on(step: Step, climb: Climb, from_on: date) -> date:
    """The day of a step at the ladder's own pace."""
    nominal = from_on + timedelta(days=step.days)
    if climb.last_on is None or climb.up_to is None or climb.up_to < 0:
        return nominal
    return max(nominal, climb.last_on + timedelta(days=step.days - climb.up_to))
