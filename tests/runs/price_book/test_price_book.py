"""A price book as a file: what it says is in the books afterwards, exactly, once, or not at all."""

from datetime import date

import pytest

from cashwright.areas.catalog.models import Coupon, Meter, Price, PriceVersion, Product
from cashwright.areas.catalog.queries import price_by_code, price_terms, version_for
from cashwright.areas.catalog.refusals import TiersOverlap
from cashwright.areas.catalog.rules import TierTerms
from cashwright.kernel.refusals import Refusal
from cashwright.runs.price_book import apply_price_book, plan_price_book, read_price_book
from cashwright.runs.refusals import PriceBookDiffers, PriceBookUnreadable
from tests.makers import ANN, entity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BOOK = """
valid_from = 2026-01-01

[products]
APP = { name = "App", account = "4000" }

[meters.CALLS]
name = "Calls"
unit = "call"
event = "api.calls"
aggregation = "sum"
value = "count"
filters = { region = ["eu", "us"] }

[prices.SEATS]
product = "APP"
model = "per_unit"
timing = "advance"
every = "1 month"
amounts.EUR = { unit_price = 29.00 }
amounts.JPY = { unit_price = 4200 }
later.2026-07-01.EUR = { unit_price = 31.50 }

[prices.CALLS]
product = "APP"
model = "graduated"
timing = "arrears"
every = "1 month"
meter = "CALLS"
amounts.EUR = { minimum = 100, tiers = [{ up_to = 1000, unit_price = 0.000000001 }, { unit_price = "0.0125" }] }

[prices.FEE]
product = "APP"
model = "percentage"
timing = "arrears"
every = "30 days"
amounts.EUR = { rate = "2.9 %", event_fee = 0.30 }

[coupons.HELLO]
percent = "12.5 %"
periods = 3

[taxes]
registrations = [{ company = "DE", country = "DE", number = "DE1" }]
[[taxes.rates]]
country = "DE"
rate = "19 %"
valid_from = 2021-01-01
"""


def apply(text: str = BOOK) -> int:
    return len(apply_price_book(read_price_book(text), by=ANN))


def test_numbers_of_the_file_are_in_the_books_exactly() -> None:
    entity()
    assert apply() == 13
    calls = price_terms(version_for(price_by_code("CALLS").pk, "EUR", date(2026, 5, 1)))
    assert calls.minimum_minor == 100_00
    assert calls.tiers == (
        TierTerms(up_to_e6=1000 * 10**6, unit_price_e9=1),
        TierTerms(up_to_e6=None, unit_price_e9=12_500_000),
    )
    fee = price_terms(version_for(price_by_code("FEE").pk, "EUR", date(2026, 5, 1)))
    assert (fee.rate_e9, fee.event_fee_e9) == (29_000_000, 300_000_000)
    seats = price_by_code("SEATS").pk
    assert version_for(seats, "EUR", date(2026, 6, 30)).unit_price_e9 == 29 * 10**9
    assert version_for(seats, "EUR", date(2026, 7, 1)).unit_price_e9 == 31_500_000_000
    assert version_for(seats, "JPY", date(2026, 7, 1)).unit_price_e9 == 4200 * 10**9
    assert Coupon.objects.get(code="HELLO").percent_ppm == 125_000
    assert Meter.objects.get(code="CALLS").filters == [{"key": "region", "values": ["eu", "us"]}]


def test_the_same_file_twice_changes_nothing() -> None:
    entity()
    apply()
    assert plan_price_book(read_price_book(BOOK)) == []
    assert apply() == 0
    assert PriceVersion.objects.count() == 5


def test_a_later_amount_is_added_and_a_product_gets_a_new_name() -> None:
    entity()
    apply()
    text = BOOK.replace('name = "App"', 'name = "The App"').replace(
        "[prices.CALLS]", "later.2027-01-01.EUR = { unit_price = 33 }\n[prices.CALLS]"
    )
    told = [(s.action, s.kind) for s in apply_price_book(read_price_book(text), by=ANN)]
    assert told == [("change", "product"), ("add", "amounts")]
    assert Product.objects.get().name == "The App"


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("unit_price = 29.00", "unit_price = 29.01"),
        ('aggregation = "sum"', 'aggregation = "max"'),
        ('rate = "19 %"', 'rate = "20 %"'),
        ('percent = "12.5 %"', 'percent = "13 %"'),
        ('every = "30 days"', 'every = "31 days"'),
        ('model = "per_unit"', 'model = "per_unit"\nunit = "seat"'),
        ('number = "DE1"', 'number = "DE2"'),
    ],
)
def test_what_is_never_edited_is_refused_and_nothing_of_the_file_is_done(
    known: str, asked: str
) -> None:
    entity()
    apply()
    text = BOOK.replace(known, asked) + '\n[prices.NEW]\nproduct="APP"\nmodel="flat"\ntiming="once"'
    with pytest.raises(PriceBookDiffers):
        apply(text)
    assert not Price.objects.filter(code="NEW").exists()


@pytest.mark.parametrize(
    ("known", "asked", "field"),
    [
        ("unit_price = 29.00", "unit_prise = 29.00", "prices.SEATS.amounts.EUR.unit_prise"),
        ("unit_price = 29.00", "unit_price = 29.0000000001", "prices.SEATS.amounts.EUR.unit_price"),
        ("unit_price = 29.00", "unit_price = -1", "prices.SEATS.amounts.EUR.unit_price"),
        ("unit_price = 29.00", "unit_price = nan", "prices.SEATS.amounts.EUR.unit_price"),
        ('every = "30 days"', 'every = "a while"', "prices.FEE.every"),
        ("valid_from = 2026-01-01\n", "", "prices.SEATS.valid_from"),
        ("up_to = 1000", "up_to = true", "prices.CALLS.amounts.EUR.tiers[1].up_to"),
        ("[taxes]", "[taxes]\nstarted = true", "taxes.started"),
        ("[products]", "[products", "the file"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_field(known: str, asked: str, field: str) -> None:
    entity()
    text = BOOK.replace(known, asked)
    with pytest.raises(PriceBookUnreadable) as caught:
        apply(text)
    assert caught.value.facts["field"] == field
    assert not Product.objects.exists()


@pytest.mark.parametrize("given", [b"\xff\xfe", "ä".encode("latin-1"), b"a = " + b"[" * 5_000])
def test_bytes_that_are_no_toml_are_refused(given: bytes) -> None:
    with pytest.raises(PriceBookUnreadable):
        read_price_book(given)


def test_tiers_that_overlap_and_unknown_words_are_refused_before_anything_is_done() -> None:
    entity()
    with pytest.raises(TiersOverlap):
        apply(BOOK.replace('{ unit_price = "0.0125" }', "{ up_to = 900, unit_price = 1 }"))
    for known, asked in (
        ("graduated", "gradual"),
        ('company = "DE"', 'company = "XX"'),
        ("EUR", "EUX"),
    ):
        with pytest.raises(Refusal):
            apply(BOOK.replace(known, asked))
    assert not Product.objects.exists()
