"""Average days delinquent: three named variants that are never mixed (F4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cashwright.areas.insight import definitions
from cashwright.areas.insight.definitions import Definition
from cashwright.areas.insight.rules.figure import (
    Figure,
    amount_text,
    decimal_text,
    defined,
    undefined,
)

_SPELLED_OUT_MAX = 5


@dataclass(frozen=True, slots=True)
class LateAmount:
    """An amount and its days late: up to its payment, or to today while overdue; early is < 0.

    invoices  how many invoices of these days late the amount stands for
    """

    amount_minor: int
    days_late: int
    invoices: int = 1


def add_gap(dso: Figure, best_possible: Figure) -> Figure:
    """DSO - best-possible DSO; undefined when either is."""
    definition = definitions.ADD_GAP
    if dso.value is None or best_possible.value is None:
        return undefined(definition, f"{dso.shown()} - {best_possible.shown()}")
    terms = f"{decimal_text(dso.value)} - {decimal_text(best_possible.value)}"
    return defined(definition, dso.value - best_possible.value, terms)


def add_weighted(
    *, paid: Sequence[LateAmount], overdue: Sequence[LateAmount], currency: str
) -> Figure:
    """Days late weighted by amount, over paid and overdue invoices."""
    return _weighted(definitions.ADD_WEIGHTED, [*paid, *overdue], currency)


def add_weighted_paid(*, paid: Sequence[LateAmount], currency: str) -> Figure:
    """The legacy variant: paid invoices alone, so what is worst does not count yet."""
    return _weighted(definitions.ADD_WEIGHTED_PAID, paid, currency)


def add_mean(*, paid: Sequence[LateAmount], overdue: Sequence[LateAmount]) -> Figure:
    """Days late per invoice, whatever its amount, over paid and overdue invoices."""
    items = [*paid, *overdue]
    count = sum(item.invoices for item in items)
    if count == 0:
        return undefined(definitions.ADD_MEAN, "no invoice paid or overdue")
    days = sum(item.days_late * item.invoices for item in items)
    spelled = " + ".join(str(item.days_late) for item in items)
    terms = f"({spelled if _is_short(items) else f'{days:,d} days late'}) / {count:,d} invoices"
    return defined(definitions.ADD_MEAN, Fraction(days, count), terms)


def _weighted(definition: Definition, items: Sequence[LateAmount], currency: str) -> Figure:
    amount = sum(item.amount_minor for item in items)
    if amount <= 0:
        return undefined(definition, "no amount paid or overdue")
    weight = sum(item.amount_minor * item.days_late for item in items)
    spelled = "sum of amount x days late"
    if _is_short(items):
        spelled = " + ".join(
            f"{amount_text(item.amount_minor, currency)} x {item.days_late}" for item in items
        )
    terms = f"({spelled}) / {amount_text(amount, currency)}"
    return defined(definition, Fraction(weight, amount), terms)


def _is_short(items: Sequence[LateAmount]) -> bool:
    """Whether a sum can be spelled out, invoice by invoice."""
    return len(items) <= _SPELLED_OUT_MAX and all(item.invoices == 1 for item in items)
