"""Who answers for a case at each level, and within how many business days.

The policy `collections.escalation` holds it, for the house or an entity.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cashwright.areas.collections.policies.acts import Level
from cashwright.areas.collections.refusals import BadEscalation

ESCALATION = "collections.escalation"

LEVELS = tuple(Level)
"""From a collector's own desk upward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level. `role` is an access role; `email` names one person and goes before the role.

    climbs  a case that nobody answered by its day goes up by itself
    """

    answer_days: int
    role: str = ""
    email: str = ""
    climbs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalating:
    """The levels of a house.

    snooze_days_max  the longest a customer may be put off the worklist
    """

    rungs: Mapping[Level, Rung]
    snooze_days_max: int = 30

    def __post_init__(self) -> None:
        assert set(self.rungs) == set(Level), "every level says who answers"
        assert all(rung.answer_days > 0 for rung in self.rungs.values())
        assert self.snooze_days_max > 0


START = Escalating(
    rungs={
        Level.COLLECTOR: Rung(answer_days=5, role="collector"),
        Level.MANAGER: Rung(answer_days=2, role="credit_manager"),
        Level.ACCOUNT_OWNER: Rung(answer_days=3, role="sales"),
        Level.LEGAL: Rung(answer_days=10, role="controller"),
        Level.AGENCY: Rung(answer_days=5, role="credit_manager"),
    }
)
"""What a house starts with. Nobody is a lawyer by role: the controller instructs one."""


def escalating_of(value: Mapping[str, Any] | None) -> Escalating:
    """The policy a stored value stands for; None is the one the house starts with."""
    if value is None:
        return START
    try:
        rungs = {
            Level(level): Rung(
                answer_days=int(rung["answer_days"]),
                role=str(rung.get("role", "")),
                email=str(rung.get("email", "")),
                climbs=bool(rung.get("climbs", False)),
            )
            for level, rung in value["rungs"].items()
        }
        return Escalating(rungs=rungs, snooze_days_max=int(value.get("snooze_days_max", 30)))
    except (KeyError, TypeError, ValueError, AttributeError, AssertionError) as error:
        raise BadEscalation(reason=f"{type(error).__name__}: {error}") from error


def escalating_value(policy: Escalating) -> dict[str, Any]:
    """What is stored of it; the inverse of `escalating_of`."""
    return {
        "rungs": {
            str(level): {
                "answer_days": r.answer_days,
                "role": r.role,
                "email": r.email,
                "climbs": r.climbs,
            }
            for level, r in policy.rungs.items()
        },
        "snooze_days_max": policy.snooze_days_max,
    }
