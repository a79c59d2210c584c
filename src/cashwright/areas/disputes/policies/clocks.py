"""How long each step of a case may take, in office hours, and how often the customer hears from us."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cashwright.areas.disputes.policies.reasons import Department
from cashwright.areas.disputes.states import DisputeState
from cashwright.kernel.refusals import BadInput

CLOCKS = "disputes.clocks"

_HOURS = {DisputeState.NEW: 8, DisputeState.INVESTIGATING: 24, DisputeState.WAITING_INTERNAL: 16}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPolicy:
    """Office hours a step may take, by state; teams may have their own for what is handed to them.

    opens_at, closes_at  the office day by the company's own clock, whole hours
    hours         of a state; one without (waiting for the customer) has no clock of ours
    team_hours    of `waiting_internal` with a team, in place of the state's
    escalate_hours  office hours past its time after which a step goes to somebody else
    update_days   an open case is never older than this without a word to the customer
    """

    opens_at: int = 9
    closes_at: int = 17
    hours: Mapping[DisputeState, int] = field(default_factory=lambda: dict(_HOURS))
    team_hours: Mapping[Department, int] = field(default_factory=dict)
    escalate_hours: int = 8
    update_days: int = 7

    def __post_init__(self) -> None:
        if not 0 <= self.opens_at < self.closes_at <= 24:
            raise BadInput(field="closes_at", value=str(self.closes_at), expected="after opens_at")
        hours = (*self.hours.values(), *self.team_hours.values(), self.escalate_hours)
        if self.update_days < 1 or any(each < 1 for each in hours):
            raise BadInput(field="hours", value="0", expected="one or more")

    def hours_of(self, state: DisputeState, department: Department) -> int | None:
        """How many office hours a step may take; None: it has no clock of ours."""
        if state is DisputeState.WAITING_INTERNAL and department in self.team_hours:
            return self.team_hours[department]
        return self.hours.get(state)


def clocks_of(value: Mapping[str, Any]) -> ClockPolicy:
    """The policy as it is stored: {"opens_at": 9, "closes_at": 17, "hours": {"new": 8},
    "team_hours": {"tax": 40}, "escalate_hours": 8, "update_days": 7}, each optional. Raises BadInput."""
    try:
        standard = ClockPolicy()
        return ClockPolicy(
            opens_at=int(value.get("opens_at", standard.opens_at)),
            closes_at=int(value.get("closes_at", standard.closes_at)),
            hours={
                **standard.hours,
                **{DisputeState(s): int(h) for s, h in value.get("hours", {}).items()},
            },
            team_hours={
                Department(d): int(h) for d, h in value.get("team_hours", {}).items()
            },
            escalate_hours=int(value.get("escalate_hours", standard.escalate_hours)),
            update_days=int(value.get("update_days", standard.update_days)),
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError):
        raise BadInput(field=CLOCKS, value=str(value)[:64], expected="hours by state") from None
