"""Discounts in their order, tax by place, and sums that hold to the last minor unit."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.catalog.policies import TaxCategory, TaxClass
from cashwright.areas.catalog.ports import Buyer, Seller, TaxSituation, TaxTreatment
from cashwright.areas.catalog.refusals import (
    CouponExpired,
    CouponNotForThis,
    CouponUsedUp,
    NoTaxRate,
)
from cashwright.areas.catalog.rules import (
    CouponTerms,
    DatedRate,
    DatedTables,
    DiscountTerms,
    Exemption,
    Registration,
    TaxableLine,
    TaxReason,
    check_redeemable,
    discounted_lines,
    split_tax,
)
from cashwright.kernel.refusals import Refusal

HOME, BUYER = UUID(int=1), UUID(int=2)
JAN_1, MAR_2 = date(2026, 1, 1), date(2026, 3, 2)


def percent(whole: int) -> DiscountTerms:
    return DiscountTerms(percent_ppm=whole * 10_000)


def amount(minor: int) -> DiscountTerms:
    return DiscountTerms(amount_minor=minor)


def test_a_percentage_is_taken_from_what_the_discount_before_it_left() -> None:
    assert discounted_lines([100_00], [amount(20_00), percent(10)]) == (28_00,)
    assert discounted_lines([100_00], [percent(10), amount(20_00)]) == (30_00,)


def test_a_discount_never_takes_more_than_there_is() -> None:
    assert discounted_lines([5_00], [amount(20_00), percent(50)]) == (5_00,)


def test_a_credit_gives_back_its_share_of_the_discount() -> None:
    assert discounted_lines([-100_00], [percent(10)]) == (-10_00,)


def test_a_discount_for_one_charge_leaves_the_others_alone() -> None:
    only = DiscountTerms(amount_minor=10_00, charges=frozenset({1}))
    assert discounted_lines([50_00, 4_00, 50_00], [only]) == (0, 4_00, 0)


@given(
    gross=st.lists(st.integers(0, 10**9), max_size=5),
    discounts=st.lists(
        st.one_of(st.integers(1, 100).map(percent), st.integers(1, 10**6).map(amount)), max_size=4
    ),
)
def test_no_line_is_discounted_below_zero(gross: list[int], discounts: list[DiscountTerms]) -> None:
    taken = discounted_lines(gross, discounts)
    assert all(0 <= off <= line for off, line in zip(taken, gross, strict=True))


def taxed(is_inclusive: bool, *amounts: int, rate_ppm: int = 190_000) -> list[tuple[int, int]]:
    lines = [TaxableLine(amount_minor=a, category="S", rate_ppm=rate_ppm) for a in amounts]
    return [(line.net_minor, line.tax_minor) for line in split_tax(lines, is_inclusive)]


def test_tax_is_rounded_on_the_sum_and_not_on_each_line() -> None:
    assert taxed(False, 10, 10, 10) == [(10, 2), (10, 2), (10, 2)]
    assert taxed(False, 3, 3, 3) == [(3, 1), (3, 1), (3, 0)]  # 19 % of 9 is 1.71: two


def test_a_price_that_contains_the_tax_is_net_and_tax() -> None:
    assert taxed(True, 119_00) == [(100_00, 19_00)]
    assert taxed(True, 1_00, 1_00) == [(84, 16), (84, 16)]


def test_a_credit_line_lowers_the_tax_of_its_group() -> None:
    assert taxed(False, 100_00, -100_00) == [(100_00, 19_00), (-100_00, -19_00)]


@given(
    amounts=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=8),
    rate_ppm=st.integers(0, 10**6), is_inclusive=st.booleans(),
)  # fmt: skip
def test_the_lines_sum_to_the_tax_of_the_invoice_and_none_is_off_by_a_unit(
    amounts: list[int], rate_ppm: int, is_inclusive: bool
) -> None:
    found = taxed(is_inclusive, *amounts, rate_ppm=rate_ppm)
    whole = 10**6 + rate_ppm * is_inclusive
    tax = sum(t for _, t in found)
    assert 2 * abs(sum(amounts) * rate_ppm - tax * whole) <= whole
    assert all(
        abs(a * rate_ppm - t * whole) < whole for a, (_, t) in zip(amounts, found, strict=True)
    )
    assert all(net + t * is_inclusive == a for a, (net, t) in zip(amounts, found, strict=True))


RATES = [
    DatedRate(country=c, region=r, tax_class=k, rate_ppm=p, valid_from=JAN_1)
    for c, r, k, p in [
        ("DE", "", "standard", 190_000), ("DE", "", "reduced", 70_000),
        ("FR", "", "standard", 200_000), ("GB", "", "standard", 200_000),
        ("US", "TX", "standard", 62_500), ("CA", "", "standard", 50_000),
        ("CA", "ON", "standard", 130_000),
    ]
]  # fmt: skip


def treated(
    home: str,
    buyer: str,
    *registered: str,
    numbers: tuple[str, ...] = (),
    tax_class: str = TaxClass.STANDARD,
    on: date = MAR_2,
    exemptions: tuple[Exemption, ...] = (),
) -> TaxTreatment:
    """Places read "DE" or "US/TX"."""
    country, _, region = buyer.partition("/")
    known = [
        Registration(entity_id=HOME, country=p.partition("/")[0], region=p.partition("/")[2],
                     valid_from=JAN_1) for p in registered
    ]  # fmt: skip
    asked = TaxSituation(
        seller=Seller(entity_id=HOME, country=home),
        buyer=Buyer(
            country=country, region=region, tax_countries=frozenset(numbers), customer_id=BUYER
        ),
        tax_class=tax_class, on=on,
    )  # fmt: skip
    return DatedTables(tuple(RATES), tuple(known), exemptions).treatment(asked)


def test_a_sale_at_home_takes_the_rate_of_the_house() -> None:
    found = treated("DE", "DE", "DE")
    assert (found.category, found.rate_ppm, found.reason) == ("S", 190_000, TaxReason.DOMESTIC)
    assert treated("DE", "DE", "DE", tax_class=TaxClass.REDUCED).rate_ppm == 70_000
    assert treated("DE", "DE", "DE", tax_class=TaxClass.ZERO).category == TaxCategory.ZERO
    assert treated("DE", "DE", "DE", tax_class=TaxClass.EXEMPT).category == TaxCategory.EXEMPT


def test_a_business_at_home_pays_tax_all_the_same() -> None:
    assert treated("DE", "DE", "DE", numbers=("DE",)).category == TaxCategory.STANDARD


def test_a_business_elsewhere_in_the_union_accounts_for_the_tax_itself() -> None:
    found = treated("DE", "FR", "DE", "FR", numbers=("FR",))
    assert (found.category, found.rate_ppm) == (TaxCategory.REVERSE_CHARGE, 0)
    greek = treated("DE", "GR", "DE", numbers=("EL",))
    assert greek.category == TaxCategory.REVERSE_CHARGE


def test_a_number_of_the_sellers_own_country_makes_no_reverse_charge() -> None:
    assert treated("DE", "FR", "DE", "FR", numbers=("DE",)).rate_ppm == 200_000


def test_a_consumer_in_the_union_pays_at_home_or_where_the_seller_is_registered() -> None:
    assert treated("DE", "FR", "DE", "FR").reason == TaxReason.BUYERS_COUNTRY
    assert treated("DE", "FR", "DE", "FR").rate_ppm == 200_000
    below = treated("DE", "FR", "DE")
    assert (below.reason, below.rate_ppm, below.country) == (
        TaxReason.SELLERS_COUNTRY, 190_000, "DE",
    )  # fmt: skip


def test_a_sale_out_of_the_union_is_an_export_unless_registered_there() -> None:
    assert treated("DE", "CH", "DE").category == TaxCategory.EXPORT
    assert treated("DE", "GB", "DE", "GB").rate_ppm == 200_000


def test_a_state_counts_only_where_the_seller_is_registered() -> None:
    assert treated("US", "US/TX", "US/TX").rate_ppm == 62_500
    assert treated("US", "US/CA", "US/TX").category == TaxCategory.OUTSIDE
    assert treated("US", "DE", "US/TX", numbers=("DE",)).category == TaxCategory.OUTSIDE


def test_a_region_with_a_rate_of_its_own_goes_before_its_country() -> None:
    assert treated("CA", "CA/ON", "CA").rate_ppm == 130_000
    assert treated("CA", "CA/AB", "CA").rate_ppm == 50_000


def test_who_is_registered_nowhere_collects_nothing() -> None:
    assert treated("DE", "DE").category == TaxCategory.OUTSIDE


@pytest.mark.parametrize(("on", "category"), [(JAN_1, "S"), (MAR_2, "E"), (date(2026, 4, 1), "S")])
def test_an_exemption_counts_on_its_days_and_brings_its_evidence(on: date, category: str) -> None:
    paper = Exemption(
        customer_id=BUYER, country="US", region="", category="E", certificate_no="TX-17",
        valid_from=date(2026, 2, 1), valid_until=date(2026, 3, 31),
    )  # fmt: skip
    found = treated("US", "US/TX", "US/TX", on=on, exemptions=(paper,))
    assert found.category == category
    assert found.evidence == ("TX-17" if category == "E" else "")


def test_a_day_without_a_rate_is_refused_naming_place_and_day() -> None:
    with pytest.raises(NoTaxRate) as refused:
        treated("DE", "FR", "DE", "FR", tax_class=TaxClass.REDUCED)
    assert refused.value.facts == {
        "country": "FR", "region": "", "tax_class": "reduced", "on": MAR_2,
    }  # fmt: skip


COUPON = CouponTerms(
    code="SPRING", valid_from=JAN_1, valid_until=MAR_2, currency="EUR", product_id=HOME,
    redemptions_max=2,
)  # fmt: skip


@pytest.mark.parametrize(
    ("on", "currency", "products", "redeemed", "refusal"),
    [
        (MAR_2, "EUR", {HOME}, 1, None),
        (date(2026, 3, 3), "EUR", {HOME}, 0, CouponExpired),
        (date(2025, 12, 31), "EUR", {HOME}, 0, CouponExpired),
        (MAR_2, "USD", {HOME}, 0, CouponNotForThis),
        (MAR_2, "EUR", {BUYER}, 0, CouponNotForThis),
        (MAR_2, "EUR", {HOME}, 2, CouponUsedUp),
    ],
)
def test_a_coupon_is_redeemed_on_its_days_for_its_product_and_so_often(
    on: date, currency: str, products: set[UUID], redeemed: int, refusal: type[Refusal] | None
) -> None:
    def redeem() -> None:
        check_redeemable(
            COUPON, on=on, currency=currency, redeemed=redeemed, product_ids=frozenset(products)
        )

    if refusal is None:
        redeem()
    else:
        with pytest.raises(refusal):
            redeem()
