"""Reading the numbers of a price: tiers that fit together, terms that fit their charge model."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from cashwright.areas.catalog.policies import TIERED, ChargeModel
from cashwright.areas.catalog.refusals import (
    BadTerms,
    TiersHaveGap,
    TiersOverlap,
    TiersUnfinished,
)
from cashwright.areas.catalog.rules.numbers import plain
from cashwright.areas.catalog.rules.terms import PriceTerms, TierTerms

_M = ChargeModel
_USED: dict[ChargeModel, frozenset[str]] = {
    _M.FLAT: frozenset({"flat_minor"}),
    _M.PER_UNIT: frozenset({"unit_price_e9", "free_e6"}),
    _M.PACKAGE: frozenset({"package_e6", "package_minor", "free_e6"}),
    _M.PERCENTAGE: frozenset(
        {"rate_e9", "event_fee_e9", "free_events", "free_minor", "event_minimum_minor",
         "event_maximum_minor"}
    ),
    **{model: frozenset({"tiers"}) for model in TIERED},
}  # fmt: skip
_ANY = frozenset({"model", "minimum_minor", "maximum_minor", "is_tax_inclusive"})
_IN_TIER: dict[ChargeModel, frozenset[str]] = {
    _M.GRADUATED: frozenset({"unit_price_e9", "flat_minor"}),
    _M.VOLUME: frozenset({"unit_price_e9", "flat_minor"}),
    _M.STAIRSTEP: frozenset({"flat_minor"}),
    _M.GRADUATED_PERCENTAGE: frozenset({"rate_e9", "flat_minor"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TierDraft:
    """A tier as somebody wrote it. `above_e6` None: it starts where the one before it ends."""

    up_to_e6: int | None
    above_e6: int | None = None
    unit_price_e9: int = 0
    flat_minor: int = 0
    rate_e9: int = 0


def check_tiers(drafts: Sequence[TierDraft]) -> tuple[TierTerms, ...]:
    """The tiers in the order given, which must be the order of their ends.

    raises  TiersOverlap (also when not ascending), TiersHaveGap, TiersUnfinished: an open tier
            before the last, or no tier. A last tier with an end is one: more is refused when billed.
    """
    if not drafts:
        raise TiersUnfinished(tier_no=1, reason="there is no tier")
    end = 0
    for tier_no, draft in enumerate(drafts, start=1):
        start = end if draft.above_e6 is None else draft.above_e6
        if start > end:
            raise TiersHaveGap(
                tier_no=tier_no, starts_at=plain(start, 6), before_up_to=plain(end, 6)
            )
        if start < end or (draft.up_to_e6 is not None and draft.up_to_e6 <= end):
            up_to = plain(start if draft.up_to_e6 is None else draft.up_to_e6, 6)
            raise TiersOverlap(tier_no=tier_no, up_to=up_to, before_up_to=plain(end, 6))
        if draft.up_to_e6 is None and tier_no < len(drafts):
            raise TiersUnfinished(tier_no=tier_no, reason="it has no end, but others follow")
        end = draft.up_to_e6 or end
    return tuple(
        TierTerms(
            up_to_e6=d.up_to_e6, unit_price_e9=d.unit_price_e9, flat_minor=d.flat_minor,
            rate_e9=d.rate_e9,
        )
        for d in drafts
    )  # fmt: skip


def check_terms(terms: PriceTerms) -> None:
    """Raises BadTerms: a number its model does not have, below zero, or bounds that cross."""
    used = _USED[terms.model] | _ANY
    for field in fields(terms):
        value = getattr(terms, field.name)
        if field.name not in used and value != field.default:
            raise BadTerms(reason=f"{terms.model} has no {field.name}")
        if isinstance(value, int) and value < 0:
            raise BadTerms(reason=f"{field.name} is below zero")
    for tier_no, tier in enumerate(terms.tiers, start=1):
        _check_tier(terms.model, tier_no, tier)
    if terms.model is _M.PACKAGE and terms.package_e6 == 0:
        raise BadTerms(reason="a package holds at least something")
    _check_bounds("minimum_minor", terms.minimum_minor, terms.maximum_minor)
    _check_bounds("event_minimum_minor", terms.event_minimum_minor, terms.event_maximum_minor)


def _check_tier(model: ChargeModel, tier_no: int, tier: TierTerms) -> None:
    for name in ("unit_price_e9", "flat_minor", "rate_e9"):
        if getattr(tier, name) < 0:
            raise BadTerms(reason=f"{name} of tier {tier_no} is below zero")
        if getattr(tier, name) and name not in _IN_TIER[model]:
            raise BadTerms(reason=f"a tier of {model} has no {name} (tier {tier_no})")


def _check_bounds(name: str, least: int | None, most: int | None) -> None:
    if least is not None and most is not None and least > most:
        raise BadTerms(reason=f"{name} is above the maximum")
