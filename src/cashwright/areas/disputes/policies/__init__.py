"""What may be set and said about disputes: reasons, outcomes, causes, who works them by when."""

from cashwright.areas.disputes.policies.clocks import CLOCKS, ClockPolicy, clocks_of
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
from cashwright.areas.disputes.policies.routing import (
    ROUTING,
    Person,
    Route,
    RoutingPolicy,
    routing_of,
)

__all__ = [
    "CAUSES",
    "CLOCKS",
    "CREDITING",
    "DEPARTMENTS",
    "EVIDENCE",
    "OUTCOMES",
    "REASONS",
    "ROUTING",
    "Cause",
    "ClockPolicy",
    "Department",
    "EvidenceKind",
    "Need",
    "Origin",
    "Outcome",
    "Person",
    "Reason",
    "ReasonCard",
    "Route",
    "RoutingPolicy",
    "clocks_of",
    "routing_of",
]
