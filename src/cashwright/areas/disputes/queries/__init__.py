"""Reading disputes: cases, what they hold as of any day, where they come from."""

from cashwright.areas.disputes.queries.cases import (
    checklist_of,
    clock_policy,
    disputes,
    history,
    late_steps,
    loads,
    not_told,
    office_of,
    open_disputes,
    open_on,
    paid_meanwhile,
    routing_policy,
    steps_of,
    waiting_decision,
)
from cashwright.areas.disputes.queries.holding import (
    HELD,
    disputed_by_invoice,
    disputed_minor,
    held_minor,
)
from cashwright.areas.disputes.queries.root_causes import cases_behind, found_causes

__all__ = [
    "HELD",
    "cases_behind",
    "checklist_of",
    "clock_policy",
    "disputed_by_invoice",
    "disputed_minor",
    "disputes",
    "found_causes",
    "held_minor",
    "history",
    "late_steps",
    "loads",
    "not_told",
    "office_of",
    "open_disputes",
    "open_on",
    "paid_meanwhile",
    "routing_policy",
    "steps_of",
    "waiting_decision",
]
