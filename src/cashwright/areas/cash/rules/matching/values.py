"""What Matching takes and gives: a line, what is open, who pays, what is remembered; the decision.

Words: a *part* is an amount of the line for one invoice; a *shortfall* is what of an invoice is cleared
without being paid, with its kind; *short* is what is left open on purpose; *over* stays on account.
Amounts are minor units. Identity of every hypothesis: parts - credits + over is the line's amount.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cashwright.areas.cash.policies import DifferenceKind

Part = tuple[str, str, int]
"""(document id, document no, minor units > 0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """One line of money in, as the bank told it.

    payer_key     names.name_key of the payer's name
    payer_print   the print of the payer's account in hex, "" when the bank tells none
    text          all the payer wrote, parts joined by a line break, structured references included
    cited         (document no, minor units or None) of structured remittance or an advice
    charge_minor  what the bank says it kept before the money came in
    account_code  our bank account
    """

    line_id: str
    booked_on: date
    currency: str
    amount_minor: int
    payer_name: str = ""
    payer_key: str = ""
    payer_print: str = ""
    text: str = ""
    cited: tuple[tuple[str, int | None], ...] = ()
    charge_minor: int = 0
    account_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument:
    """An open invoice, or a credit note with money left; both have a balance above zero.

    is_held            disputed or on hold: never applied by itself
    discount_bp        of the total, for payment until `discount_until_on`
    """

    document_id: str
    document_no: str
    customer_id: str
    currency: str
    issued_on: date
    due_on: date
    total_minor: int
    balance_minor: int
    is_credit: bool = False
    is_held: bool = False
    discount_bp: int = 0
    discount_until_on: date | None = None
    purchase_order_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDocument:
    """An invoice settled not long ago: a line that cites it may pay it a second time."""

    document_id: str
    document_no: str
    customer_id: str
    currency: str
    total_minor: int
    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """A customer as Matching knows it. `root_id` is the top of its group, itself when alone."""

    customer_id: str
    name: str
    account_no: str
    parent_id: str | None = None
    root_id: str = ""
    segment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One thing remembered: lines of this account, name or reference were this customer's.

    kind     account, name or reference
    key      the account's print in hex, a name's key, a reference normalized
    count    how many lines taught it; `is_told` when a person said so
    """

    kind: str
    key: str
    customer_id: str
    count: int
    last_on: date
    is_told: bool = False


class Verdict(StrEnum):
    """CERTAIN may be applied by itself; the others wait for a person, with less and less to say."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What of one invoice is cleared although it did not come, and why."""

    kind: DifferenceKind
    invoice_id: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One way to explain the line.

    customer_id     of the documents; of the payer when there are none
    credits         credit notes netted, amounts above zero
    short_minor     what stays open of the invoices on purpose
    lane            how it was found: cited, several, sum, account ...
    confidence_ppm  how likely it is right, in millionths, calibrated
    reasons         sentences a clerk reads, the strongest first
    weights         {feature: millionths of log-odds}: what moved the confidence, and how far; of the best alone
    """

    customer_id: str
    parts: tuple[Part, ...]
    credits: tuple[Part, ...] = ()
    shortfall: Shortfall | None = None
    short_minor: int = 0
    over_minor: int = 0
    lane: str
    confidence_ppm: int
    reasons: tuple[str, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What Matching says of a line. Any guard forbids CERTAIN; alternatives are at most five."""

    line_id: str
    verdict: Verdict
    best: Hypothesis | None = None
    alternatives: tuple[Hypothesis, ...] = ()
    guards: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
