"""Ladders of reminders, as versioned values.

Words: a *ladder* is the steps an unpaid invoice climbs; a *step* is one of them, named by what its
days are counted from and how many (due+7: a week past due); an *act* is what a step does; a *tone*
is how it speaks. The policy `collections.ladder.<name>` holds the ladder of that name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cashwright.areas.collections.refusals import BadLadder
from cashwright.areas.messaging.policies import Tone

LADDER = "collections.ladder"
"""What the policies of ladders are called, with a dot and the ladder's name after it."""


class Track(StrEnum):
    """What the days of a step are counted from."""

    DUE = "due"
    ISSUE = "issue"
    EVENT = "event"


class Trigger(StrEnum):
    """What a step on the event track follows."""

    NONE = ""
    PROMISE_BROKEN = "promise_broken"
    PLAN_DEFAULTED = "plan_defaulted"
    MESSAGE_BOUNCED = "message_bounced"


class Act(StrEnum):
    """What a step does: write, call, or what ends a ladder."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    PORTAL = "portal"
    CALL = "call"
    PERSON = "person"
    CREDIT_HOLD = "credit_hold"
    STOP_SERVICE = "stop_service"
    AGENCY = "agency"


WRITTEN = frozenset({Act.EMAIL, Act.SMS, Act.LETTER, Act.PORTAL})
"""The acts that send a message; the others open a task or place a hold."""


class SenderKind(StrEnum):
    """Who signs."""

    COLLECTOR = "collector"
    DESK = "desk"
    MANAGER = "manager"


class DayRule(StrEnum):
    """What becomes of a step whose day is no business day."""

    FOLLOWING = "following"
    PRECEDING = "preceding"
    SAME = "same"


class Entry(StrEnum):
    """Where an invoice that is late already enters a ladder.

    contextual  at the step its days have reached; those before are passed over
    standard    at the first step past the due date, and on from there at the ladder's own pace
    """

    CONTEXTUAL = "contextual"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a step is taken; empty parts ask nothing. Where it does not hold, the step is skipped.

    amount_min_minor  what must be open of the customer's overdue invoices, in minor units
    """

    amount_min_minor: int = 0
    segments: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `template` is the key of the text in messaging; a call's is its script."""

    days: int
    template: str
    tone: Tone
    act: Act = Act.EMAIL
    track: Track = Track.DUE
    trigger: Trigger = Trigger.NONE
    sender: SenderKind = SenderKind.COLLECTOR
    needs_approval: bool = False
    when: Condition = Condition()

    @property
    def code(self) -> str:
        """How a step is named: due-3, due+7, issue+1, promise_broken+0."""
        return f"{self.trigger or self.track}{self.days:+d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The steps of one kind of customer.

    steps     in the order of their days within each track, no day twice
    gap_days  days that must lie between two messages to one customer; the invoice itself is one
    """

    name: str
    version: int
    steps: tuple[Step, ...]
    gap_days: int
    title: str = ""
    day_rule: DayRule = DayRule.FOLLOWING
    entry: Entry = Entry.CONTEXTUAL

    def __post_init__(self) -> None:
        assert self.on(Track.DUE), "a ladder has a step counted from the due date"
        for track in Track:
            keys = [(step.trigger, step.days) for step in self.on(track)]
            assert keys == sorted(set(keys)), "steps stand in the order of their days, each once"
        for step in self.steps:
            assert (step.track is Track.EVENT) == bool(step.trigger), "an event has a name"
            assert step.track is Track.DUE or step.days >= 0, "nothing is done before it happened"
        assert self.gap_days >= 0

    def on(self, track: Track) -> tuple[Step, ...]:
        """The steps of one track, in their order."""
        return tuple(step for step in self.steps if step.track is track)

    def step(self, track: Track, days: int) -> Step:
        """The step of that day on a track; there must be one."""
        return next(step for step in self.on(track) if step.days == days)


def ladder_of(value: Mapping[str, Any]) -> Ladder:
    """The ladder a policy's value stands for; the inverse of `value_of`. Raises BadLadder."""
    try:
        return Ladder(
            name=str(value["name"]),
            version=int(value["version"]),
            steps=tuple(_step_of(step) for step in value["steps"]),
            gap_days=int(value["gap_days"]),
            title=str(value.get("title", "")),
            day_rule=DayRule(value.get("day_rule", DayRule.FOLLOWING)),
            entry=Entry(value.get("entry", Entry.CONTEXTUAL)),
        )
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise BadLadder(reason=f"{type(error).__name__}: {error}") from error


def _step_of(value: Mapping[str, Any]) -> Step:
    when = value.get("when", {})
    return Step(
        days=int(value["days"]),
        template=str(value["template"]),
        tone=Tone(value["tone"]),
        act=Act(value.get("act", Act.EMAIL)),
        track=Track(value.get("track", Track.DUE)),
        trigger=Trigger(value.get("trigger", Trigger.NONE)),
        sender=SenderKind(value.get("sender", SenderKind.COLLECTOR)),
        needs_approval=bool(value.get("needs_approval", False)),
        when=Condition(
            amount_min_minor=int(when.get("amount_min_minor", 0)),
            segments=tuple(map(str, when.get("segments", ()))),
            risks=tuple(map(str, when.get("risks", ()))),
            languages=tuple(map(str, when.get("languages", ()))),
        ),
    )


def value_of(ladder: Ladder) -> dict[str, Any]:
    """What is stored of a ladder."""
    return {
        "name": ladder.name, "version": ladder.version, "title": ladder.title,
        "gap_days": ladder.gap_days, "day_rule": str(ladder.day_rule), "entry": str(ladder.entry),
        "steps": [_step_value(step) for step in ladder.steps],
    }  # fmt: skip


def _step_value(step: Step) -> dict[str, Any]:
    return {
        "days": step.days, "template": step.template, "tone": str(step.tone), "act": str(step.act),
        "track": str(step.track), "trigger": str(step.trigger), "sender": str(step.sender),
        "needs_approval": step.needs_approval,
        "when": {
            "amount_min_minor": step.when.amount_min_minor, "segments": list(step.when.segments),
            "risks": list(step.when.risks), "languages": list(step.when.languages),
        },
    }  # fmt: skip
