"""What passes between the house and its customers' people: a message, what they do about it, what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Says(StrEnum):
    """What a reply is about: the words of messaging's intents."""

    PROMISE = "promise"
    PAID_ALREADY = "paid_already"
    DISPUTE = "dispute"
    COPY_WANTED = "copy_wanted"
    WRONG_CONTACT = "wrong_contact"
    OUT_OF_OFFICE = "out_of_office"
    PAYMENT_PLAN = "payment_plan"
    OPT_OUT = "opt_out"
    OTHER = "other"


class Objection(StrEnum):
    """What is wrong with an invoice, in their eyes: the words of disputes' reasons."""

    PRICING = "pricing"
    USAGE = "usage"
    PURCHASE_ORDER = "purchase_order"
    SERVICE = "service"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice a message is about, as the message has it."""

    document_no: str
    open_minor: int
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message as it reached somebody.

    variant  how it was worded; hour: of their own day
    weight   how much likelier than usual it is answered: who knows the sender writes back
    owed     what it is about, the oldest first
    """

    on: date
    hour: int
    channel: str
    step: str
    tone: str
    owed: tuple[Owed, ...]
    variant: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What they write back, and when.

    about       the documents meant
    due_on      the day they promise, or are back on; None where they name none
    amount_minor what they promise or object to: with a promise all that is owed
    keeps       whether the promise, or the plan, will be kept; nobody is told
    """

    says: Says
    on: date
    hour: int
    about: tuple[Owed, ...]
    due_on: date | None = None
    amount_minor: int = 0
    objection: Objection | None = None
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """From `on`, an invoice is paid not before `earliest` and not after `latest`."""

    document_no: str
    on: date
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """Everything that came of a message."""

    is_seen: bool
    reply: Reply | None = None
    changes: tuple[Change, ...] = ()
    is_moved: bool = False
