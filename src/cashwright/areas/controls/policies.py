"""What a user may set about controls: how much one person may do alone; whose data has a key."""

from enum import StrEnum

LIMITS = "controls.limits"

WRITE_OFF = "credit.write_off"
CREDIT_NOTE = "invoicing.credit_note"
REFUND = "payments.refund"
PAYMENT_PLAN = "collections.payment_plan"

SET_POLICY = "controls.policy"
"""The kind of approval that puts a new version of a policy in force."""

# Major units a customer and thirty days; "*" is any currency without a line of its own.
DEFAULT_LIMITS: dict[str, dict[str, int]] = {
    WRITE_OFF: {"*": 100, "JPY": 10_000},
    CREDIT_NOTE: {"*": 1_000, "JPY": 100_000},
    REFUND: {"*": 0},
    PAYMENT_PLAN: {"*": 10_000, "JPY": 1_000_000},
}


class SubjectKind(StrEnum):
    """Whose data is sealed under a key of its own."""

    CONTACT = "contact"
    CUSTOMER = "customer"
    ENTITY = "entity"  # payers nobody has named yet, by the legal entity they paid
    USER = "user"
