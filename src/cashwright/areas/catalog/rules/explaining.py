"""Saying how an amount came about: "412 units: 100 at 0.10, 312 at 0.08"."""

from collections.abc import Callable
from dataclasses import dataclass

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.rules.numbers import plain
from cashwright.areas.catalog.rules.rating import rate
from cashwright.areas.catalog.rules.terms import PriceTerms, Step

STEPS_MAX = 8  # a percentage of many events is told by its sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words around the numbers, as format patterns, and how a number is written."""

    quantity: str = "{quantity} {unit}"
    free: str = "{quantity} free"
    at: str = "{quantity} at {price}"
    plus: str = "{part} + {flat}"
    packages: str = "{count} × {size} at {price}"
    flat: str = "{flat}"
    share: str = "{rate} % of {quantity}"
    most: str = "at most {maximum}"
    number: Callable[[str], str] = str


def explain(
    terms: PriceTerms,
    quantity_e6: int,
    *,
    units: int,
    unit_name: str = "",
    words: Words | None = None,
) -> str:
    """How `quantity_e6` is priced, in the words and numbers of a language (English by default).

    A flat price has nothing to explain: the text is empty. raises as `rate` does.
    """
    if terms.model is ChargeModel.FLAT:
        return ""
    said = words or Words()
    rated = rate(terms, quantity_e6, units=units)
    parts = [_part(step, terms, units, said) for step in rated.steps[:STEPS_MAX]]
    if rated.is_capped:
        parts.append(said.most.format(maximum=_money(terms.maximum_minor or 0, units, said)))
    whole = _number(quantity_e6, 6, said)
    return f"{said.quantity.format(quantity=whole, unit=unit_name).strip()}: {', '.join(parts)}"


def _part(step: Step, terms: PriceTerms, units: int, said: Words) -> str:
    quantity = _number(step.quantity_e6, 6, said)
    flat = _money(step.flat_minor, units, said)
    if step.package_e6:
        size = _number(step.package_e6, 6, said)
        price = _money(terms.package_minor, units, said)
        return said.packages.format(count=quantity, size=size, price=price)
    if step.rate_e9:
        part = said.share.format(rate=_number(step.rate_e9, 7, said), quantity=quantity)
    elif step.unit_price_e9:
        price = said.number(plain(step.unit_price_e9, 9, units))
        part = said.at.format(quantity=quantity, price=price)
    elif step.flat_minor:
        return said.flat.format(flat=flat)
    else:
        return said.free.format(quantity=quantity)
    return said.plus.format(part=part, flat=flat) if step.flat_minor else part


def _number(value: int, exponent: int, said: Words) -> str:
    return said.number(plain(value, exponent))


def _money(minor: int, units: int, said: Words) -> str:
    return said.number(plain(minor, units, units))
