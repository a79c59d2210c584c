"""Reading cash: applications, bank lines and their matches, what was learned, how good it is."""

from cashwright.areas.cash.queries.applications import (
    invoice_applications,
    locked_invoices,
    locked_open,
    locked_payments,
    source_applications,
    standing,
)
from cashwright.areas.cash.queries.matching import (
    WAITING,
    matching_policy,
    queue,
    standing_match,
    standing_matches,
)
from cashwright.areas.cash.queries.memory import MEMORY, memory
from cashwright.areas.cash.queries.quality import Quality, quality

__all__ = [
    "MEMORY",
    "WAITING",
    "Quality",
    "invoice_applications",
    "locked_invoices",
    "locked_open",
    "locked_payments",
    "matching_policy",
    "memory",
    "quality",
    "queue",
    "source_applications",
    "standing",
    "standing_match",
    "standing_matches",
]
