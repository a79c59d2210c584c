"""Decisions about disputes: what a case lacks, who gets it, by when, what is credited, why it came up."""

from cashwright.areas.disputes.rules.clocks import (
    CUSTOMER,
    Office,
    Spent,
    Step,
    due_at,
    office_minutes,
    time_by_holder,
)
from cashwright.areas.disputes.rules.completeness import (
    WAIVED,
    Checklist,
    Part,
    checklist,
    paper_name,
)
from cashwright.areas.disputes.rules.crediting import Credit, credit_of
from cashwright.areas.disputes.rules.guessing import DISPUTED_RETURNS, guess_reason
from cashwright.areas.disputes.rules.prevention import hint
from cashwright.areas.disputes.rules.root_causes import (
    FACTORS,
    Counted,
    Finding,
    corrected,
    fisher_greater,
    root_causes,
)
from cashwright.areas.disputes.rules.routing import CaseFacts, Routed, complexity, route, stand_in

__all__ = [
    "CUSTOMER",
    "DISPUTED_RETURNS",
    "FACTORS",
    "WAIVED",
    "CaseFacts",
    "Checklist",
    "Counted",
    "Credit",
    "Finding",
    "Office",
    "Part",
    "Routed",
    "Spent",
    "Step",
    "checklist",
    "complexity",
    "corrected",
    "credit_of",
    "due_at",
    "fisher_greater",
    "guess_reason",
    "hint",
    "office_minutes",
    "paper_name",
    "root_causes",
    "route",
    "stand_in",
    "time_by_holder",
]
