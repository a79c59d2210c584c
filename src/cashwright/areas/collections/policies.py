"""What a user may set about collections: the ladder of reminders, as a versioned value.

Words: a *ladder* is the reminders an unpaid invoice climbs; a *step* is one of them, named by its
day counted from the due date (-3: three days before); a *tone* is how it speaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cashwright.areas.collections.refusals import BadLadder

LADDER = "collections.ladder"  # the name of the policy


class Tone(StrEnum):
    """How a reminder speaks."""

    FRIENDLY = "friendly"
    PLAIN = "plain"
    FIRM = "firm"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder. `template` is the key of the text in messaging."""

    days_from_due: int
    template: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The reminders of one kind of customer.

    steps     in the order of their days, no day twice
    gap_days  days that must lie between two messages to one customer; the invoice itself is one
    """

    name: str
    version: int
    steps: tuple[Step, ...]
    gap_days: int

    def __post_init__(self) -> None:
        days = [step.days_from_due for step in self.steps]
        assert days, "a ladder has a step"
        assert days == sorted(set(days)), "steps stand in the order of their days, each day once"
        assert self.gap_days >= 0

    def step_on(self, days_from_due: int) -> Step:
        """The step of that day; there must be one."""
        return next(step for step in self.steps if step.days_from_due == days_from_due)


def ladder_of(value: Mapping[str, Any]) -> Ladder:
    """The ladder a policy's value stands for; the inverse of `value_of`. Raises BadLadder."""
    try:
        steps = tuple(
            Step(int(step["days_from_due"]), str(step["template"]), Tone(step["tone"]))
            for step in value["steps"]
        )
        return Ladder(
            name=str(value["name"]),
            version=int(value["version"]),
            steps=steps,
            gap_days=int(value["gap_days"]),
        )
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise BadLadder(reason=f"{type(error).__name__}: {error}") from error


def value_of(ladder: Ladder) -> dict[str, Any]:
    """What is stored of a ladder."""
    return {
        "name": ladder.name,
        "version": ladder.version,
        "gap_days": ladder.gap_days,
        "steps": [
            {
                "days_from_due": step.days_from_due,
                "template": step.template,
                "tone": str(step.tone),
            }
            for step in ladder.steps
        ],
    }


STANDARD = Ladder(
    name="standard",
    version=1,
    steps=(
        Step(-3, "reminder.before_due", Tone.FRIENDLY),
        Step(1, "reminder.first", Tone.FRIENDLY),
        Step(7, "reminder.second", Tone.PLAIN),
        Step(14, "reminder.third", Tone.FIRM),
        Step(30, "reminder.final", Tone.FINAL),
    ),
    gap_days=3,
)
