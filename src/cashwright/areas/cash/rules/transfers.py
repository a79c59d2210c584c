"""Which lines of two own accounts are one transfer: money that left the one and came to the other.

Proposed only, and only where nothing else fits: a second line of the same amount makes neither likely.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

EARLY_DAYS_MAX = 2
"""A bank may tell of the arrival before the other tells of the leaving."""

LATE_DAYS_MAX = 10
"""Longer than this no transfer is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """A waiting line of an own account. `amount_minor` is signed.

    other_id  the own account its counterparty's number belongs to; "" where it names none of ours
    """

    line_id: str
    account_id: str
    booked_on: date
    currency: str
    amount_minor: int
    other_id: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A likely transfer. `is_named`: one of the lines names the other's account."""

    out: OwnLine
    came: OwnLine
    is_named: bool

    @property
    def days(self) -> int:
        """How long it was under way; below zero where the arrival was told first."""
        return (self.came.booked_on - self.out.booked_on).days


def fits(out: OwnLine, came: OwnLine) -> Transfer | None:
    """The transfer that two lines could be; None where they cannot."""
    opposite = out.amount_minor < 0 and came.amount_minor == -out.amount_minor
    if not opposite or out.currency != came.currency or out.account_id == came.account_id:
        return None
    if (out.other_id, came.other_id) != ("", "") and not _names(out, came):
        return None  # it went to, or came from, another account of ours
    found = Transfer(out, came, _names(out, came))
    return found if -EARLY_DAYS_MAX <= found.days <= LATE_DAYS_MAX else None


def _names(out: OwnLine, came: OwnLine) -> bool:
    told = (out.other_id in ("", came.account_id), came.other_id in ("", out.account_id))
    return all(told) and bool(out.other_id or came.other_id)


def likely_transfers(lines: Sequence[OwnLine]) -> list[Transfer]:
    """The transfers among waiting lines that nothing else competes with, in the order of leaving."""
    found = list(_fitting(lines))
    named = [one for one in found if one.is_named]
    taken = {line.line_id for one in _alone(named) for line in (one.out, one.came)}
    rest = [one for one in found if not {one.out.line_id, one.came.line_id} & taken]
    both = [*_alone(named), *_alone(rest)]
    return sorted(both, key=lambda one: (one.out.booked_on, one.out.line_id))


def _fitting(lines: Sequence[OwnLine]) -> Iterator[Transfer]:
    came: dict[tuple[str, int], list[OwnLine]] = {}
    for line in lines:
        if line.amount_minor > 0:
            came.setdefault((line.currency, line.amount_minor), []).append(line)
    for out in lines:
        for other in came.get((out.currency, -out.amount_minor), []):
            if found := fits(out, other):
                yield found


def _alone(found: Sequence[Transfer]) -> list[Transfer]:
    outs = [one.out.line_id for one in found]
    ins = [one.came.line_id for one in found]
    return [one for one in found if outs.count(one.out.line_id) == ins.count(one.came.line_id) == 1]
