"""What a press of a button in the editor makes of a ladder: read from what was posted, decided here.

    save | whole | add:due | copy:3 | remove:3 | up:3 | down:3

The number is the place of the step as the page showed it. A card that stands open is read first, so that
nothing typed is lost by pressing another button.
"""

from __future__ import annotations

from dataclasses import dataclass

from cashwright.areas.collections.policies import Ladder, Step, Tone, Track, Trigger
from cashwright.areas.collections.refusals import BadLadder
from cashwright.areas.collections.rules.drafting import (
    Edited,
    add_step,
    copy_step,
    move_step,
    put_step,
    remove_step,
)

_SAID = {
    "save": "The step is in your draft.", "whole": "It is in your draft.", "add": "A step is added.",
    "copy": "The step is there twice.", "remove": "The step is removed.", "up": "Moved up.",
    "down": "Moved down.",
}  # fmt: skip
_NEW = {
    str(Track.DUE): Step(0, "reminder.second", Tone.PLAIN),
    str(Track.ISSUE): Step(0, "reminder.before_due", Tone.FRIENDLY, track=Track.ISSUE),
    str(Track.EVENT): Step(
        0, "reminder.second", Tone.PLAIN, track=Track.EVENT, trigger=Trigger.MESSAGE_BOUNCED
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button asks: `verb` and, where it names one, the place of a step or a track."""

    verb: str
    at: int | None = None
    track: str = ""

    @property
    def said(self) -> str:
        return _SAID[self.verb]


def pressed(text: str) -> Pressed:
    """A button's value as it was posted. Raises BadLadder for what no button of the page says."""
    verb, _, rest = text.partition(":")
    if verb in ("save", "whole") and not rest:
        return Pressed(verb)
    if verb == "add" and rest in _NEW:
        return Pressed(verb, track=rest)
    if verb in ("copy", "remove", "up", "down") and rest.isdecimal() and len(rest) < 4:
        return Pressed(verb, at=int(rest))
    raise BadLadder(reason="the page does not know this change; load it again")


def after_press(ladder: Ladder, press: Pressed, opened: int | None, typed: Step | None) -> Edited:
    """The ladder after what stands open was read and the button did its work. Raises BadLadder.

    opened  the place of the card that stands open, and typed what was written into it
    """
    places = [press.at, opened]
    if any(place is not None and place >= len(ladder.steps) for place in places):
        raise BadLadder(reason="the page shows steps that are gone; load it again")
    about = None if press.at is None else ladder.steps[press.at]
    kept = Edited(ladder, opened)
    if (
        typed is not None
        and opened is not None
        and not (press.verb == "remove" and press.at == opened)
    ):
        kept = put_step(ladder, opened, typed)
        about = typed if press.at == opened else about
    at = None if about is None else kept.ladder.steps.index(about)
    return _done(kept, press, at)


def _done(kept: Edited, press: Pressed, at: int | None) -> Edited:
    if press.verb == "add":
        return add_step(kept.ladder, _NEW[press.track], None)
    if at is None:
        return kept
    if press.verb == "copy":
        return copy_step(kept.ladder, at)
    if press.verb == "remove":
        return remove_step(kept.ladder, at)
    return move_step(kept.ladder, at, -1 if press.verb == "up" else 1)
