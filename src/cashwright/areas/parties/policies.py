"""What may be set about parties: the words of each fixed list."""

from enum import StrEnum


class Delivery(StrEnum):
    """How a customer wants documents."""

    EMAIL = "email"
    PORTAL = "portal"
    POST = "post"
    NONE = "none"


class ContactRole(StrEnum):
    """What a person at a customer is there for."""

    ACCOUNTS_PAYABLE = "accounts_payable"
    APPROVER = "approver"
    EXECUTIVE = "executive"
    TECHNICAL = "technical"
    PURCHASING = "purchasing"


class Channel(StrEnum):
    """A way to reach a person."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"
    PORTAL = "portal"


class Purpose(StrEnum):
    """What a message is for. Business messages need no consent; marketing does."""

    INVOICES = "invoices"
    REMINDERS = "reminders"
    MARKETING = "marketing"


class HoldKind(StrEnum):
    """What a hold stops."""

    CREDIT = "credit"
    DUNNING = "dunning"
    DELIVERY = "delivery"


class TermsKind(StrEnum):
    """How a due date follows from the day of issue."""

    IMMEDIATE = "immediate"
    NET = "net"
    EOM = "eom"
    NTH_PROX = "nth_prox"
