"""Days sales outstanding: simple, count-back, best possible, true (F1, F2, F3, F4b)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cashwright.areas.insight import definitions
from cashwright.areas.insight.definitions import Definition, Flag
from cashwright.areas.insight.rules.figure import Figure, amount_text, defined, undefined


@dataclass(frozen=True, slots=True)
class Month:
    """The billings of one calendar month (or its elapsed part), and its days."""

    billings_minor: int
    days: int


@dataclass(frozen=True, slots=True)
class AgedAmount:
    """An open amount, days since its invoice was issued, and the billings of that month."""

    amount_minor: int
    age_days: int
    month_billings_minor: int


def dso_simple(*, ar_minor: int, billings_minor: int, days: int, currency: str) -> Figure:
    """A/R / credit billings x days of the period (F1); undefined when billings are not positive."""
    return _simple(definitions.DSO_SIMPLE, ar_minor, billings_minor, days, currency)


def best_possible_dso(
    *, current_minor: int, billings_minor: int, days: int, currency: str
) -> Figure:
    """Current A/R / credit billings x days of the period (F3): what DSO is if nobody pays late."""
    return _simple(definitions.DSO_BEST_POSSIBLE, current_minor, billings_minor, days, currency)


def dso_count_back(*, ar_minor: int, months: Sequence[Month], currency: str) -> Figure:
    """Days of the latest months whose billings add up to A/R, the last month in part (F2).

    months   latest first
    flagged  a month with billings <= 0 counts its days and covers nothing; when the months end
             before A/R is covered, the figure is all their days
    """
    return _count_back(definitions.DSO_COUNT_BACK, ar_minor, months, currency)


def best_possible_dso_count_back(
    *, current_minor: int, months: Sequence[Month], currency: str
) -> Figure:
    """The count-back on current A/R alone (F3)."""
    definition = definitions.DSO_BEST_POSSIBLE_COUNT_BACK
    return _count_back(definition, current_minor, months, currency)


def true_dso(*, items: Sequence[AgedAmount], currency: str) -> Figure:
    """Sum over open invoices of age x amount / billings of the invoice's month (F4b).

    An item of a month without billings cannot be weighed: it is left out and flagged.
    """
    definition = definitions.DSO_TRUE
    usable = [item for item in items if item.month_billings_minor > 0]
    flags = () if len(usable) == len(items) else (Flag.MONTH_WITHOUT_SALES,)
    value = sum(
        (Fraction(item.age_days * item.amount_minor, item.month_billings_minor) for item in usable),
        Fraction(0),
    )
    if len(usable) > 5:
        terms = "sum of age x open amount / billings of the month"
    else:
        terms = " + ".join(_aged_text(item, currency) for item in usable) or "no open invoice"
    return defined(definition, value, terms, flags=flags)


def _aged_text(item: AgedAmount, currency: str) -> str:
    amount, billings = (
        amount_text(minor, currency) for minor in (item.amount_minor, item.month_billings_minor)
    )
    return f"{item.age_days} days x {amount} / {billings}"


def _simple(
    definition: Definition, ar_minor: int, billings_minor: int, days: int, currency: str
) -> Figure:
    ar, billings = amount_text(ar_minor, currency), amount_text(billings_minor, currency)
    terms = f"{ar} / {billings} x {days} days"
    if billings_minor <= 0:
        return undefined(definition, terms)
    return defined(definition, Fraction(ar_minor * days, billings_minor), terms)


def _count_back(
    definition: Definition, ar_minor: int, months: Sequence[Month], currency: str
) -> Figure:
    left, days, flags = ar_minor, Fraction(0), dict[Flag, None]()
    terms: list[str] = []
    for month in months:
        if left <= 0:
            break
        covered = month.billings_minor
        if covered <= 0:
            flags[Flag.MONTH_WITHOUT_SALES] = None
        if covered <= left:
            left -= max(covered, 0)
            days += month.days
            terms.append(f"{month.days}")
        else:
            days += Fraction(left * month.days, covered)
            part, whole = amount_text(left, currency), amount_text(covered, currency)
            terms.append(f"{part} / {whole} x {month.days}")
            left = 0
    said = f"{' + '.join(terms) or '0'} days"
    if left > 0:
        flags[Flag.HISTORY_EXHAUSTED] = None
        said += f" (then {amount_text(left, currency)} older than the billings on record)"
    return defined(definition, days, said, flags=tuple(flags))
