"""Which step of the ladder an item has reached."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cashwright.areas.collections.policies import Ladder, Step
from cashwright.areas.collections.rules.aging import age


@dataclass(frozen=True, slots=True)
class DueStep:
    """The step to take now; `skipped` are the days of earlier steps that were missed for good."""

    step: Step
    skipped: tuple[int, ...] = ()


def due_step(
    ladder: Ladder, *, due_on: date, on: date, already_sent: Collection[int] = ()
) -> DueStep | None:
    """The one step due on `on`: the latest reached, if neither it nor a later one was sent.

    already_sent  days of the steps sent or skipped, under this version of the ladder or another:
                  a new version never starts again from the bottom
    returns       missed earlier steps are skipped, so old invoices that were just imported
                  earn one reminder and not five; a step before the due date lapses with that date
    source        I-33
    """
    days = age(due_on, on)
    reached = [step for step in ladder.steps if step.days_from_due <= days]
    if not reached:
        return None
    latest, before = reached[-1], reached[:-1]
    done = max(already_sent, default=None)
    if done is not None and done >= latest.days_from_due:
        return None
    if latest.days_from_due < 0 < days:
        return None
    skipped = (step.days_from_due for step in before)
    return DueStep(latest, tuple(day for day in skipped if done is None or day > done))
