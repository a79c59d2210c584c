"""What a change leaves of the spans of a charge, and for which days it counts.

Words: a change is *in force* from a day on until the span it changes ends: later phases that are
agreed already stay as they are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from cashwright.areas.contracts.rules.days import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeQuantity:
    """Another quantity of a charge."""

    charge_id: UUID
    quantity_e6: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePrice:
    """An upgrade or downgrade: the charge is followed by one of another price, or of another version.

    quantity_e6  the quantity before when None
    """

    charge_id: UUID
    price_id: UUID
    quantity_e6: int | None = None
    price_version_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCharge:
    """One more price to be paid."""

    price_id: UUID
    quantity_e6: int = 1_000_000
    price_version_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveCharge:
    """A charge is not paid any more."""

    charge_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Pausing:
    """Nothing is billed from the effective day until `until_on`, or until it is resumed."""

    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resuming:
    """The pause in force ends on the effective day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelling:
    """The subscription ends on the effective day, or with the period it lies in.

    with_credit  whether what is billed beyond that day is credited
    """

    at_period_end: bool = False
    with_credit: bool = True


Change = (
    ChangeQuantity | ChangePrice | AddCharge | RemoveCharge | Pausing | Resuming | Cancelling
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """The spans after a change, which counts for the days [from_on, until_on)."""

    spans: tuple[Span, ...]
    until_on: date | None


def in_force(spans: Collection[Span], on: date) -> Span | None:
    """The span that covers a day, if any."""
    found = (s for s in spans if s.from_on <= on and (s.until_on is None or on < s.until_on))
    return next(found, None)


def followed(spans: Sequence[Span], from_on: date, by: Span | None) -> Changed:
    """The spans where the one in force on `from_on` is cut there, and followed by `by` until its end.

    by  its quantity and version count, not its days; None: nothing follows, the days are not billed
    """
    old = in_force(spans, from_on)
    assert old is not None, "the caller asked whether one is in force"
    kept = [s for s in spans if s is not old]
    if old.from_on < from_on:
        kept.append(replace(old, until_on=from_on))
    if by is not None:
        kept.append(replace(by, from_on=from_on, until_on=old.until_on))
    return Changed(tuple(sorted(kept, key=lambda s: s.from_on)), old.until_on)


def ended(spans: Sequence[Span], from_on: date) -> Changed:
    """The spans where nothing is left from `from_on` on, phases agreed for later included."""
    kept = [
        replace(s, until_on=from_on if s.until_on is None else min(s.until_on, from_on))
        for s in spans
        if s.from_on < from_on
    ]
    return Changed(tuple(kept), None)
