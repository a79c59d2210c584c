"""Segregation of duties: which powers one person must not hold together, as data.

A role that carries a duty is granted by two people (docs/decisions/0021): GRANT_ROLE is the kind of
approval, DECIDE the permission of those who may agree to it, held over the whole house.

source  SAP conflict matrices and the BDO checklist; the table is symmetric and written once
"""

from enum import StrEnum

GRANT_ROLE = "access.grant_role"
DECIDE = "approvals.decide"


class SecondPerson(StrEnum):
    """What became of the second person when a role was granted."""

    NOT_NEEDED = "not_needed"  # the role carries no duty
    NOT_THERE = "not_there"  # nobody else could have decided
    AGREED = "agreed"


class Duty(StrEnum):
    """A kind of power over money or over those who have it."""

    ISSUE_INVOICE = "issue_invoice"
    CREDIT_NOTE = "credit_note"
    APPLY_CASH = "apply_cash"
    WRITE_OFF = "write_off"
    REFUND = "refund"
    CUSTOMER_MASTER = "customer_master"
    CREDIT_LIMIT = "credit_limit"
    OWN_BANK_DETAILS = "own_bank_details"
    DUNNING_POLICY = "dunning_policy"
    MANUAL_JOURNAL = "manual_journal"
    CLOSE_PERIOD = "close_period"
    ROLES = "roles"


DUTIES: dict[str, Duty] = {
    "invoices.post": Duty.ISSUE_INVOICE,
    "credit_notes.issue": Duty.CREDIT_NOTE,
    "cash.apply": Duty.APPLY_CASH,
    "writeoffs.request": Duty.WRITE_OFF,
    "refunds.request": Duty.REFUND,
    "customers.edit": Duty.CUSTOMER_MASTER,
    "credit_limits.edit": Duty.CREDIT_LIMIT,
    "bank_details.edit": Duty.OWN_BANK_DETAILS,
    "policies.edit": Duty.DUNNING_POLICY,
    "templates.edit": Duty.DUNNING_POLICY,
    "journal.manual": Duty.MANUAL_JOURNAL,
    "periods.close": Duty.CLOSE_PERIOD,
    "people.edit": Duty.ROLES,
}
"""The permission through which each duty is exercised; the others are no duty."""

_D = Duty
_APART: dict[Duty, tuple[Duty, ...]] = {
    _D.ISSUE_INVOICE: (_D.CREDIT_NOTE, _D.APPLY_CASH, _D.WRITE_OFF, _D.CREDIT_LIMIT),
    _D.CREDIT_NOTE: (_D.APPLY_CASH, _D.WRITE_OFF, _D.REFUND, _D.CUSTOMER_MASTER),
    _D.APPLY_CASH: (
        _D.WRITE_OFF, _D.REFUND, _D.CUSTOMER_MASTER, _D.OWN_BANK_DETAILS, _D.MANUAL_JOURNAL,
    ),
    _D.WRITE_OFF: (_D.REFUND, _D.CREDIT_LIMIT, _D.MANUAL_JOURNAL),
    _D.REFUND: (_D.CUSTOMER_MASTER, _D.OWN_BANK_DETAILS),
    _D.CUSTOMER_MASTER: (_D.CREDIT_LIMIT, _D.OWN_BANK_DETAILS),
    _D.MANUAL_JOURNAL: (_D.CLOSE_PERIOD,),
    _D.ROLES: tuple(duty for duty in Duty if duty is not _D.ROLES),
}  # fmt: skip

INCOMPATIBLE: frozenset[frozenset[Duty]] = frozenset(
    frozenset({duty, other}) for duty, others in _APART.items() for other in others
)
"""Every pair that one person must not hold."""
