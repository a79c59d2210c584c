"""All checks, in the order of the invariants. A later area adds a module here and its CHECKS below."""

from cashwright.runs.verify.check import Check
from cashwright.runs.verify.checks import (
    applications,
    approvals,
    deciders,
    documents,
    documents_entries,
    duties,
    entries,
    facts,
    functional,
    invoice_balances,
    numbers,
    periods,
    queue,
    row_security,
    scope,
    sealed,
    source_balances,
    tie_out,
)

ALL: tuple[Check, ...] = (
    *entries.CHECKS,
    *documents_entries.CHECKS,
    *invoice_balances.CHECKS,
    *source_balances.CHECKS,
    *applications.CHECKS,
    *tie_out.CHECKS,
    *functional.CHECKS,
    *numbers.CHECKS,
    *documents.CHECKS,
    *periods.CHECKS,
    *approvals.CHECKS,
    *deciders.CHECKS,
    *duties.CHECKS,
    *facts.CHECKS,
    *scope.CHECKS,
    *row_security.CHECKS,
    *sealed.CHECKS,
    *queue.CHECKS,
)
