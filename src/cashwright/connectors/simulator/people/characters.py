"""Who the people at the other end are: what nobody in the books may know of how they read and keep their word.

Everything follows from a seed and a name, so the same seed gives the same people on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """What somebody is like."""

    PROMPT = "prompt"  # pays in time whoever writes
    FORGETFUL = "forgetful"  # pays once somebody reminds them
    SHORT = "short of cash"  # means well and promises too much
    STRATEGIC = "strategic"  # pays as late as they are let, whatever they promise
    DISPUTER = "disputer"  # finds something wrong with many an invoice
    SILENT = "silent"  # neither reads nor answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """One customer's people; chances lie between 0 and 1.

    reads         that a message at their best hour and on their channel is seen
    best_hour     the local hour at which they read most; each hour away from it costs `HOUR_COSTS`
    best_channel  where they read; elsewhere only `ELSEWHERE` of it
    answers       that who saw a message about something late writes back
    moved         that who saw it pays because of it, in the tone that works best on them;
                  another tone works half as often
    moved_days    within how many days they pay then, at most
    keeps         that what they promise is kept
    changes_on    from what falls due on this day on they pay `slip_days` later, if ever
    words         how they write: 0 in a line, 1 politely, 2 with everything they got below
    """

    kind: Kind
    reads: float
    best_hour: int
    best_channel: str
    best_tone: str
    answers: float
    moved: float
    moved_days: int
    keeps: float
    language: str = "en"
    words: int = 1
    changes_on: date | None = None
    slip_days: int = 0


HOUR_COSTS, ELSEWHERE, OTHER_TONE = 0.03, 0.5, 0.5
_HOURS = (8, 9, 10, 11, 14, 15, 16)
_TONES = ("friendly", "plain", "firm", "final")
_CHANNELS = {"email": 85, "sms": 10, "post": 5}
_ODDS = {
    Kind.PROMPT: 34, Kind.FORGETFUL: 30, Kind.SHORT: 11, Kind.STRATEGIC: 10, Kind.DISPUTER: 8,
    Kind.SILENT: 7,
}  # fmt: skip
_LIKE: Mapping[Kind, tuple[float, float, float, int, float]] = {
    # reads, answers, moved, moved_days, keeps
    Kind.PROMPT: (0.95, 0.10, 0.10, 4, 0.97),
    Kind.FORGETFUL: (0.85, 0.16, 0.55, 5, 0.88),
    Kind.SHORT: (0.90, 0.26, 0.15, 9, 0.50),
    Kind.STRATEGIC: (0.95, 0.18, 0.12, 8, 0.25),
    Kind.DISPUTER: (0.90, 0.30, 0.20, 7, 0.80),
    Kind.SILENT: (0.25, 0.06, 0.15, 9, 0.40),
}


def character(seed: int, who: str, *, language: str = "en", kind: Kind | None = None) -> Character:
    """The people of one customer; `kind` where what they are like is known, else by chance."""
    roll = dice_of(seed, "character", who)
    by_chance = roll.choices(list(_ODDS), list(_ODDS.values()))[0]
    kind = kind or by_chance
    reads, answers, moved, moved_days, keeps = _LIKE[kind]
    return Character(
        kind=kind, reads=reads, answers=_about(answers, roll), moved=_about(moved, roll),
        moved_days=moved_days, keeps=_about(keeps, roll), best_hour=roll.choice(_HOURS),
        best_channel=roll.choices(list(_CHANNELS), list(_CHANNELS.values()))[0],
        best_tone=roll.choice(_TONES), language=language, words=roll.choice((0, 1, 1, 2)),
    )  # fmt: skip


def dice_of(seed: int, *about: object) -> Random:
    """The dice for one question: always the same for the same seed and question."""
    return Random(":".join(map(str, (seed, *about))))  # noqa: S311 - a story, not a secret


def _about(chance: float, roll: Random) -> float:
    """Nobody is quite like the others: a tenth up or down, rounded to what can be written down."""
    return round(min(0.99, max(0.01, chance * roll.uniform(0.9, 1.1))), 3)
