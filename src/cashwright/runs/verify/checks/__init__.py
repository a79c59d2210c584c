"""All checks, in the order of the invariants. A later area adds a module here and its CHECKS below."""

from cashwright.runs.verify.check import Check
from cashwright.runs.verify.checks import (
    approvals,
    balances,
    documents,
    documents_entries,
    entries,
    facts,
    functional,
    numbers,
    periods,
    queue,
    scope,
    tie_out,
)

ALL: tuple[Check, ...] = (
    *entries.CHECKS,
    *documents_entries.CHECKS,
    *balances.CHECKS,
    *tie_out.CHECKS,
    *functional.CHECKS,
    *numbers.CHECKS,
    *documents.CHECKS,
    *periods.CHECKS,
    *approvals.CHECKS,
    *facts.CHECKS,
    *scope.CHECKS,
    *queue.CHECKS,
)
