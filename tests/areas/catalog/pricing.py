"""Generated price versions, and the frames that say the same."""

from collections.abc import Sequence
from dataclasses import asdict

import polars as pl
from hypothesis import strategies as st

from cashwright.areas.catalog.frames import TERMS, TIERS
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.rules import PriceTerms, TierDraft, check_tiers
from cashwright.kernel.money import MINOR_MAX

M = ChargeModel
UNITS = (0, 2, 3, 4)  # JPY, EUR, KWD, CLF
small = st.integers(0, 300)
price_e9 = st.one_of(
    st.sampled_from([0, 1, 50_000_000, 333_333_333, 10**10]), st.integers(0, 10**12)
)
minor = st.one_of(small, st.integers(0, 10**9))
quantity_e6 = st.one_of(
    st.integers(0, 40).map(lambda n: n * 10**6), st.integers(0, 10**10), st.integers(0, MINOR_MAX)
)
maybe = st.one_of(st.none(), minor)


@st.composite
def tiered(draw: st.DrawFn) -> tuple[TierDraft, ...]:
    ends = sorted(draw(st.sets(st.integers(1, 40), max_size=4)))
    last: list[int | None] = [None] if not ends or draw(st.booleans()) else []
    return tuple(
        TierDraft(
            up_to_e6=None if end is None else end * 10**6, unit_price_e9=draw(price_e9),
            flat_minor=draw(minor), rate_e9=draw(st.integers(0, 10**9)),
        )
        for end in [*ends, *last]
    )  # fmt: skip


@st.composite
def terms(draw: st.DrawFn, models: Sequence[ChargeModel] = tuple(ChargeModel)) -> PriceTerms:
    """Terms of one model; numbers it does not use are drawn too, and must not matter."""
    floor, cap = sorted((draw(minor), draw(minor)))
    return PriceTerms(
        model=draw(st.sampled_from(models)), unit_price_e9=draw(price_e9), flat_minor=draw(minor),
        free_e6=draw(quantity_e6), free_minor=draw(st.one_of(st.just(0), minor)),
        free_events=draw(st.sampled_from([0, 0, 1, 2])),
        package_e6=draw(st.sampled_from([1, 10**6, 7 * 10**6])), package_minor=draw(minor),
        rate_e9=draw(st.integers(0, 10**9)), event_fee_e9=draw(price_e9),
        event_minimum_minor=draw(st.sampled_from([None, floor])),
        event_maximum_minor=draw(st.sampled_from([None, cap])),
        maximum_minor=draw(maybe), is_tax_inclusive=draw(st.booleans()),
        tiers=check_tiers(draw(tiered())),
    )  # fmt: skip


def terms_frame(versions: Sequence[PriceTerms]) -> pl.DataFrame:
    rows = [
        {**{k: v for k, v in asdict(one).items() if k in TERMS}, "price_version_id": f"v{n}"}
        for n, one in enumerate(versions)
    ]
    return pl.DataFrame(rows, schema=TERMS)


def tiers_frame(versions: Sequence[PriceTerms]) -> pl.DataFrame:
    rows = [
        {"price_version_id": f"v{n}", "tier_no": no, **asdict(tier)}
        for n, one in enumerate(versions)
        for no, tier in enumerate(one.tiers, start=1)
    ]
    return pl.DataFrame(rows, schema=TIERS)
