"""What a press of a button makes of who climbs which ladder: save | add | remove:1 | up:1 | down:1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cashwright.areas.collections.policies import Assignment
from cashwright.areas.collections.refusals import BadDunning
from cashwright.kernel.autonomy import Autonomy


def after_press(lines: Sequence[Assignment], text: str) -> tuple[list[Assignment], int, str]:
    """The lines after a button did its work, the place of the line it was about, and what is said.

    The last line is everybody else: it stays last and is not removed. Raises BadDunning.
    """
    verb, _, rest = text.partition(":")
    made, last = list(lines), len(lines) - 1
    if verb == "save" and not rest:
        return _checked(made), 0, "It is in your draft."
    if verb == "add" and not rest:
        # A new line begins by copying everybody else in shadow: it changes nothing until it is filled in.
        made.insert(last, replace(lines[last], risks=("high",), autonomy=Autonomy.SHADOW))
        return made, last, "A line is added."
    if not rest.isdecimal() or len(rest) > 3 or int(rest) >= last:
        raise BadDunning(reason="the page does not know this change; load it again")
    at = int(rest)
    if verb == "remove":
        made.pop(at)
        return made, min(at, len(made) - 1), "The line is removed."
    other = at - 1 if verb == "up" else at + 1
    if verb not in ("up", "down") or not 0 <= other < last:
        raise BadDunning(reason="there is no line to change places with")
    made[at], made[other] = made[other], made[at]
    return made, other, "Moved up." if verb == "up" else "Moved down."


def _checked(lines: list[Assignment]) -> list[Assignment]:
    """Only the last line may mean everybody: what stands after one that does is never reached."""
    for at, one in enumerate(lines[:-1]):
        if one.fits_all:
            raise BadDunning(reason=f"line {at + 1} means everybody: choose a segment or a risk")
    return lines
