"""The fixed words of contracts."""

from enum import StrEnum


class Grouping(StrEnum):
    """How the charges of a contract come to invoices."""

    CONSOLIDATED = "consolidated"  # with all others of the same payer, currency and terms
    CONTRACT = "contract"  # one invoice a contract
    SUBSCRIPTION = "subscription"  # one invoice a subscription


class AmendmentKind(StrEnum):
    """What changed."""

    START = "start"
    QUANTITY = "quantity"
    PRICE = "price"  # upgrade or downgrade: one price is followed by another
    ADD = "add"
    REMOVE = "remove"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RENEW = "renew"
    COTERM = "coterm"


class Proration(StrEnum):
    """What happens to the rest of a period that is billed already when something changes in it."""

    NOW = "now"  # credit the unused part, charge the new, on an invoice at once
    NEXT_BILL = "next_bill"  # the same, on the next invoice
    NONE = "none"  # the period stays as billed; the change counts from the next
    FULL_PRICE = "full_price"  # nothing is credited, the new is charged in full


class ProrationUnit(StrEnum):
    """What a share of a period is counted in."""

    DAY = "day"
    SECOND = "second"


class BillReason(StrEnum):
    """Why a priced line waits to be invoiced."""

    AMENDMENT = "amendment"
    ONE_OFF = "one_off"
    MILESTONE = "milestone"
    ORDER = "order"
    LATE_USAGE = "late_usage"
    CATCH_UP = "catch_up"


CUSTOM_TERMS = "contracts.custom_terms"
"""The kind of approval a contract needs whose payment terms are not of the catalogue."""
