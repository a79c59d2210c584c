"""What a bank has to tell, before any format: lines of an account, and statements of lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a line is to the bank; each format has its own code for it."""

    TRANSFER = "transfer"
    RETURN = "return"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Cited:
    """A document named in structured remittance, with what is paid of it if that is said."""

    number: str
    amount_minor: int | None = None
    is_credit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One payment. `amount_minor` is signed: above zero money came in.

    texts         what the payer wrote, piece by piece
    references    creditor references in structured form
    bank_ref      the bank's own reference, at most 16 characters
    charge_minor  what a bank kept of it: the amount is already less by this
    return_reason the code of a return, AC04 for a closed account
    batch         lines in a row with the same word are one entry, where a format knows batches
    """

    booked_on: date
    value_on: date | None = None
    amount_minor: int
    currency: str
    kind: Kind = Kind.TRANSFER
    payer_name: str = ""
    payer_account: str = ""
    texts: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    documents: tuple[Cited, ...] = ()
    end_to_end_id: str = ""
    bank_ref: str = ""
    charge_minor: int = 0
    return_reason: str = ""
    batch: str = ""

    def __post_init__(self) -> None:
        assert self.amount_minor, "a line moves money"
        assert len(self.bank_ref) <= 16, "MT940 has room for 16 characters"


@dataclass(frozen=True, slots=True)
class OurAccount:
    """The account the bank tells of: an IBAN or a plain number, and the bank's BIC or code."""

    number: str
    bank: str
    currency: str
    owner: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the bank says of one account for some days; lines by day, as they were booked."""

    account: OurAccount
    number: int
    from_on: date
    to_on: date
    opening_minor: int
    lines: tuple[Told, ...]

    def __post_init__(self) -> None:
        days = [line.booked_on for line in self.lines]
        assert days == sorted(days), "a bank tells by day"
        assert not days or self.from_on <= days[0] <= days[-1] <= self.to_on
        assert all(line.currency == self.account.currency for line in self.lines)

    @property
    def closing_minor(self) -> int:
        """The balance after the last line."""
        return self.opening_minor + sum(line.amount_minor for line in self.lines)


def chained(
    account: OurAccount,
    opening_minor: int,
    spans: Iterable[tuple[date, date, Sequence[Told]]],
    *,
    first_number: int = 1,
) -> list[Statement]:
    """Statements that follow from each other, from (first day, last day, lines) of each."""
    found: list[Statement] = []
    for number, (first, last, lines) in enumerate(spans, first_number):
        found.append(Statement(account, number, first, last, opening_minor, tuple(lines)))
        opening_minor = found[-1].closing_minor
    return found


def entries_of(lines: Sequence[Told]) -> list[list[Told]]:
    """Lines as entries: a batch of one direction and day is one, every other line is its own."""
    found: list[list[Told]] = []
    for line in lines:
        before = found[-1][-1] if found else None
        if before and line.batch and _batch(before) == _batch(line):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _batch(line: Told) -> tuple[str, date, bool]:
    return line.batch, line.booked_on, line.amount_minor > 0
