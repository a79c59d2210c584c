"""What one contract is billed on a day, line by line in plain Python: the meaning of the frames here.

tests/runs/bill/test_two_years.py bills the same contracts both ways; bench/billing.py compares the cost.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from cashwright.areas.catalog.policies import Aggregation, Timing
from cashwright.areas.catalog.refusals import NoPriceInCurrency
from cashwright.areas.catalog.rules import (
    DiscountTerms,
    PriceTerms,
    TaxableLine,
    discounted_lines,
    minimum_topup,
    rate,
    split_tax,
)
from cashwright.areas.contracts.ports import TOPUP
from cashwright.areas.contracts.rules import (
    Days,
    PlannedPeriod,
    Segment,
    Span,
    billed_days,
    prorated,
)
from cashwright.kernel.periods import days_between

ADDS_UP = frozenset({Aggregation.SUM, Aggregation.COUNT})
"""Meters whose quantities of parts of a period add up to that of the whole."""
Quantity = Callable[[UUID, date, date], int]
"""charge, first day, day after the last -> what was used, in millionths"""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge with its days, and its price as the book has it (oldest version first) or as agreed.

    is_level  its meter tells a level, not an amount that adds up: see `metered`
    """

    charge_id: UUID
    timing: Timing
    spans: tuple[Span, ...]
    book: tuple[tuple[date, PriceTerms], ...]
    agreed: Mapping[UUID, PriceTerms] = field(default_factory=dict)
    is_metered: bool = False
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """A subscription as the run reads it."""

    charges: tuple[Charge, ...]
    periods: tuple[PlannedPeriod, ...]
    units: int
    pauses: tuple[Days, ...] = ()
    trial_until: date | None = None
    ends_on: date | None = None
    discounts: tuple[tuple[Days, UUID | None, DiscountTerms], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What one charge is billed for days of one period."""

    charge_id: UUID
    from_on: date
    until_on: date
    revision: int
    quantity_e6: int
    gross_minor: int
    discount_minor: int

    @property
    def net_minor(self) -> int:
        return self.gross_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class _Due:
    """Days of a charge in a period, with what a whole period of them costs; of usage, with its own."""

    charge: Charge
    period: PlannedPeriod
    segment: Segment
    quantity_e6: int
    terms: PriceTerms
    gross_minor: int
    topup_minor: int


def bill_lines(of: Agreement, since: date, on: date, quantity: Quantity) -> list[Line]:
    """The regular lines that fell due after `since`, by `on`.

    raises   NoPriceInCurrency, and what rating raises
    """
    periods: dict[tuple[Timing, date], list[_Due]] = {}
    for charge in of.charges:
        for period in _due_periods(charge, of.periods, since, on):
            for due in _priced(charge, period, of, quantity):
                periods.setdefault((charge.timing, period.start_on), []).append(due)
    return [line for dues in periods.values() for line in _lines(dues, of)]


def _due_periods(
    charge: Charge, periods: Iterable[PlannedPeriod], since: date, on: date
) -> Iterator[PlannedPeriod]:
    if charge.timing is Timing.ONCE:
        for span in charge.spans:
            if since < span.from_on <= on:
                yield PlannedPeriod(span.from_on, span.from_on + _DAY, 1)
        return
    for period in periods:
        day = period.start_on if charge.timing is Timing.ADVANCE else period.end_on
        if since < day <= on:
            yield period


def _priced(
    charge: Charge, period: PlannedPeriod, of: Agreement, quantity: Quantity
) -> Iterator[_Due]:
    found = [(s, _terms(charge, s, period.start_on)) for s in _segments(charge, period, of)]
    if not charge.is_metered:
        for segment, terms in found:
            gross = rate(terms, segment.quantity_e6, units=of.units).amount_minor
            topup = minimum_topup(terms, gross)
            yield _Due(charge, period, segment, segment.quantity_e6, terms, gross, topup)
        return
    for terms in dict.fromkeys(terms for _, terms in found):
        segments = [segment for segment, its in found if its == terms]
        used = [quantity(charge.charge_id, s.from_on, s.until_on) for s in segments]
        pieces = [Used(s.days, e6) for s, e6 in zip(segments, used, strict=True)]
        amounts = metered(
            terms, pieces, full_days=period.full_days, units=of.units, is_level=charge.is_level
        )
        for segment, e6, (gross, topup) in zip(segments, used, amounts, strict=True):
            yield _Due(charge, period, segment, e6, terms, gross, topup)


@dataclass(frozen=True, slots=True)
class Used:
    """What was used on so many billed days of a period."""

    days: int
    quantity_e6: int


def metered(
    terms: PriceTerms, pieces: Sequence[Used], *, full_days: int, units: int, is_level: bool
) -> list[tuple[int, int]]:
    """What usage costs, (gross, top-up) for each piece of a period that a pause or a change cut.

    What adds up (a sum, a count) is priced as one quantity: tiers, allowances and flat amounts count
    once, and each piece costs what it adds. A level (a largest, a last, an average) costs each piece
    its share of the billed days. The minimum is that of the billed days, made up with the last piece.
    """
    billed, amounts, so_far_e6, so_far = sum(p.days for p in pieces), [], 0, 0
    for piece in pieces:
        if is_level:
            whole = rate(terms, piece.quantity_e6, units=units).amount_minor
            amounts.append(prorated(whole, piece.days, billed))
            continue
        so_far_e6 += piece.quantity_e6
        cost = rate(terms, so_far_e6, units=units).amount_minor
        amounts.append(cost - so_far)
        so_far = cost
    least = prorated(terms.minimum_minor or 0, billed, full_days)
    topups = [0] * (len(pieces) - 1) + [max(0, least - sum(amounts))]
    return list(zip(amounts, topups, strict=True))


def _segments(charge: Charge, period: PlannedPeriod, of: Agreement) -> list[Segment]:
    if charge.timing is Timing.ONCE:  # in trial and pause as well, not once all is over
        is_over = of.ends_on is not None and of.ends_on <= period.start_on
        return [
            Segment(period.start_on, period.end_on, span.quantity_e6, span.price_version_id)
            for span in charge.spans
            if span.from_on == period.start_on and not is_over
        ]
    return billed_days(
        period.start_on, period.end_on, charge.spans, of.pauses, of.trial_until, of.ends_on
    )


def _terms(charge: Charge, segment: Segment, on: date) -> PriceTerms:
    if segment.price_version_id is not None:
        return charge.agreed[segment.price_version_id]
    for valid_from, terms in reversed(charge.book):
        if valid_from <= on:
            return terms
    raise NoPriceInCurrency(price=str(charge.charge_id), currency="", on=on)


def _lines(dues: Sequence[_Due], of: Agreement) -> Iterator[Line]:
    """The lines of one period: discounts of the whole first, then each its share.

    Where an amount is off lines of unlike days, their shares come first, and it is that of the days.
    """
    discounts = _discounts(dues, of)
    is_apart = any(d.amount_minor is not None for d in discounts) and not _are_alike(dues)
    whole = [_share(due.gross_minor, due) if is_apart else due.gross_minor for due in dues]
    if is_apart:
        discounts = [_for_days(d, dues) for d in discounts]
    taken = discounted_lines(whole, discounts)
    for due, minor, discount in zip(dues, whole, taken, strict=True):
        segment = due.segment
        gross, net = minor, minor - discount
        if not is_apart:
            gross, net = _share(gross, due), _share(net, due)
        yield Line(
            due.charge.charge_id, segment.from_on, segment.until_on, 0, due.quantity_e6, gross, gross - net
        )  # fmt: skip
        topup = _share(due.topup_minor, due)
        if topup:
            yield Line(
                due.charge.charge_id, segment.from_on, segment.until_on, TOPUP, 1_000_000, topup, 0
            )


def _are_alike(dues: Sequence[_Due]) -> bool:
    """Whether they are whole periods, or all of the same days; usage is not shared out."""
    days = {(due.segment.from_on, due.segment.until_on) for due in dues}
    is_metered = any(due.charge.is_metered for due in dues)
    return all(due.segment.days == due.period.full_days for due in dues) or (
        len(days) == 1 and not is_metered
    )


def _for_days(discount: DiscountTerms, dues: Sequence[_Due]) -> DiscountTerms:
    """An amount for the days that the lines it is for bill."""
    if discount.amount_minor is None:
        return discount
    theirs = [due.segment for n, due in enumerate(dues) if n in (discount.charges or ())]
    days = {s.from_on + _DAY * n for s in theirs for n in range(s.days)}
    amount = prorated(discount.amount_minor, len(days), dues[0].period.full_days)
    return replace(discount, amount_minor=amount)


def _discounts(dues: Sequence[_Due], of: Agreement) -> list[DiscountTerms]:
    """The discounts that cover the first day of the period, each for the lines it is for.

    An amount off the whole comes off what is paid in advance; off arrears where nothing is.
    returns   with the positions in `dues` they are for
    """
    has_advance = any(charge.timing is Timing.ADVANCE for charge in of.charges)
    paid = Timing.ADVANCE if has_advance else Timing.ARREARS
    found, start_on = [], dues[0].period.start_on
    for days, charge_id, terms in of.discounts:
        if start_on < days.from_on or (days.until_on is not None and start_on >= days.until_on):
            continue
        if charge_id is None and terms.amount_minor and dues[0].charge.timing is not paid:
            continue
        places = {n for n, due in enumerate(dues) if charge_id in (None, due.charge.charge_id)}
        found.append(
            DiscountTerms(
                percent_ppm=terms.percent_ppm,
                amount_minor=terms.amount_minor,
                charges=frozenset(places),
            )
        )
    return found


def _share(minor: int, due: _Due) -> int:
    """The rest of the period at the segment's start less that at its end, each half up; usage whole."""
    if due.charge.is_metered:
        return minor
    period, segment = due.period, due.segment
    return prorated(
        minor, days_between(segment.from_on, period.end_on), period.full_days
    ) - prorated(minor, days_between(segment.until_on, period.end_on), period.full_days)


def document_tax(
    lines: Sequence[Line], category: str, rate_ppm: int, *, is_inclusive: bool = False
) -> tuple[int, int]:
    """Net and tax of the lines of one document, all of one category and rate."""
    taxable = [
        TaxableLine(amount_minor=line.net_minor, category=category, rate_ppm=rate_ppm)
        for line in lines
    ]
    parts = split_tax(taxable, is_inclusive)
    return sum(p.net_minor for p in parts), sum(p.tax_minor for p in parts)
