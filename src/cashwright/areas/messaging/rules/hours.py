"""At which hour of their day somebody is written to, learned from when they answered.

Each hour of a person has a Beta posterior: what they did themselves, over what others did at that hour,
which counts for a few answers only. The hour is drawn by the odds that it is the best (Thompson
sampling), so that every hour is still tried now and then. Some people are held out and written to as
ever: without them nobody could tell whether the hour matters.

An hour only ever delays a message within its own day; windows, budgets and consent are judged when it
is sent, whatever was chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from random import Random
from zoneinfo import ZoneInfo

from cashwright.areas.messaging.policies.contact import ContactPolicy
from cashwright.areas.messaging.policies.hours import SendTime

Counts = Mapping[int, tuple[int, int]]
"""By hour: (answered, written to)."""

DRAWS = 60
_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Hour:
    """What was chosen for one message.

    slot     the local hour; None for who is held out
    odds_bp  the chance it had, in basis points
    own      how often this person was written to at a chosen hour before
    """

    slot: int | None
    odds_bp: int
    own: int

    @property
    def is_held_out(self) -> bool:
        return self.slot is None


def choose_hour(
    policy: SendTime, window: ContactPolicy, *, contact: str, own: Counts, shared: Counts,
    seed: str, draws: int = DRAWS,
) -> Hour | None:  # fmt: skip
    """The hour for one message to a person; None where nothing is chosen.

    contact      who it goes to: decides for good whether they are held out
    own, shared  what was learned of them, and of everybody
    seed         names the draw: the same again gives the same hour
    """
    slots = [h for h in policy.slots if window.from_hour <= h < window.until_hour]
    if not policy.is_on or not slots:
        return None
    known = sum(of for _, of in own.values())
    if _place(f"hours/{contact}") < policy.holdout_bp:
        return Hour(None, policy.holdout_bp, known)
    chance = Random(seed)  # noqa: S311 - a draw that can be made again, no secret
    beliefs = [_belief(own.get(h, (0, 0)), shared.get(h, (0, 0)), policy) for h in slots]
    wins = [0] * len(slots)
    for _ in range(draws):
        drawn = [chance.betavariate(a, b) for a, b in beliefs]
        wins[drawn.index(max(drawn))] += 1
    chosen = chance.choices(range(len(slots)), wins)[0]
    return Hour(slots[chosen], wins[chosen] * _WHOLE_BP // draws, known)


def _belief(own: tuple[int, int], shared: tuple[int, int], policy: SendTime) -> tuple[float, float]:
    """The two parameters of the posterior of one hour."""
    hits, of = shared
    weight = min(policy.shared_max, of)
    rate = (1 + hits) / (2 + of)
    return 1 + weight * rate + own[0], 1 + weight * (1 - rate) + own[1] - own[0]


def _place(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8]) % _WHOLE_BP


def hour_on(on: date, hour: int, zone: ZoneInfo) -> datetime | None:
    """The instant of a local hour of a day; None where a change of clocks skips it."""
    instant = datetime.combine(on, time(hour), zone).astimezone(UTC)
    lands = instant.astimezone(zone)
    return instant if (lands.date(), lands.hour) == (on, hour) else None
