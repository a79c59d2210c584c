"""The price book as it is kept: added to, dated, never edited."""

from datetime import date
from typing import Any

import pytest
from django.db import Error, transaction

from cashwright.areas.catalog.frames import rate_lines
from cashwright.areas.catalog.models import PriceVersion, Tier
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.queries import (
    book_versions,
    coupon_by_code,
    meter_by_code,
    price_by_code,
    price_facts,
    price_terms,
    product_by_code,
    terms_frames,
    version_for,
    versions_of,
)
from cashwright.areas.catalog.refusals import (
    BadTerms,
    CodeTaken,
    NoPriceInCurrency,
    Retired,
    TiersHaveGap,
    TiersOverlap,
    UnknownCoupon,
    UnknownMeter,
    VersionTaken,
)
from cashwright.areas.catalog.rules import PriceTerms, TierDraft, TierTerms, rate
from cashwright.areas.catalog.services import (
    MeterFilter,
    PriceNumbers,
    add_coupon,
    change_product,
    negotiate_price,
    retire,
    set_price,
)
from cashwright.areas.controls.models import Fact
from cashwright.areas.ledger.refusals import UnknownAccount
from cashwright.kernel.refusals import BadInput, NotFound, Refusal, UnknownCurrency
from tests.areas.catalog import makers
from tests.areas.catalog.makers import CENT_E9, JAN_1, ONE_E6
from tests.makers import ANN, some_id

pytestmark = pytest.mark.django_db
FEB_1, MAR_1 = date(2026, 2, 1), date(2026, 3, 1)
TWO_TIERS = (
    TierDraft(up_to_e6=100 * ONE_E6, unit_price_e9=10 * CENT_E9),
    TierDraft(up_to_e6=None, unit_price_e9=8 * CENT_E9),
)


def told() -> list[str]:
    return list(Fact.objects.order_by("pk").values_list("name", flat=True))


def test_a_price_book_is_written_and_each_step_is_told() -> None:
    api = makers.product()
    calls = makers.meter()
    usage = makers.price(api, model="graduated", timing="arrears", meter_id=calls.pk)
    makers.version(usage, tiers=TWO_TIERS)
    assert [name for name in told() if name.startswith("catalog.")] == [
        "catalog.product_added", "catalog.meter_added", "catalog.price_added", "catalog.price_set",
    ]  # fmt: skip
    assert usage.unit_name == "calls"
    assert [p.code for p in api.prices.all()] == ["API-M"]
    assert product_by_code(" api ") == api
    assert price_by_code("api-m") == usage


def test_what_a_version_says_comes_back_as_terms_and_rates() -> None:
    made = makers.version(makers.price(model="graduated"), tiers=TWO_TIERS, minimum_minor=5_00)
    terms = price_terms(made.pk)
    assert terms == PriceTerms(
        model=ChargeModel.GRADUATED,
        minimum_minor=5_00,
        tiers=(
            TierTerms(up_to_e6=100 * ONE_E6, unit_price_e9=10 * CENT_E9),
            TierTerms(up_to_e6=None, unit_price_e9=8 * CENT_E9),
        ),
    )
    assert rate(terms, 412 * ONE_E6, units=2).amount_minor == 34_96
    with pytest.raises(NotFound):
        price_terms(some_id())


def test_the_same_versions_are_rated_as_columns() -> None:
    made = makers.version(makers.price(model="graduated"), tiers=TWO_TIERS)
    other = makers.version(makers.price(makers.product("SEAT"), "SEAT-M"), currency="JPY",
                           unit_price_e9=1500 * 10**9, is_tax_inclusive=True)  # fmt: skip
    terms, tiers = terms_frames()
    items = terms.select("price_version_id").with_columns(quantity_e6=412 * ONE_E6, units=2)
    items = items.cast({"quantity_e6": int, "units": int})
    rated = rate_lines(items, terms, tiers)
    found = dict(rated.select("price_version_id", "gross_minor").iter_rows())
    assert found == {str(made.pk): 34_96, str(other.pk): 412 * 1500_00}
    assert terms_frames(currency="JPY")[0]["price_version_id"].to_list() == [str(other.pk)]
    one, its_tiers = terms_frames([made.pk])
    assert one["price_version_id"].to_list() == [str(made.pk)]
    assert its_tiers["tier_no"].to_list() == [1, 2]
    assert all(frame.is_empty() for frame in terms_frames([]))


def test_the_version_in_force_is_the_newest_of_the_day() -> None:
    seat = makers.price()
    old, new = makers.version(seat), makers.version(seat, valid_from=MAR_1, unit_price_e9=1)
    assert version_for(seat.pk, "EUR", FEB_1) == old
    assert version_for(seat.pk, "EUR", MAR_1) == new
    assert list(versions_of(seat.pk)) == [new, old]
    assert book_versions("EUR")["price_version_id"].to_list() == [str(old.pk), str(new.pk)]


@pytest.mark.parametrize(("currency", "on"), [("USD", FEB_1), ("EUR", date(2025, 12, 31))])
def test_a_currency_or_a_day_without_a_price_is_refused(currency: str, on: date) -> None:
    seat = makers.price()
    makers.version(seat)
    with pytest.raises(NoPriceInCurrency) as refused:
        version_for(seat.pk, currency, on)
    assert refused.value.facts == {"price": "API-M", "currency": currency, "on": on}


def test_what_a_contract_negotiated_is_for_that_contract_alone() -> None:
    seat, owner = makers.price(), makers.contract_id()
    book = makers.version(seat, valid_from=MAR_1)
    given = PriceNumbers(unit_price_e9=1)
    theirs = negotiate_price(
        price_id=seat.pk, owner_id=owner, currency="EUR", valid_from=JAN_1, numbers=given, by=ANN
    )
    assert version_for(seat.pk, "EUR", MAR_1, owner) == theirs
    assert version_for(seat.pk, "EUR", MAR_1) == book
    assert version_for(seat.pk, "EUR", MAR_1, makers.contract_id()) == book
    assert book_versions()["price_version_id"].to_list() == [str(book.pk)]
    assert list(versions_of(seat.pk, owner_id=owner)) == [theirs]
    again = negotiate_price(
        price_id=seat.pk, owner_id=owner, currency="EUR", valid_from=JAN_1, numbers=given, by=ANN
    )
    assert version_for(seat.pk, "EUR", MAR_1, owner) == again


def test_a_second_version_of_a_day_is_refused() -> None:
    seat = makers.price()
    makers.version(seat)
    makers.version(seat, currency="USD")
    with pytest.raises(VersionTaken):
        makers.version(seat)


def test_a_version_is_never_edited_nor_removed() -> None:
    made = makers.version(makers.price(model="volume"), tiers=TWO_TIERS)
    for change in (
        lambda: PriceVersion.objects.filter(pk=made.pk).update(flat_minor=1),
        lambda: PriceVersion.objects.filter(pk=made.pk).delete(),
        lambda: Tier.objects.filter(price_version=made).update(flat_minor=1),
        lambda: Tier.objects.filter(price_version=made, tier_no=2)._raw_delete("default"),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("model", "numbers", "refusal"),
    [
        ("graduated", {"tiers": (TWO_TIERS[0], TWO_TIERS[0])}, TiersOverlap),
        ("graduated", {"tiers": (TierDraft(above_e6=1, up_to_e6=None),)}, TiersHaveGap),
        ("per_unit", {"tiers": TWO_TIERS}, BadTerms),
        ("per_unit", {"unit_price_e9": -1}, BadTerms),
        ("package", {"package_minor": 5_00}, BadTerms),
    ],
)
def test_numbers_that_make_no_price_are_refused_and_nothing_is_kept(
    model: str, numbers: dict[str, Any], refusal: type[Refusal]
) -> None:
    made = makers.price(model=model)
    with pytest.raises(refusal):
        makers.version(made, **numbers)
    assert not PriceVersion.objects.exists()


def test_a_price_nobody_has_or_a_currency_nobody_knows_is_refused() -> None:
    with pytest.raises(NotFound):
        set_price(
            price_id=some_id(), currency="EUR", valid_from=JAN_1, numbers=PriceNumbers(),
            billed=makers.nothing_billed, by=ANN,
        )  # fmt: skip
    with pytest.raises(UnknownCurrency):
        makers.version(makers.price(), currency="EURO")


@pytest.mark.parametrize(
    "given",
    [
        {"timing": "once"}, {"interval_months": None}, {"interval_days": 30}, {"timing": "never"},
        {"model": "magic"}, {"interval_months": 0},
    ],
    ids=str,
)  # fmt: skip
def test_a_price_that_cannot_be_scheduled_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        makers.price(**given)


def test_usage_is_charged_in_arrears_by_a_meter_in_use() -> None:
    calls = makers.meter()
    api = makers.product()
    with pytest.raises(BadInput):
        makers.price(api, meter_id=calls.pk)
    retire(entry=calls, by=ANN)
    with pytest.raises(UnknownMeter):
        makers.price(api, meter_id=calls.pk, timing="arrears")
    with pytest.raises(UnknownMeter):
        meter_by_code("calls")


def test_what_is_retired_is_not_sold_any_more() -> None:
    api = makers.product()
    seat = makers.price(api)
    retire(entry=seat, by=ANN)
    retire(entry=seat, by=ANN)
    with pytest.raises(Retired):
        makers.version(seat)
    retire(entry=api, by=ANN)
    with pytest.raises(Retired):
        makers.price(api, "API-Y")
    assert told().count("catalog.entry_retired") == 2


def test_a_code_is_given_once() -> None:
    api = makers.product()
    makers.price(api)
    makers.meter()
    add_coupon(code="SPRING", name="Spring", valid_from=JAN_1, percent_ppm=1, by=ANN)
    for again in (
        makers.product,
        lambda: makers.price(api),
        makers.meter,
        lambda: add_coupon(code="spring", name="x", valid_from=JAN_1, percent_ppm=1, by=ANN),
    ):
        with pytest.raises(CodeTaken):
            again()


def test_a_product_goes_to_an_income_account_and_may_change_it() -> None:
    api = makers.product()
    with pytest.raises(UnknownAccount):
        change_product(product_id=api.pk, changes={"account_id": "1000"}, by=ANN)
    changed = change_product(
        product_id=api.pk, changes={"account_id": "4100", "tax_class": "reduced"}, by=ANN
    )
    assert (changed.account_id, changed.tax_class) == ("4100", "reduced")
    with pytest.raises(BadInput):
        change_product(product_id=api.pk, changes={"tax_class": "free"}, by=ANN)
    with pytest.raises(NotFound):
        change_product(product_id=some_id(), changes={}, by=ANN)


def test_lines_learn_of_their_product_from_its_price() -> None:
    seat = makers.price()
    (row,) = price_facts().iter_rows(named=True)
    assert (row["price_id"], row["account_code"], row["tax_class"]) == (
        str(seat.pk), "4000", "standard",
    )  # fmt: skip
    assert (row["product_name"], row["model"], row["meter_id"]) == ("API access", "per_unit", None)


@pytest.mark.parametrize(
    "given",
    [
        {"aggregation": "sum"}, {"aggregation": "median"}, {"percentile": 95},
        {"aggregation": "percentile", "value_key": "ms"},
    ],
    ids=str,
)  # fmt: skip
def test_a_meter_that_cannot_count_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        makers.meter(**given)


def test_a_meter_keeps_its_filters() -> None:
    slow = makers.meter(
        "SLOW", aggregation="percentile", value_key="ms", percentile=95,
        filters=[MeterFilter(key="region", values=("eu", "us"))],
    )  # fmt: skip
    assert meter_by_code("SLOW").filters == [{"key": "region", "values": ["eu", "us"]}]
    assert slow.percentile == 95


@pytest.mark.parametrize(
    "given",
    [
        {}, {"percent_ppm": 1, "amount_minor": 1, "currency": "EUR"}, {"percent_ppm": 1_000_001},
        {"amount_minor": 0, "currency": "EUR"}, {"percent_ppm": 1, "periods": 0},
        {"percent_ppm": 1, "valid_until": date(2025, 12, 31)},
    ],
    ids=str,
)  # fmt: skip
def test_a_coupon_that_takes_nothing_off_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        add_coupon(code="SPRING", name="Spring", valid_from=JAN_1, by=ANN, **given)


def test_a_coupon_is_found_by_its_code() -> None:
    made = add_coupon(
        code="TEN", name="Ten", valid_from=JAN_1, amount_minor=10_00, currency="eur", by=ANN
    )
    assert coupon_by_code("ten") == made
    assert made.currency == "EUR"
    with pytest.raises(UnknownCoupon):
        coupon_by_code("TWENTY")
