"""Giving claims to an agency: what it keeps of a recovery, where the money goes, whether papers are whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from cashwright.areas.collections.refusals import FeeExceeds
from cashwright.kernel.rounding import round_half_up


@dataclass(frozen=True, slots=True)
class Kept:
    """What an agency kept of `gross_minor`; the rest is what arrives. Minor units of one currency."""

    gross_minor: int
    fee_minor: int
    tax_minor: int
    currency: str

    def __post_init__(self) -> None:
        assert self.fee_minor >= 0
        assert self.tax_minor >= 0
        kept = self.fee_minor + self.tax_minor
        if kept > self.gross_minor:
            raise FeeExceeds(gross_minor=self.gross_minor, kept_minor=kept, currency=self.currency)

    @property
    def net_minor(self) -> int:
        return self.gross_minor - self.fee_minor - self.tax_minor


def fee_of(gross_minor: int, fee_bp: int) -> int:
    """The agency's share of a recovery, half up."""
    return round_half_up(gross_minor * fee_bp, 10_000)


@dataclass(frozen=True, slots=True)
class Claim:
    """One invoice with an agency. `left_minor` is its balance now."""

    invoice_id: UUID
    due_on: date
    left_minor: int


def shares(gross_minor: int, claims: Sequence[Claim]) -> tuple[tuple[UUID, int], ...]:
    """How a recovery goes over the claims, oldest due first; what is left over goes to none."""
    left, parts = gross_minor, []
    for claim in sorted(claims, key=lambda one: (one.due_on, one.invoice_id)):
        part = min(left, claim.left_minor)
        if part > 0:
            parts.append((claim.invoice_id, part))
            left -= part
    return tuple(parts)


class Paper(StrEnum):
    """What an agency asks for."""

    CLAIMS = "claims"
    INVOICES = "invoices"
    COMMUNICATION = "communication"
    TERMS = "terms"
    CONTRACT = "contract"
    ADDRESS = "address"
    CONTACT = "contact"
    FINAL_NOTICE = "final_notice"
    UNDISPUTED = "undisputed"


PAPERS: dict[Paper, str] = {
    Paper.CLAIMS: "The claims, each with its number, due date and what is open",
    Paper.INVOICES: "A copy of every invoice",
    Paper.COMMUNICATION: "What was written and said, with days",
    Paper.TERMS: "The terms of payment that were agreed",
    Paper.CONTRACT: "The contract or order behind the claims",
    Paper.ADDRESS: "The customer's postal address",
    Paper.CONTACT: "Somebody to speak with there",
    Paper.FINAL_NOTICE: "A reminder that was sent after the due date",
    Paper.UNDISPUTED: "No dispute is open on the claims",
}

REQUIRED = frozenset(
    {Paper.CLAIMS, Paper.INVOICES, Paper.COMMUNICATION, Paper.TERMS, Paper.ADDRESS}
)
"""Without these an agency sends a case back."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The checklist of a placement: what is there."""

    there: frozenset[Paper]

    @property
    def missing(self) -> tuple[Paper, ...]:
        """What is not there, what is required first."""
        gone = [paper for paper in Paper if paper not in self.there]
        return tuple(sorted(gone, key=lambda paper: paper not in REQUIRED))

    @property
    def is_whole(self) -> bool:
        """Whether all that is required is there."""
        return self.there >= REQUIRED

    @property
    def percent(self) -> int:
        """How much of the list is there, rounded down."""
        return 100 * len(self.there) // len(Paper)
