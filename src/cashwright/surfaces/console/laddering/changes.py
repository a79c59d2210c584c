"""What a proposal changes, in words: one line a difference, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cashwright.areas.collections.policies import (
    DUNNING,
    LADDER,
    Assignment,
    Dunning,
    Ladder,
    Step,
    dunning_of,
    ladder_of,
)
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.laddering.words import (
    AUTONOMY,
    DAY_RULES,
    ENTRIES,
    step_line,
    when_words,
    who_words,
)

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One difference; `before` or `after` is NOTHING for what is new or gone."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Names:
    """What people call texts and segments, by key and code."""

    texts: Mapping[str, str]
    segments: Mapping[str, str]


def told_changes(
    policy: str, before: Mapping[str, Any] | None, after: Mapping[str, Any], names: Names
) -> list[Line]:
    """The differences of two stored values; without one before, everything is new."""
    if policy == DUNNING:
        return dunning_changes(dunning_of(before), dunning_of(after), names)
    assert policy.startswith(f"{LADDER}."), "a ladder or who climbs which"
    return ladder_changes(ladder_of(before) if before else None, ladder_of(after), names)


def ladder_changes(before: Ladder | None, after: Ladder, names: Names) -> list[Line]:
    """Settings of the whole first, then the steps in their order, then those that are gone."""
    found = [line for line in _settings(before, after) if line.before != line.after]
    old = {_key(step): step for step in before.steps} if before else {}
    new = {_key(step): step for step in after.steps}
    for key, step in new.items():
        line = _line(step, names)
        was = _line(old[key], names) if key in old else NOTHING
        if line != was:
            found.append(Line(when_words(step), was, line))
    found += [
        Line(when_words(step), _line(step, names), NOTHING)
        for key, step in old.items()
        if key not in new
    ]
    return found


def _key(step: Step) -> tuple[str, str, int]:
    return str(step.track), str(step.trigger), step.days


def _line(step: Step, names: Names) -> str:
    return step_line(step, names.texts, names.segments)


def _settings(before: Ladder | None, after: Ladder) -> list[Line]:
    def told(ladder: Ladder) -> tuple[str, str, str, str]:
        return (
            ladder.title, plural(ladder.gap_days, "day", "days"), DAY_RULES[ladder.day_rule],
            ENTRIES[ladder.entry],
        )  # fmt: skip

    names = ("What it is called", "Between two messages", "Days off", "Late already")
    old = told(before) if before else (NOTHING,) * len(names)
    return [Line(name, was, now) for name, was, now in zip(names, old, told(after), strict=True)]


def dunning_changes(before: Dunning, after: Dunning, names: Names) -> list[Line]:
    """Who climbs which ladder now and then, in the order they are tried."""
    old, new = _rows(before, names), _rows(after, names)
    found = [
        Line(who, old[key][1] if key in old else NOTHING, told)
        for key, (who, told) in new.items()
        if key not in old or old[key][1] != told
    ]
    found += [Line(who, told, NOTHING) for key, (who, told) in old.items() if key not in new]
    kept = [key for key in new if key in old]
    if kept != [key for key in old if key in new]:
        ways = ["; ".join(rows[key][0] for key in rows if key in kept) for rows in (old, new)]
        found.append(Line("The order they are tried in", *ways))
    for what, was, now in (
        ("An unanswered message stops the ladder for", before.reply_days, after.reply_days),
        ("A promise may lie ahead", before.promise_days_max, after.promise_days_max),
        ("In shadow before a line may send", before.shadow_days_min, after.shadow_days_min),
    ):
        if was != now:
            found.append(Line(what, plural(was, "day", "days"), plural(now, "day", "days")))
    return found


def _rows(
    dunning: Dunning, names: Names
) -> dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, str]]:
    """(whom in words, what in words) of each line, by whom it means."""
    last = len(dunning.assignments) - 1
    return {
        (one.segments, one.risks): (
            who_words(one, names.segments, is_last=0 < at == last), _told(one)
        )
        for at, one in enumerate(dunning.assignments)
    }  # fmt: skip


def _told(one: Assignment) -> str:
    return f"{one.ladder}; {AUTONOMY[one.autonomy][0].lower()}{AUTONOMY[one.autonomy][1:]}"
