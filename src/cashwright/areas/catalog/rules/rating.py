"""Rating: what a quantity costs under a price's terms, exactly, rounded once, step by step."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.refusals import NegativeQuantity
from cashwright.areas.catalog.rules.per_unit import flat, package, per_unit
from cashwright.areas.catalog.rules.percentage import graduated_percentage, percentage
from cashwright.areas.catalog.rules.terms import E6, EXACT, PriceTerms, Rated, Step, tens
from cashwright.areas.catalog.rules.tiered import graduated, stairstep, volume
from cashwright.kernel.rounding import round_half_up

_MODELS: dict[ChargeModel, Callable[[PriceTerms, int, int], list[Step]]] = {
    ChargeModel.FLAT: flat,
    ChargeModel.PER_UNIT: per_unit,
    ChargeModel.GRADUATED: graduated,
    ChargeModel.VOLUME: volume,
    ChargeModel.PACKAGE: package,
    ChargeModel.STAIRSTEP: stairstep,
    ChargeModel.GRADUATED_PERCENTAGE: graduated_percentage,
}


def rate(
    terms: PriceTerms,
    quantity_e6: int,
    *,
    units: int,
    transactions_minor: Sequence[int] | None = None,
    billed_before_e6: int = 0,
) -> Rated:
    """What a quantity costs in a period, half up to the minor unit, and the steps it is made of.

    quantity_e6         millionths of a unit, >= 0; for percentages of a major unit of money
    units               the decimals of the currency
    transactions_minor  percentage: its events in their order; without them the quantity is one event
    billed_before_e6    units of the same period billed already: the answer is what the new ones add,
                        so that the parts of a period sum to the whole; 0: nothing was billed
    minimum             not added here: the difference is a line of its own, see `minimum_topup`
    raises              NegativeQuantity; TierOverrun beyond a last tier that ends
    """
    smallest = min(quantity_e6, billed_before_e6, *(transactions_minor or (0,)))
    if smallest < 0:
        raise NegativeQuantity(quantity_e6=smallest)
    assert transactions_minor is None or billed_before_e6 == 0, "events are rated from the first"
    steps = _steps(terms, quantity_e6 + billed_before_e6, transactions_minor, units)
    amount, is_capped = _capped(terms, steps)
    if billed_before_e6:
        billed = _steps(terms, billed_before_e6, None, units)
        steps, amount = _beyond(steps, billed), amount - _capped(terms, billed)[0]
    return Rated(amount_minor=amount, steps=tuple(steps), is_capped=is_capped)


def _steps(
    terms: PriceTerms, quantity_e6: int, transactions_minor: Sequence[int] | None, units: int
) -> list[Step]:
    if terms.model is ChargeModel.PERCENTAGE:
        given = transactions_minor
        amounts = [quantity_e6 * tens(units)] if given is None else [minor * E6 for minor in given]
        return percentage(terms, amounts, units)
    if transactions_minor is not None and terms.model is ChargeModel.GRADUATED_PERCENTAGE:
        quantity_e6 = sum(transactions_minor) * E6 // tens(units)
    return _MODELS[terms.model](terms, quantity_e6, units)


def _capped(terms: PriceTerms, steps: Sequence[Step]) -> tuple[int, bool]:
    amount = round_half_up(sum(step.exact_e15 for step in steps), EXACT)
    most = terms.maximum_minor
    return (amount, False) if most is None or amount <= most else (most, True)


def _beyond(steps: Sequence[Step], billed: Sequence[Step]) -> list[Step]:
    """The steps of the whole less those billed: the same tier at the same price is one step."""
    found: dict[tuple[int, ...], Step] = {}
    for step, sign in [(s, 1) for s in steps] + [(s, -1) for s in billed]:
        key = (step.tier_no, step.unit_price_e9, step.package_e6, step.rate_e9)
        before = found.get(key, replace(step, quantity_e6=0, exact_e15=0, flat_minor=0))
        found[key] = replace(
            step,
            quantity_e6=before.quantity_e6 + sign * step.quantity_e6,
            exact_e15=before.exact_e15 + sign * step.exact_e15,
            flat_minor=before.flat_minor + sign * step.flat_minor,
        )
    return [step for step in found.values() if step.quantity_e6 or step.exact_e15]
