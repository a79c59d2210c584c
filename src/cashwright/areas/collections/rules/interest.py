"""What paying late costs: interest day by day on what was open, and one fee an invoice.

A *day of interest* is one after the due day (and the grace days), up to and including the day of
payment: what was open when it began bears it. 10,000 due on 31 May and paid on 29 August is 90 days.
A *span* is a run of days with one principal and one rate. The year has 365 days, also when it has 366.

EXACT    the interest of all days is added up as a fraction and rounded half up once
PER_DAY  each day's interest is rounded half up first (1.68 a day for 101 days is 169.68)
However it is cut into charges, their sum is the same: each is what is due by its last day, less what
was due before its first (I-35).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.areas.catalog.rules.tax import UNION
from cashwright.areas.collections.policies.charging import Charging, Law, LawCode, Rounding
from cashwright.kernel.rounding import round_half_up

YEAR_DAYS = 365
_WHOLE = 10_000 * YEAR_DAYS
_DAY = timedelta(days=1)

Dated = Sequence[tuple[date, int]]
"""(first day, value), in the order of the days; each holds until the next."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days `from_on` to `until_on`, both included, with one rate (a year) and one principal."""

    from_on: date
    until_on: date
    rate_bp: int
    principal_minor: int

    @property
    def days(self) -> int:
        return (self.until_on - self.from_on).days + 1


def spans(
    open_minor: Dated, rates_bp: Dated, from_on: date, until_on: date, *, held_minor: Dated = ()
) -> tuple[Span, ...]:
    """The spans of the days from `from_on` to `until_on`, without those on which nothing was due.

    open_minor  what was open at the end of a day, from that day on; nothing before the first
    rates_bp    the yearly rate from a day on; a rate below zero counts as none
    held_minor  the part of it that was disputed at the end of a day: it bears no interest the next
    """
    if until_on < from_on:
        return ()
    cuts = {from_on}
    # What a day leaves open bears interest the next.
    cuts.update(day + _DAY for day, _ in (*open_minor, *held_minor))
    cuts.update(day for day, _ in rates_bp)
    begins = sorted(day for day in cuts if from_on <= day <= until_on)
    found: list[Span] = []
    for first, following in zip(begins, [*begins[1:], until_on + _DAY], strict=True):
        eve = first - _DAY
        principal = max(0, value_on(open_minor, eve) - value_on(held_minor, eve))
        rate = max(0, value_on(rates_bp, first))
        if principal and rate:
            found.append(Span(first, following - _DAY, rate, principal))
    return tuple(_joined(found))


def value_on(dated: Dated, on: date) -> int:
    """The value that holds on a day; 0 before the first."""
    place = bisect_right(dated, on, key=lambda row: row[0])
    return dated[place - 1][1] if place else 0


def _joined(found: Iterable[Span]) -> list[Span]:
    """Neighbors that tell the same, as one."""
    rows: list[Span] = []
    for one in found:
        last = rows[-1] if rows else None
        if (
            last is not None
            and last.until_on + _DAY == one.from_on
            and (last.rate_bp, last.principal_minor) == (one.rate_bp, one.principal_minor)
        ):
            rows[-1] = Span(last.from_on, one.until_on, one.rate_bp, one.principal_minor)
        else:
            rows.append(one)
    return rows


def interest_minor(whole: Iterable[Span], rounding: Rounding) -> int:
    """The interest of spans, in whole minor units."""
    if rounding == Rounding.PER_DAY:
        return sum(
            round_half_up(one.principal_minor * one.rate_bp, _WHOLE) * one.days for one in whole
        )
    return round_half_up(sum(one.principal_minor * one.rate_bp * one.days for one in whole), _WHOLE)


def parts_minor(before: Sequence[Span], added: Sequence[Span], rounding: Rounding) -> list[int]:
    """What each of the `added` spans costs, when `before` was charged; the sum is exact.

    A part is what is due with it less what was due without it, so the parts of a life of an invoice
    add up to what all its days cost, however they were cut.
    """
    told, due = [], interest_minor(before, rounding)
    for place in range(len(added)):
        by_then = interest_minor([*before, *added[: place + 1]], rounding)
        told.append(by_then - due)
        due = by_then
    return told


def fee_minor(tiers: Sequence[tuple[int, int]], debt_minor: int) -> int:
    """The fee for a debt of this size: of the last tier (from, fee) that it reaches; else none."""
    reached = [fee for least, fee in tiers if debt_minor >= least]
    return reached[-1] if reached else 0


def law_of(country: str) -> LawCode | None:
    """The law of a seller's country; None where only a contract gives interest, as in the US."""
    own = {"DE": LawCode.DE, "GB": LawCode.UK, "CH": LawCode.CH}
    return own.get(country) or (LawCode.EU if country in UNION else None)


def yearly_rates(charging: Charging, law: Law | None, first_on: date) -> Dated:
    """The yearly rates that an invoice bears whose first day of interest is `first_on`."""
    if law is None:
        return ((first_on, charging.rate_bp),)
    known = sorted({**dict(law.reference), **dict(charging.later_rates_bp)}.items())
    whole = [(day, rate + law.points_bp) for day, rate in known]
    return ((first_on, value_on(whole, first_on)),) if law.is_fixed else tuple(whole)


def last_whole_month(on: date) -> date:
    """The last day of the month before `on`'s: what may be charged of an invoice that stays open."""
    return on.replace(day=1) - _DAY
