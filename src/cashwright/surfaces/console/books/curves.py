"""The curve of a price: what each quantity comes to, drawn and as a table."""

from __future__ import annotations

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.rules import PriceTerms, rate
from cashwright.kernel.currencies import minor_units
from cashwright.surfaces.console.books.pricing import quantity_text
from cashwright.surfaces.console.charts import Figure, Line, time_series
from cashwright.surfaces.console.formats import money_text

POINTS = 21
_ONE = 1_000_000


def curve(terms: PriceTerms, currency: str, unit: str) -> Figure | None:
    """Quantity against total; None for a flat price, whose curve is a level line."""
    if terms.model is ChargeModel.FLAT:
        return None
    units = minor_units(currency)
    quantities = _quantities(_end(terms))
    totals = [rate(terms, each, units=units).amount_minor for each in quantities]
    last = f"{quantity_text(quantities[-1], unit or 'units')} come to"
    return time_series(
        f"Total by quantity, {currency}",
        [quantity_text(each) for each in quantities],
        [Line("Total", totals)],
        lambda minor: money_text(minor, currency),
        text=f"{last} {money_text(totals[-1], currency)} {currency}.",
        of=(unit or "Quantity").capitalize(),
        from_zero=True,
    )


def _quantities(end_e6: int) -> list[int]:
    step = max(end_e6 // (POINTS - 1), 1)
    if step > _ONE:
        step = step // _ONE * _ONE
    return [step * n for n in range(POINTS)]


def _end(terms: PriceTerms) -> int:
    """A quantity that shows every tier: half as much again as the last one that ends."""
    ends = [tier.up_to_e6 for tier in terms.tiers if tier.up_to_e6 is not None]
    if terms.tiers and terms.tiers[-1].up_to_e6 is not None:
        return ends[-1]
    if ends:
        return max(ends[-1] * 3 // 2, 20 * _ONE)
    if terms.model is ChargeModel.PACKAGE:
        return terms.free_e6 + terms.package_e6 * 10
    if terms.model is ChargeModel.PERCENTAGE:
        return 10_000 * _ONE
    return max(terms.free_e6 * 3, 20 * _ONE)


def ends(terms: PriceTerms) -> list[int]:
    """Some quantities that show how a price goes: one, the ends of its tiers, beyond them."""
    found = {
        _ONE,
        *(tier.up_to_e6 for tier in terms.tiers if tier.up_to_e6 is not None),
        _end(terms),
    }
    if not terms.tiers:
        found |= {10 * _ONE, 100 * _ONE}
    return sorted(found)
