"""Reading disputes: cases, what they hold as of any day, where they come from."""

from cashwright.areas.disputes.queries.cases import (
    checklist_of,
    clock_policy,
    disputes,
    history,
    loads,
    not_told,
    office_of,
    open_disputes,
    open_on,
    overdue,
    routing_policy,
    steps_of,
    waiting_decision,
)
from cashwright.areas.disputes.queries.holding import HELD, disputed_minor, held_minor

__all__ = [
    "HELD",
    "checklist_of",
    "clock_policy",
    "disputed_minor",
    "disputes",
    "held_minor",
    "history",
    "loads",
    "not_told",
    "office_of",
    "open_disputes",
    "open_on",
    "overdue",
    "routing_policy",
    "steps_of",
    "waiting_decision",
]
