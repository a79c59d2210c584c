"""Reading cash: applications, bank lines and their matches, what was learned, how good it is."""

from cashwright.areas.cash.queries.applications import (
    invoice_applications,
    locked_invoices,
    locked_notes,
    locked_open,
    locked_payments,
    source_applications,
    standing,
)
from cashwright.areas.cash.queries.bank import (
    assumed_of,
    bank_account_of,
    bank_accounts,
    bank_files,
    columns_of,
    lines_of,
    number_of,
    statements_of,
    told_of,
)
from cashwright.areas.cash.queries.chain import Gap, gaps_of
from cashwright.areas.cash.queries.matching import (
    WAITING,
    locked_lines,
    matching_policy,
    queue,
    standing_match,
    standing_matches,
)
from cashwright.areas.cash.queries.memory import MEMORY, memory
from cashwright.areas.cash.queries.quality import Quality, quality
from cashwright.areas.cash.queries.reconciliation import (
    InTransit,
    Reconciliation,
    first_statement,
    in_transit,
    lacks_opening,
    reconciliation,
    unidentified_cash,
)
from cashwright.areas.cash.queries.transfers import likely_transfers_in, other_side, transfers_of

__all__ = [
    "MEMORY",
    "WAITING",
    "Gap",
    "InTransit",
    "Quality",
    "Reconciliation",
    "assumed_of",
    "bank_account_of",
    "bank_accounts",
    "bank_files",
    "columns_of",
    "first_statement",
    "gaps_of",
    "in_transit",
    "invoice_applications",
    "lacks_opening",
    "likely_transfers_in",
    "lines_of",
    "locked_invoices",
    "locked_lines",
    "locked_notes",
    "locked_open",
    "locked_payments",
    "matching_policy",
    "memory",
    "number_of",
    "other_side",
    "quality",
    "queue",
    "reconciliation",
    "source_applications",
    "standing",
    "standing_match",
    "standing_matches",
    "statements_of",
    "told_of",
    "transfers_of",
    "unidentified_cash",
]
