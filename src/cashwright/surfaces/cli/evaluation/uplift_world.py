"""Reminders tried on made-up people of whom both is known: what they did when told, and what they would have.

Each customer has one late invoice. By the rules of the house (`collections.rules.trials`) they get one
of the ways to be told, or hear nothing; what they make of it is up to their hidden character. One way is
useless: a notice in a portal nobody opens. The rules see only who paid; the truth knows both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cashwright.areas.collections.policies.trials import HOLDOUT, Arm, Trial, even_odds
from cashwright.areas.collections.rules.trials import Uplift, arm_for, uplift
from cashwright.areas.messaging.policies import Tone
from cashwright.connectors.simulator.people import Owed, Told, character, reaction
from cashwright.connectors.simulator.people.characters import dice_of
from cashwright.surfaces.cli.evaluation.uplift import said_ppt

ON = date(2026, 3, 10)
_HELD_OUT_BP = 2_500
TRIAL = Trial(
    code="world", version=1, title="Made-up people", ladder="standard", days=1, from_on=ON,
    arms=(Arm(code="friendly", tone=Tone.FRIENDLY), Arm(code="firm", tone=Tone.FIRM), Arm(code="useless")),
    odds_bp=even_odds(3), holdout_bp=_HELD_OUT_BP,
)  # fmt: skip


@dataclass(slots=True)
class Way:
    """One way to be told: customers, who paid in time, and who would have, hearing nothing."""

    code: str
    customers: int = 0
    paid: int = 0
    would: int = 0

    @property
    def true_ppt(self) -> int | None:
        """What it truly brought, in thousandths; None of nobody."""
        return (self.paid - self.would) * 1000 // self.customers if self.customers else None


def ways_tried(count: int, seed: int) -> dict[str, Way]:
    """What came of telling `count` customers, by the code of the way; those held out are one."""
    ways = {code: Way(code) for code in (*(arm.code for arm in TRIAL.arms), HOLDOUT)}
    for who, arm in _placed(count, seed):
        way = ways[arm]
        would_on = _by_themselves(seed, who)
        way.customers += 1
        way.would += _is_in_time(would_on)
        way.paid += _is_in_time(_told(seed, who, arm, would_on))
    return ways


def estimated(ways: Mapping[str, Way]) -> Iterator[tuple[Way, Uplift]]:
    """What the house says of each way, from who paid alone."""
    held_out = ways[HOLDOUT]
    for arm in TRIAL.arms:
        way = ways[arm.code]
        yield (
            way,
            uplift(
                (way.paid, way.customers), (held_out.paid, held_out.customers),
                least=TRIAL.customers_min,
            ),
        )  # fmt: skip


def _placed(count: int, seed: int) -> Iterator[tuple[str, str]]:
    for n in range(count):
        who = f"{seed}-{n}"
        yield who, arm_for(TRIAL, who)


def _by_themselves(seed: int, who: str) -> date:
    """The day on which they pay when nobody says anything."""
    return ON + timedelta(days=round(dice_of(seed, "alone", who).lognormvariate(2.7, 0.8)))


def _told(seed: int, who: str, arm: str, would_on: date) -> date:
    """The day on which they pay, told in that way."""
    if arm in (HOLDOUT, "useless"):
        return would_on  # nobody reads it
    tone = next(one.tone for one in TRIAL.arms if one.code == arm) or Tone.PLAIN
    owed = (Owed("INV-1", 1_000_00, ON - timedelta(days=1)),)
    told = Told(on=ON, hour=10, channel="email", step="first", tone=str(tone), owed=owed)
    paid_on = would_on
    for change in reaction(seed, who, character(seed, who), told).changes:
        if change.earliest is not None:
            paid_on = max(paid_on, change.earliest)
        if change.latest is not None:
            paid_on = min(paid_on, change.latest)
    return paid_on


def _is_in_time(paid_on: date) -> bool:
    return paid_on <= ON + timedelta(days=TRIAL.window_days)


def as_json(ways: Mapping[str, Way]) -> dict[str, Any]:
    """What is said of each way, and what is true, in thousandths."""
    told = {
        way.code: {
            "customers": way.customers, "paid": way.paid, "true_ppt": way.true_ppt,
            "verdict": str(said.verdict),
            "said_ppt": said_ppt(said),
        }
        for way, said in estimated(ways)
    }  # fmt: skip
    held_out = ways[HOLDOUT]
    return {**told, HOLDOUT: {"customers": held_out.customers, "paid": held_out.paid}}
