"""A share of money that moved: by event with fees, floors and allowances, or by tiers of the sum.

Money comes as minor units an event, or as one quantity: major units, in millionths. Inside it is
counted in millionths of a minor unit, in which both are whole.
"""

from collections.abc import Sequence

from cashwright.areas.catalog.rules.terms import E6, EXACT, PriceTerms, Step, tens
from cashwright.areas.catalog.rules.tiered import entered


def percentage(terms: PriceTerms, amounts_e6: Sequence[int], units: int) -> list[Step]:
    """One step an event, in their order: its share and fee, within its floor and cap.

    amounts_e6  millionths of a minor unit
    free        until the first of the two allowances (events, amount) is used up; the event that
                crosses the amount pays its fee, and the rate only on what is over
    """
    steps, before = [], 0
    for number, amount in enumerate(amounts_e6):
        paid, is_free = _paid(terms, number, before, amount)
        exact = 0 if is_free else _within(terms, paid * terms.rate_e9 + _fee(terms, units))
        steps.append(
            Step(
                quantity_e6=_major(amount, units), exact_e15=exact,
                rate_e9=0 if is_free else terms.rate_e9,
            )
        )  # fmt: skip
        before += amount
    return steps


def _paid(terms: PriceTerms, number: int, before: int, amount: int) -> tuple[int, bool]:
    """How much of an event is over the allowances, and whether all of it is free."""
    if not (terms.free_events or terms.free_minor):
        return amount, False
    if terms.free_events and number >= terms.free_events:
        return amount, False
    if not terms.free_minor:
        return 0, True
    left = max(0, terms.free_minor * E6 - before)
    return amount - min(amount, left), before + amount <= terms.free_minor * E6


def _fee(terms: PriceTerms, units: int) -> int:
    return terms.event_fee_e9 * tens(units + 6)


def _within(terms: PriceTerms, exact: int) -> int:
    if terms.event_minimum_minor is not None:
        exact = max(exact, terms.event_minimum_minor * EXACT)
    if terms.event_maximum_minor is not None:
        exact = min(exact, terms.event_maximum_minor * EXACT)
    return exact


def graduated_percentage(terms: PriceTerms, quantity_e6: int, units: int) -> list[Step]:
    """Each part of the sum at the rate of the tier it falls in, and the flat amounts entered."""
    steps = []
    for tier_no, tier, lower in entered(terms, quantity_e6):
        upper = quantity_e6 if tier.up_to_e6 is None else min(quantity_e6, tier.up_to_e6)
        part = (upper - lower) * tens(units)
        steps.append(
            Step(
                quantity_e6=upper - lower, rate_e9=tier.rate_e9, flat_minor=tier.flat_minor,
                exact_e15=part * tier.rate_e9 + tier.flat_minor * EXACT, tier_no=tier_no,
            )
        )  # fmt: skip
    return steps


def _major(amount_e6: int, units: int) -> int:
    return amount_e6 // tens(units)
