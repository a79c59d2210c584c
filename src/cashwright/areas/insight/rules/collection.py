"""How well receivables turn into cash: CEI, turnover, collector effectiveness (F5, F6, F9)."""

from collections.abc import Sequence
from fractions import Fraction

from cashwright.areas.insight import definitions
from cashwright.areas.insight.rules.figure import (
    Figure,
    amount_text,
    defined,
    percent,
    undefined,
)
from cashwright.kernel.rounding import round_half_up


def cei(
    *,
    ar_opening_minor: int,
    billings_minor: int,
    months: int,
    ar_minor: int,
    current_minor: int,
    currency: str,
) -> Figure:
    """What was collected of what could be collected, in percent (F5); 100 is perfect.

    billings_minor  of the whole period of `months` months; a month's share of it is counted
    undefined       when nothing was collectable (denominator <= 0)
    """
    assert months > 0
    collectable = ar_opening_minor + Fraction(billings_minor, months)
    part, whole = collectable - ar_minor, collectable - current_minor

    def write(minor: int) -> str:
        return amount_text(minor, currency)

    monthly = round_half_up(billings_minor, months)
    opening = f"{write(ar_opening_minor)} + {write(monthly)}"
    terms = f"({opening} - {write(ar_minor)}) / ({opening} - {write(current_minor)}) x 100"
    if whole <= 0:
        return undefined(definitions.CEI, terms)
    return defined(definitions.CEI, 100 * part / whole, terms)


def turnover(*, billings_minor: int, ar_minor: Sequence[int], currency: str) -> Figure:
    """Net credit billings / average A/R (F6).

    ar_minor   A/R at the ends of the months of the period, at least one
    undefined  when the average is not positive
    """
    assert ar_minor
    average = Fraction(sum(ar_minor), len(ar_minor))
    shown = round_half_up(average.numerator, average.denominator)
    terms = f"{amount_text(billings_minor, currency)} / {amount_text(shown, currency)}"
    if average <= 0:
        return undefined(definitions.TURNOVER, terms)
    return defined(definitions.TURNOVER, billings_minor / average, terms)


def turnover_days(turned: Figure) -> Figure:
    """365 / turnover (F6); undefined when nothing turned over."""
    terms = f"365 days / {turned.shown(places=4)}"
    if turned.value is None or turned.value <= 0:
        return undefined(definitions.TURNOVER_DAYS, terms)
    return defined(definitions.TURNOVER_DAYS, 365 / turned.value, terms)


def collector_effectiveness(
    *, collected_minor: int, opening_past_due_minor: int, became_past_due_minor: int, currency: str
) -> Figure:
    """Past-due money collected of the past-due money in the book (F9)."""
    return percent(
        definitions.COLLECTOR_EFFECTIVENESS,
        collected_minor,
        opening_past_due_minor + became_past_due_minor,
        lambda minor: amount_text(minor, currency),
    )
