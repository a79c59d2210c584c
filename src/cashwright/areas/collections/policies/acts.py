"""The fixed lists of what people do about customers and of what paying late costs."""

from enum import StrEnum


class CallOutcome(StrEnum):
    """How a call ended."""

    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    SPOKE = "spoke"
    PROMISED = "promised"
    DISPUTED = "disputed"
    PAID_ALREADY = "paid_already"
    CALL_BACK = "call_back"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"


class Level(StrEnum):
    """How high up a customer's case stands, from the collector's own desk upward."""

    COLLECTOR = "collector"
    MANAGER = "manager"
    ACCOUNT_OWNER = "account_owner"
    LEGAL = "legal"
    AGENCY = "agency"


class LateChargeKind(StrEnum):
    """What a customer who pays late is charged with."""

    INTEREST = "interest"
    FEE = "fee"
