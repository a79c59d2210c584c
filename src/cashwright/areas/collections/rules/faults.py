"""What is wrong with a ladder before it is put in force: what forbids it, and what is only told.

A ladder may be well formed and still be of no use: a call that reads out a letter, a final word before
anything is due, two messages closer together than the gap allows.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from cashwright.areas.collections.policies import WRITTEN, Act, Ladder, Step, Tone, Track


class Code(StrEnum):
    """What can be wrong."""

    NO_TEXT = "no_text"
    WRONG_TEXT = "wrong_text"
    NO_SEGMENT = "no_segment"
    NO_LANGUAGE = "no_language"
    HARSH_EARLY = "harsh_early"
    SOFTENS = "softens"
    INSIDE_GAP = "inside_gap"
    OVER_BUDGET = "over_budget"
    ALONE = "alone"


FORBIDS = frozenset({Code.NO_TEXT, Code.WRONG_TEXT, Code.NO_SEGMENT, Code.HARSH_EARLY})
"""What keeps a ladder from being put in force; the rest is told."""

_KINDS: Mapping[Act, frozenset[str]] = {
    **{act: frozenset({"reminder", "notice"}) for act in WRITTEN},
    Act.CALL: frozenset({"call"}),
}
_DRASTIC = frozenset({Act.CREDIT_HOLD, Act.STOP_SERVICE, Act.AGENCY})
_TONES = list(Tone)


@dataclass(frozen=True, slots=True)
class Fault:
    """`at` is the place of the step, None for the whole ladder; `facts` fill its words."""

    code: Code
    at: int | None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def forbids(self) -> bool:
        """Whether the ladder cannot be put in force with it."""
        return self.code in FORBIDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a ladder is held against.

    texts      kind of each text by its key: reminder, notice, call, task
    budget     messages a customer may get in seven days
    """

    texts: Mapping[str, str]
    segments: Collection[str]
    languages: Collection[str]
    budget: int


def faults(ladder: Ladder, known: Surroundings) -> tuple[Fault, ...]:
    """Everything there is to say, in the order of the steps."""
    found = [fault for at, step in enumerate(ladder.steps) for fault in _of_step(step, at, known)]
    found += _between(ladder, known)
    return tuple(sorted(found, key=lambda one: -1 if one.at is None else one.at))


def _of_step(step: Step, at: int, known: Surroundings) -> Iterator[Fault]:
    kind = known.texts.get(step.template)
    if kind is None:
        yield Fault(Code.NO_TEXT, at, {"text": step.template})
    elif kind not in _KINDS.get(step.act, frozenset({"task", "call"})):
        yield Fault(Code.WRONG_TEXT, at, {"text": step.template, "act": str(step.act)})
    for segment in step.when.segments:
        if segment not in known.segments:
            yield Fault(Code.NO_SEGMENT, at, {"segment": segment})
    for language in step.when.languages:
        if language not in known.languages:
            yield Fault(Code.NO_LANGUAGE, at, {"language": language})
    is_early = step.track is Track.ISSUE or (step.track is Track.DUE and step.days <= 0)
    if is_early and (step.tone is Tone.FINAL or step.act in _DRASTIC):
        yield Fault(Code.HARSH_EARLY, at)
    if step.act in _DRASTIC and not step.needs_approval and step.act is not Act.CREDIT_HOLD:
        yield Fault(Code.ALONE, at, {"act": str(step.act)})


def _between(ladder: Ladder, known: Surroundings) -> Iterator[Fault]:
    due = [(at, step) for at, step in enumerate(ladder.steps) if step.track is Track.DUE]
    for (_, before), (at, step) in pairwise(due):
        if _TONES.index(step.tone) < _TONES.index(before.tone):
            yield Fault(Code.SOFTENS, at)
    heard = [(at, s) for at, s in due if s.act in WRITTEN or s.act is Act.CALL]
    for (_, before), (at, step) in pairwise(heard):
        if step.days - before.days < ladder.gap_days and before.when == step.when:
            yield Fault(
                Code.INSIDE_GAP,
                at,
                {"days": str(step.days - before.days), "gap": str(ladder.gap_days)},
            )
    written = [(at, step) for at, step in due if step.act in WRITTEN]
    for place, (at, step) in enumerate(written):
        week = [one for _, one in written[: place + 1] if one.days > step.days - 7]
        if len(week) > known.budget:
            yield Fault(Code.OVER_BUDGET, at, {"budget": str(known.budget)})
