"""What a quantity costs, read in the head, and the promises every price keeps."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.refusals import (
    BadTerms,
    NegativeQuantity,
    TierOverrun,
    TiersHaveGap,
    TiersOverlap,
    TiersUnfinished,
)
from cashwright.areas.catalog.rules import (
    PriceTerms,
    TierDraft,
    Words,
    check_terms,
    check_tiers,
    explain,
    minimum_topup,
    plain,
    rate,
)
from cashwright.kernel.refusals import Refusal
from tests.areas.catalog.pricing import UNITS, terms

ONE = 10**6
CENT = 10**7  # billionths of a major unit
M = ChargeModel


def tiers(*ends: tuple[int | None, int]) -> list[TierDraft]:
    return [
        TierDraft(up_to_e6=None if end is None else end * ONE, unit_price_e9=cents * CENT)
        for end, cents in ends
    ]


API = PriceTerms(model=M.GRADUATED, tiers=check_tiers(tiers((100, 10), (None, 8))))


def test_a_seat_costs_its_price_each() -> None:
    seats = PriceTerms(model=M.PER_UNIT, unit_price_e9=12_500_000_000)
    assert rate(seats, 4 * ONE, units=2).amount_minor == 50_00


def test_a_flat_price_does_not_ask_for_the_quantity() -> None:
    plan = PriceTerms(model=M.FLAT, flat_minor=49_00)
    assert [rate(plan, n * ONE, units=2).amount_minor for n in (0, 1, 7)] == [49_00] * 3


def test_only_what_is_over_the_included_units_costs() -> None:
    overage = PriceTerms(model=M.PER_UNIT, unit_price_e9=5 * CENT, free_e6=1000 * ONE)
    assert rate(overage, 999 * ONE, units=2).amount_minor == 0
    assert rate(overage, 1200 * ONE, units=2).amount_minor == 10_00


def test_a_stair_costs_the_same_for_any_quantity_on_it() -> None:
    stairs = PriceTerms(
        model=M.STAIRSTEP,
        tiers=check_tiers([TierDraft(up_to_e6=10 * ONE, flat_minor=50_00),
                           TierDraft(up_to_e6=None, flat_minor=80_00)]),
    )  # fmt: skip
    assert [rate(stairs, n * ONE, units=2).amount_minor for n in (1, 10, 11, 99)] == [
        50_00, 50_00, 80_00, 80_00,
    ]  # fmt: skip


def test_half_a_cent_is_rounded_up_once_for_the_line() -> None:
    half = PriceTerms(model=M.PER_UNIT, unit_price_e9=CENT // 2)
    assert [rate(half, n * ONE, units=2).amount_minor for n in (1, 2, 3)] == [1, 1, 2]


@pytest.mark.parametrize(("units", "minor"), [(0, 13), (2, 1250), (3, 12500), (4, 125000)])
def test_twelve_and_a_half_in_yen_euro_dinar_and_unidad_de_fomento(units: int, minor: int) -> None:
    price = PriceTerms(model=M.PER_UNIT, unit_price_e9=12_500_000_000)
    assert rate(price, ONE, units=units).amount_minor == minor


def test_a_maximum_caps_the_period_and_says_so() -> None:
    capped = PriceTerms(model=M.PER_UNIT, unit_price_e9=10 * CENT, maximum_minor=5_00)
    assert rate(capped, 50 * ONE, units=2).is_capped is False
    over = rate(capped, 51 * ONE, units=2)
    assert (over.amount_minor, over.is_capped) == (5_00, True)
    assert rate(capped, 10 * ONE, units=2, billed_before_e6=45 * ONE).amount_minor == 50


def test_a_minimum_is_topped_up_by_what_is_missing_and_no_more() -> None:
    terms_ = PriceTerms(model=M.PER_UNIT, minimum_minor=100_00)
    assert [minimum_topup(terms_, minor) for minor in (0, 99_99, 100_00, 500_00)] == [
        100_00, 1, 0, 0,
    ]  # fmt: skip


def test_an_amount_says_how_it_came_about() -> None:
    assert explain(API, 412 * ONE, units=2, unit_name="units") == (
        "412 units: 100 at 0.10, 312 at 0.08"
    )
    packs = PriceTerms(model=M.PACKAGE, package_e6=100 * ONE, package_minor=5_00, free_e6=100 * ONE)
    assert explain(packs, 201 * ONE, units=2) == "201: 100 free, 2 × 100 at 5.00"
    share = PriceTerms(model=M.PERCENTAGE, rate_e9=12 * 10**6)
    assert explain(share, 50 * ONE, units=2, unit_name="EUR") == "50 EUR: 1.2 % of 50"
    assert explain(PriceTerms(model=M.FLAT, flat_minor=5), ONE, units=2) == ""


def test_an_amount_says_so_in_another_language() -> None:
    german = Words(at="{quantity} zu {price}", number=lambda text: text.replace(".", ","))
    told = explain(API, 412 * ONE, units=2, unit_name="Einheiten", words=german)
    assert told == "412 Einheiten: 100 zu 0,10, 312 zu 0,08"


@pytest.mark.parametrize(
    ("value", "exponent", "decimals", "text"),
    [(50_000_000, 9, 2, "0.05"), (10**9, 9, 2, "1.00"), (10**9, 9, 0, "1"), (-1, 6, 0, "-0.000001"),
     (123, 0, 0, "123"), (333_333_333, 9, 2, "0.333333333")],
)  # fmt: skip
def test_a_scaled_number_reads_as_people_write_it(
    value: int, exponent: int, decimals: int, text: str
) -> None:
    assert plain(value, exponent, decimals) == text


def test_the_event_that_just_uses_up_the_allowance_is_free_and_pays_no_fee() -> None:
    free = PriceTerms(
        model=M.PERCENTAGE, rate_e9=ONE * 10, event_fee_e9=5 * 10**9, free_minor=15_00
    )
    rated = rate(free, 0, units=2, transactions_minor=[10_00, 5_00, 1_00])
    assert [step.amount_minor for step in rated.steps] == [0, 0, 5_01]


def test_a_negative_quantity_is_refused() -> None:
    with pytest.raises(NegativeQuantity):
        rate(API, -1, units=2)


def test_more_than_an_ended_last_tier_is_refused_naming_its_end() -> None:
    ended = PriceTerms(model=M.VOLUME, tiers=check_tiers(tiers((10, 5))))
    assert rate(ended, 10 * ONE, units=2).amount_minor == 50
    with pytest.raises(TierOverrun) as refused:
        rate(ended, 11 * ONE, units=2)
    assert refused.value.facts == {"quantity": "11", "up_to": "10"}


def test_tiers_that_overlap_leave_a_gap_or_have_no_end_in_the_middle_are_refused() -> None:
    with pytest.raises(TiersOverlap) as overlap:
        check_tiers(tiers((100, 10), (100, 8)))
    assert overlap.value.facts == {"tier_no": 2, "up_to": "100", "before_up_to": "100"}
    with pytest.raises(TiersOverlap):
        check_tiers([*tiers((100, 10)), TierDraft(above_e6=50 * ONE, up_to_e6=None)])
    with pytest.raises(TiersHaveGap) as gap:
        check_tiers([*tiers((100, 10)), TierDraft(above_e6=120 * ONE, up_to_e6=None)])
    assert gap.value.facts == {"tier_no": 2, "starts_at": "120", "before_up_to": "100"}
    with pytest.raises(TiersUnfinished):
        check_tiers(tiers((None, 10), (100, 8)))
    with pytest.raises(TiersUnfinished):
        check_tiers([])


def test_a_first_tier_that_does_not_start_at_zero_leaves_a_gap() -> None:
    with pytest.raises(TiersHaveGap):
        check_tiers([TierDraft(above_e6=ONE, up_to_e6=None)])


@pytest.mark.parametrize(
    "bad",
    [
        PriceTerms(model=M.FLAT, unit_price_e9=1),
        PriceTerms(model=M.PER_UNIT, unit_price_e9=-1),
        PriceTerms(model=M.PACKAGE, package_minor=1),
        PriceTerms(model=M.PER_UNIT, minimum_minor=2, maximum_minor=1),
        PriceTerms(model=M.PERCENTAGE, event_minimum_minor=2, event_maximum_minor=1),
        replace(API, model=M.STAIRSTEP),
        replace(API, model=M.GRADUATED_PERCENTAGE),
    ],
    ids=str,
)
def test_numbers_that_do_not_fit_their_model_are_refused(bad: PriceTerms) -> None:
    with pytest.raises(BadTerms):
        check_terms(bad)


units_given = st.sampled_from(UNITS)
quantity = st.integers(0, 60 * ONE)


@given(one=terms([M.GRADUATED, M.GRADUATED_PERCENTAGE]), q=quantity, units=units_given)
def test_a_graduated_price_is_the_sum_of_its_tiers(one: PriceTerms, q: int, units: int) -> None:
    one = replace(one, maximum_minor=None)
    lower, exact = 0, 0
    for n, tier in enumerate(one.tiers):
        scaled = tier.rate_e9 if one.model is M.GRADUATED_PERCENTAGE else tier.unit_price_e9
        upper = q if tier.up_to_e6 is None else min(q, tier.up_to_e6)
        if upper > lower or n == 0:  # the first is in force at zero
            exact += (upper - lower) * scaled * 10**units + tier.flat_minor * 10**15
        lower = max(lower, upper)
    last = one.tiers[-1].up_to_e6
    assume(last is None or q <= last)
    assert rate(one, q, units=units).amount_minor == (2 * exact + 10**15) // (2 * 10**15)


@given(
    one=terms([M.FLAT, M.PER_UNIT, M.GRADUATED, M.PACKAGE, M.GRADUATED_PERCENTAGE]),
    q=st.tuples(quantity, quantity), units=units_given,
)  # fmt: skip
def test_more_never_costs_less_except_by_volume(
    one: PriceTerms, q: tuple[int, int], units: int
) -> None:
    try:
        less, more = (rate(one, n, units=units).amount_minor for n in sorted(q))
    except Refusal:
        return
    assert less <= more


@given(
    one=terms([m for m in ChargeModel if m is not M.PERCENTAGE]),
    first=st.integers(1, 20 * ONE), then=st.integers(1, 20 * ONE), units=units_given,
)  # fmt: skip
def test_what_is_billed_in_two_parts_sums_to_what_is_billed_at_once(
    one: PriceTerms, first: int, then: int, units: int
) -> None:
    try:
        whole = rate(one, first + then, units=units).amount_minor
        rest = rate(one, then, units=units, billed_before_e6=first)
        assert rate(one, first, units=units).amount_minor + rest.amount_minor == whole
    except Refusal:
        return


@given(q=st.integers(0, 60), size=st.integers(1, 9), free=st.integers(0, 9))
def test_a_package_begun_is_a_package_paid(q: int, size: int, free: int) -> None:
    packs = PriceTerms(model=M.PACKAGE, package_e6=size * ONE, package_minor=1, free_e6=free * ONE)
    begun = 0
    while begun * size < q - free:
        begun += 1
    assert rate(packs, q * ONE, units=2).amount_minor == begun
