"""What may be set about parties: the words of each fixed list."""

from enum import StrEnum

ERASED = "Erased"
"""The name of a contact of whom nothing is known any more."""


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
    SMS = "sms"
    PHONE = "phone"
    POST = "post"
    PORTAL = "portal"


class Purpose(StrEnum):
    """What a message is for. Business messages need no consent; marketing does."""

    INVOICES = "invoices"
    REMINDERS = "reminders"
    CONFIRMATIONS = "confirmations"
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


STANDARD_TERMS: tuple[tuple[str, str, TermsKind, int, int, int, int], ...] = (
    ("NOW", "Due at once", TermsKind.IMMEDIATE, 0, 0, 0, 0),
    ("NET7", "7 days", TermsKind.NET, 7, 0, 0, 0),
    ("NET14", "14 days", TermsKind.NET, 14, 0, 0, 0),
    ("NET15", "15 days", TermsKind.NET, 15, 0, 0, 0),
    ("NET30", "30 days", TermsKind.NET, 30, 0, 0, 0),
    ("NET45", "45 days", TermsKind.NET, 45, 0, 0, 0),
    ("NET60", "60 days", TermsKind.NET, 60, 0, 0, 0),
    ("NET90", "90 days", TermsKind.NET, 90, 0, 0, 0),
    ("2-10-NET30", "2 % within 10 days, else 30 days", TermsKind.NET, 30, 0, 200, 10),
    ("EOM", "End of the month", TermsKind.EOM, 0, 0, 0, 0),
    ("EOM30", "30 days after the end of the month", TermsKind.EOM, 30, 0, 0, 0),
    ("10PROX", "10th of the next month", TermsKind.NTH_PROX, 10, 1, 0, 0),
)
"""The catalogue a new house starts with: code, name, kind, days, months, discount bp, its days."""
