"""What may be set and said about disputes: reasons, outcomes, causes, who works them by when."""

from cashwright.areas.disputes.policies.outcomes import (
    CAUSES,
    CREDITING,
    OUTCOMES,
    Cause,
    Origin,
    Outcome,
)
from cashwright.areas.disputes.policies.reasons import (
    DEPARTMENTS,
    EVIDENCE,
    REASONS,
    Department,
    EvidenceKind,
    Need,
    Reason,
    ReasonCard,
)

__all__ = [
    "CAUSES",
    "CREDITING",
    "DEPARTMENTS",
    "EVIDENCE",
    "OUTCOMES",
    "REASONS",
    "Cause",
    "Department",
    "EvidenceKind",
    "Need",
    "Origin",
    "Outcome",
    "Reason",
    "ReasonCard",
]
