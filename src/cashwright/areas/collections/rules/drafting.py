"""Editing a ladder, a step at a time: what comes out is a ladder again, or is refused with words.

Steps stand in one order: those after the issue, those around the due date, those that follow what
happened; within each by their days. A step is named by its place in that order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cashwright.areas.collections.policies import Ladder, Step, Track, Trigger
from cashwright.areas.collections.refusals import BadLadder

_TRACKS = (Track.ISSUE, Track.DUE, Track.EVENT)
DAYS_MIN, DAYS_MAX = -90, 365


@dataclass(frozen=True, slots=True)
class Edited:
    """A ladder after one change, and the place of the step it was about; None when it is gone."""

    ladder: Ladder
    at: int | None


def in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps as a ladder and its page have them."""
    return tuple(sorted(steps, key=_place))


def _place(step: Step) -> tuple[int, str, int]:
    return _TRACKS.index(step.track), str(step.trigger), step.days


def _key(step: Step) -> tuple[Track, Trigger, int]:
    return step.track, step.trigger, step.days


def as_drafted(ladder: Ladder) -> Ladder:
    """The same ladder with its steps in the order of its page."""
    return replace(ladder, steps=in_order(ladder.steps))


def put_step(ladder: Ladder, at: int | None, step: Step) -> Edited:
    """The ladder with a step in place of the one at `at`, or one more. Raises BadLadder."""
    others = [one for place, one in enumerate(ladder.steps) if place != at]
    if any(_key(one) == _key(step) for one in others):
        raise BadLadder(reason=f"another step stands on {_day(step)} already")
    return _with(ladder, [*others, step], step)


def remove_step(ladder: Ladder, at: int) -> Edited:
    """The ladder without a step. Raises BadLadder when none would be left around the due date."""
    left = [one for place, one in enumerate(ladder.steps) if place != at]
    if not any(one.track is Track.DUE for one in left):
        raise BadLadder(reason="one step counted from the due date has to stay")
    return Edited(replace(ladder, steps=tuple(left)), None)


def copy_step(ladder: Ladder, at: int) -> Edited:
    """One more step like the one at `at`, on the next free day after it. Raises BadLadder."""
    step = ladder.steps[at]
    return put_step(ladder, None, replace(step, days=_free_day(ladder, step, step.days + 1)))


def add_step(ladder: Ladder, like: Step, at: int | None) -> Edited:
    """One more step, a week after the one at `at` or after the last of its track. Raises BadLadder."""
    if at is None:
        before = [one.days for one in ladder.steps if _key(one)[:2] == _key(like)[:2]]
        from_day = max(before, default=0 if like.track is Track.EVENT else -7)
    else:
        from_day = ladder.steps[at].days
    step = replace(like, days=from_day + (0 if like.track is Track.EVENT and at is None else 7))
    return put_step(ladder, None, replace(step, days=_free_day(ladder, step, step.days)))


def _free_day(ladder: Ladder, like: Step, days: int) -> int:
    taken = {one.days for one in ladder.steps if _key(one)[:2] == _key(like)[:2]}
    return next(day for day in range(days, days + len(taken) + 1) if day not in taken)


def neighbor(ladder: Ladder, at: int, by: int) -> int | None:
    """The place of the step before (-1) or after (+1) that counts from the same; None at the end."""
    other = at + by
    if not 0 <= other < len(ladder.steps):
        return None
    return other if _key(ladder.steps[other])[:2] == _key(ladder.steps[at])[:2] else None


def move_step(ladder: Ladder, at: int, by: int) -> Edited:
    """A step and its neighbor change places: each is taken on the other's day. Raises BadLadder."""
    other = neighbor(ladder, at, by)
    if other is None:
        side = "before" if by < 0 else "after"
        raise BadLadder(reason=f"no step {side} it counts from the same")
    one, two = ladder.steps[at], ladder.steps[other]
    steps = list(ladder.steps)
    steps[other], steps[at] = replace(one, days=two.days), replace(two, days=one.days)
    return Edited(replace(ladder, steps=tuple(steps)), other)


def _with(ladder: Ladder, steps: Sequence[Step], step: Step) -> Edited:
    if not DAYS_MIN <= step.days <= DAYS_MAX:
        raise BadLadder(reason=f"days go from {DAYS_MIN} to {DAYS_MAX}")
    ordered = in_order(steps)
    try:
        return Edited(replace(ladder, steps=ordered), ordered.index(step))
    except AssertionError as error:
        raise BadLadder(reason=str(error)) from error


def _day(step: Step) -> str:
    return (
        f"day {step.days}"
        if step.track is not Track.EVENT
        else f"day {step.days} after it happened"
    )
