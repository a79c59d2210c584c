"""Flat, per unit, and packages: prices without tiers."""

from cashwright.areas.catalog.rules.terms import E6, EXACT, PriceTerms, Step, units_at


def flat(terms: PriceTerms, quantity_e6: int, units: int) -> list[Step]:
    """The price of the period, whatever the quantity."""
    minor = terms.flat_minor
    return [Step(quantity_e6=quantity_e6, flat_minor=minor, exact_e15=minor * EXACT)]


def per_unit(terms: PriceTerms, quantity_e6: int, units: int) -> list[Step]:
    """Each unit costs the same after the free ones; with free units this is overage."""
    free = min(quantity_e6, terms.free_e6)
    paid = quantity_e6 - free
    price = terms.unit_price_e9
    steps = [Step(quantity_e6=free, exact_e15=0)] if free else []
    exact = units_at(paid, price, units)
    if paid or not free:
        steps.append(Step(quantity_e6=paid, unit_price_e9=price, exact_e15=exact))
    return steps


def package(terms: PriceTerms, quantity_e6: int, units: int) -> list[Step]:
    """Packages begun after the free units: 201 units in packages of 100, 100 free, are two."""
    free = min(quantity_e6, terms.free_e6)
    count = -(-(quantity_e6 - free) // terms.package_e6)
    steps = [Step(quantity_e6=free, exact_e15=0)] if free else []
    if count or not free:
        minor = count * terms.package_minor
        steps.append(
            Step(
                quantity_e6=count * E6, package_e6=terms.package_e6, flat_minor=minor,
                exact_e15=minor * EXACT,
            )
        )  # fmt: skip
    return steps
