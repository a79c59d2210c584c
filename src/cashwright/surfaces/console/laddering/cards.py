"""The steps of a ladder as cards on its line, in lanes by what they count from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cashwright.areas.collections.policies import WRITTEN, Act, Ladder, SenderKind, Step, Track
from cashwright.areas.collections.policies.trials import Trial
from cashwright.areas.collections.rules.drafting import neighbor
from cashwright.areas.collections.rules.faults import Fault
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.laddering.changes import Names
from cashwright.surfaces.console.laddering.words import (
    SENDERS,
    TONES,
    TRACKS,
    act_words,
    fault_words,
    only_words,
    tone_level,
    when_words,
)

_ICONS = {
    Act.EMAIL: "mail", Act.SMS: "message", Act.LETTER: "file-text", Act.PORTAL: "world",
    Act.CALL: "phone", Act.PERSON: "user", Act.CREDIT_HOLD: "lock", Act.STOP_SERVICE: "ban",
    Act.AGENCY: "building",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One step. `at` is its place; `shift` how far from what it counts from; `tried` how it is tried now."""

    at: int
    step: Step
    when: str
    act: str
    icon: str
    text: str
    tone: str
    level: int
    sender: str
    only: Sequence[str]
    wrong: Sequence[str]
    told: Sequence[str]
    can_up: bool
    can_down: bool
    tried: str = ""

    @property
    def is_written(self) -> bool:
        return self.step.act in WRITTEN

    @property
    def shift(self) -> str:
        return f"{self.step.days:+d}".replace("-", "−") if self.step.days else "0"


@dataclass(frozen=True, slots=True)
class Lane:
    """The cards of one track. `before` are those ahead of the due date."""

    track: str
    title: str
    before: Sequence[Card]
    after: Sequence[Card]

    @property
    def has_due(self) -> bool:
        return self.track == Track.DUE


def cards_of(
    ladder: Ladder, names: Names, found: Sequence[Fault], trials: Sequence[Trial] = ()
) -> list[Card]:
    """Every step of a ladder in the order of its page; trials are those that run now."""
    return [
        replace(_card(ladder, at, step, names, found), tried=_tried(ladder, step, trials))
        for at, step in enumerate(ladder.steps)
    ]


def _tried(ladder: Ladder, step: Step, trials: Sequence[Trial]) -> str:
    """Which trial a step is in: on it the ways are split by chance, customer by customer."""
    key = (ladder.name, step.track, step.days, step.trigger)
    mine = (one for one in trials if (one.ladder, one.track, one.days, one.trigger) == key)
    trial = next(mine, None)
    if trial is None:
        return ""
    ways = plural(len(trial.arms), "way", "ways")
    return f"{trial.title}: {ways}, {trial.holdout_bp // 100} % hear nothing"


def _card(ladder: Ladder, at: int, step: Step, names: Names, found: Sequence[Fault]) -> Card:
    mine = [one for one in found if one.at == at]
    return Card(
        at=at, step=step, when=when_words(step), act=act_words(step), icon=_ICONS[step.act],
        text=names.texts.get(step.template, step.template), tone=TONES[step.tone],
        level=tone_level(step.tone),
        sender="" if step.sender is SenderKind.COLLECTOR else SENDERS[step.sender],
        only=[f"{one[0].upper()}{one[1:]}" for one in only_words(step.when, names.segments)],
        wrong=[fault_words(one, names.texts) for one in mine if one.forbids],
        told=[fault_words(one, names.texts) for one in mine if not one.forbids],
        can_up=neighbor(ladder, at, -1) is not None, can_down=neighbor(ladder, at, 1) is not None,
    )  # fmt: skip


def lanes_of(cards: Sequence[Card]) -> list[Lane]:
    """The cards by what they count from; around the due date always, the others where there are any."""
    lanes = []
    for track in (Track.ISSUE, Track.DUE, Track.EVENT):
        mine = [card for card in cards if card.step.track is track]
        if mine or track is Track.DUE:
            early = [card for card in mine if track is Track.DUE and card.step.days < 0]
            lanes.append(Lane(str(track), TRACKS[track], early, mine[len(early) :]))
    return lanes
