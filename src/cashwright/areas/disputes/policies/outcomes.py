"""Where disputes come from, how they end, and what turned out to be the cause."""

from enum import StrEnum


class Origin(StrEnum):
    """How a dispute came to us."""

    CONSOLE = "console"
    INBOX = "inbox"
    PORTAL = "portal"
    SHORT_PAYMENT = "short_payment"
    CHARGEBACK = "chargeback"
    API = "api"


class Outcome(StrEnum):
    """How a dispute ended."""

    ACCEPT = "accept"
    PARTIAL = "partial"
    REJECT = "reject"
    REBILL = "rebill"
    WITHDRAWN = "withdrawn"


CREDITING = (Outcome.ACCEPT, Outcome.PARTIAL, Outcome.REBILL)
"""Outcomes that give the customer a credit note: the dispute was valid."""

OUTCOMES: dict[Outcome, str] = {
    Outcome.ACCEPT: "Credited",
    Outcome.PARTIAL: "Credited in part",
    Outcome.REJECT: "Rejected",
    Outcome.REBILL: "Billed again",
    Outcome.WITHDRAWN: "Withdrawn",
}


class Cause(StrEnum):
    """What was really wrong, once somebody looked."""

    PRICE_SETUP = "price_setup"
    CONTRACT_DATA = "contract_data"
    USAGE_DATA = "usage_data"
    BILLED_TWICE = "billed_twice"
    ORDER_NUMBER = "order_number"
    TAX_SETUP = "tax_setup"
    DELIVERY = "delivery"
    SERVICE_FAULT = "service_fault"
    PAYMENT_POSTED_LATE = "payment_posted_late"
    PROMISED_BY_SALES = "promised_by_sales"
    CUSTOMER_MISTAKEN = "customer_mistaken"
    UNKNOWN = "unknown"


CAUSES: dict[Cause, str] = {
    Cause.PRICE_SETUP: "The price was set up wrong",
    Cause.CONTRACT_DATA: "The contract was entered wrong",
    Cause.USAGE_DATA: "The usage was counted wrong",
    Cause.BILLED_TWICE: "It was billed twice",
    Cause.ORDER_NUMBER: "The order number was missing or wrong",
    Cause.TAX_SETUP: "The tax was set up wrong",
    Cause.DELIVERY: "It did not arrive",
    Cause.SERVICE_FAULT: "The service did not work",
    Cause.PAYMENT_POSTED_LATE: "It had been paid",
    Cause.PROMISED_BY_SALES: "Something else had been promised",
    Cause.CUSTOMER_MISTAKEN: "The customer was mistaken",
    Cause.UNKNOWN: "Nobody found out",
}
