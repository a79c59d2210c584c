"""Prices in words: charge models, intervals, what a version costs, quantities and unit prices as text."""

from __future__ import annotations

from collections.abc import Iterable

from cashwright.areas.catalog.models import Price
from cashwright.areas.catalog.policies import Aggregation, ChargeModel, TaxClass, Timing
from cashwright.areas.catalog.rules import PriceTerms, TierTerms, plain
from cashwright.kernel.currencies import minor_units
from cashwright.surfaces.console.formats import MINUS, count_text, money_text

MODELS: dict[str, tuple[str, str]] = {
    ChargeModel.FLAT: ("Flat", "one amount a period, however much is used"),
    ChargeModel.PER_UNIT: ("Per unit", "each unit costs the same, some may be free"),
    ChargeModel.GRADUATED: ("Graduated", "each unit costs what its own tier says"),
    ChargeModel.VOLUME: ("Volume", "all units cost what the tier they end in says"),
    ChargeModel.PACKAGE: ("Package", "sold in packs; a pack begun is paid whole"),
    ChargeModel.STAIRSTEP: ("Stairstep", "one amount for any quantity within a tier"),
    ChargeModel.PERCENTAGE: ("Percentage", "a share of money that moved, and fees an event"),
    ChargeModel.GRADUATED_PERCENTAGE: ("Graduated percentage", "a share that changes by tier"),
}
TIMINGS = {
    Timing.ADVANCE: "In advance, at the start of each period",
    Timing.ARREARS: "In arrears, at the end of each period",
    Timing.ONCE: "Once",
}
SHORT_TIMINGS = {Timing.ADVANCE: "in advance", Timing.ARREARS: "in arrears", Timing.ONCE: "once"}
AGGREGATIONS = {
    Aggregation.SUM: "Adds up a number", Aggregation.COUNT: "Counts events",
    Aggregation.MAX: "The largest number", Aggregation.LAST: "The last number",
    Aggregation.UNIQUE: "Counts different values",
    Aggregation.WEIGHTED_SUM: "Weighs each number by how long it held",
    Aggregation.PERCENTILE: "A percentile of the numbers",
}  # fmt: skip
TAX_CLASSES = {
    TaxClass.STANDARD: "Standard rate", TaxClass.REDUCED: "Reduced rate",
    TaxClass.ZERO: "Zero rate", TaxClass.EXEMPT: "Exempt",
}  # fmt: skip
_INTERVALS = {(1, None): "monthly", (3, None): "quarterly", (6, None): "half-yearly", (12, None):
    "yearly", (None, 7): "weekly", (None, 1): "daily"}  # fmt: skip


def interval_text(months: int | None, days: int | None) -> str:
    """monthly, quarterly, every 5 months, every 10 days; once."""
    known = _INTERVALS.get((months, days))
    if known:
        return known
    return f"every {months} months" if months else f"every {days} days" if days else "once"


def billed_text(price: Price) -> str:
    """When a price is billed: "monthly, in advance"."""
    if price.timing == Timing.ONCE:
        return "once"
    when = SHORT_TIMINGS[Timing(price.timing)]
    return f"{interval_text(price.interval_months, price.interval_days)}, {when}"


def grouped(text: str) -> str:
    """A plain number with group signs: 1234567.50 is 1,234,567.50."""
    whole, point, decimals = text.removeprefix("-").partition(".")
    sign = MINUS if text.startswith("-") else ""
    return f"{sign}{count_text(int(whole))}{point}{decimals}"


def quantity_text(quantity_e6: int, unit: str = "") -> str:
    """Millionths of a unit as people write it: 2,500.5 calls."""
    return f"{grouped(plain(quantity_e6, 6))} {unit}".strip()


def unit_price_text(price_e9: int, currency: str) -> str:
    """A unit price with the decimals it needs: 0.0045."""
    return grouped(plain(price_e9, 9, minor_units(currency)))


def percent_text(ppm: int) -> str:
    """A rate in millionths: 190_000 is 19 %."""
    return f"{plain(ppm, 4)} %"


def share_text(rate_e9: int) -> str:
    """A rate in billionths: 12_000_000 is 1.2 %."""
    return f"{plain(rate_e9, 7)} %"


def terms_text(terms: PriceTerms, currency: str, unit: str = "") -> str:
    """What a version costs, in one line: "0.05 EUR a call after 1,000 free"."""
    one = unit.removesuffix("s") or "unit"
    parts = list(_main(terms, currency, one))
    if terms.minimum_minor is not None:
        parts.append(f"at least {money_text(terms.minimum_minor, currency)} a period")
    if terms.maximum_minor is not None:
        parts.append(f"at most {money_text(terms.maximum_minor, currency)} a period")
    return ", ".join(parts)


def _main(terms: PriceTerms, currency: str, one: str) -> Iterable[str]:
    free = f" after {quantity_text(terms.free_e6)} free" if terms.free_e6 else ""
    match terms.model:
        case ChargeModel.FLAT:
            yield f"{money_text(terms.flat_minor, currency)} {currency}"
        case ChargeModel.PER_UNIT:
            yield f"{unit_price_text(terms.unit_price_e9, currency)} {currency} a {one}{free}"
        case ChargeModel.PACKAGE:
            size = quantity_text(terms.package_e6)
            yield f"{money_text(terms.package_minor, currency)} {currency} for each {size}{free}"
        case ChargeModel.PERCENTAGE:
            yield share_text(terms.rate_e9)
            if terms.event_fee_e9:
                yield f"{unit_price_text(terms.event_fee_e9, currency)} {currency} an event"
        case _:
            first, last = terms.tiers[0], terms.tiers[-1]
            count = f"{len(terms.tiers)} tiers" if len(terms.tiers) > 1 else "1 tier"
            yield f"{count}: {tier_text(first, currency)} to {tier_text(last, currency)} {currency}"


def tier_text(tier: TierTerms, currency: str) -> str:
    """What one tier costs: "0.08 + 10.00"."""
    parts = []
    if tier.unit_price_e9:
        parts.append(unit_price_text(tier.unit_price_e9, currency))
    if tier.rate_e9:
        parts.append(share_text(tier.rate_e9))
    if tier.flat_minor or not parts:
        parts.append(money_text(tier.flat_minor, currency))
    return " + ".join(parts)


def tier_rows(terms: PriceTerms, currency: str) -> list[dict[str, str]]:
    """The tiers as a table: from, up to, a unit, flat."""
    rows, lower = [], 0
    for tier in terms.tiers:
        rows.append(
            {
                "above": quantity_text(lower) if lower else "0",
                "up_to": "and more" if tier.up_to_e6 is None else quantity_text(tier.up_to_e6),
                "unit": unit_price_text(tier.unit_price_e9, currency) if tier.unit_price_e9 else "",
                "share": share_text(tier.rate_e9) if tier.rate_e9 else "",
                "flat": money_text(tier.flat_minor, currency) if tier.flat_minor else "",
            }
        )
        lower = tier.up_to_e6 or lower
    return rows
