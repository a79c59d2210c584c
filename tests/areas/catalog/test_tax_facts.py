"""Rates, registrations and exemptions as dated facts, and the engine that answers from them."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from cashwright.areas.catalog.models import TaxRate
from cashwright.areas.catalog.ports import Seller, TaxSituation, TaxTreatment
from cashwright.areas.catalog.queries import buyers, exemptions, tax_engine, tax_rates
from cashwright.areas.catalog.refusals import NoTaxRate, RegistrationTaken, TaxRateTaken
from cashwright.areas.catalog.rules import UNION
from cashwright.areas.catalog.services import (
    end_registration,
    import_tax_rates,
    load_starter_tax_rates,
    record_exemption,
    register_for_tax,
    set_tax_rate,
)
from cashwright.areas.catalog.services.tax_rates import RATES, starter_tax_rates
from cashwright.areas.controls.models import Fact
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import set_tax_id
from cashwright.kernel.refusals import BadInput, NotFound, Refusal
from tests import makers
from tests.makers import ANN, some_id

pytestmark = pytest.mark.django_db
JAN_1, MAR_2 = date(2026, 1, 1), date(2026, 3, 2)


def answer(home: LegalEntity, buyer: Customer, on: date = MAR_2) -> TaxTreatment | Refusal:
    situation = TaxSituation(
        seller=Seller(entity_id=home.pk, country=home.country),
        buyer=buyers([buyer.pk])[buyer.pk], tax_class="standard", on=on,
    )  # fmt: skip
    (found,) = tax_engine(home.pk).treat([situation])
    return found


def test_the_tables_that_come_with_the_house_cover_the_union_and_its_neighbors() -> None:
    added = load_starter_tax_rates(by=ANN)
    assert added == len(starter_tax_rates()) == TaxRate.objects.count()
    assert load_starter_tax_rates(by=ANN) == 0
    standard = {r.country for r in tax_rates() if r.tax_class == "standard"}
    assert standard == UNION | {"GB", "CH", "NO"}
    assert Fact.objects.filter(name="catalog.tax_rates_added").count() == 1


@pytest.mark.parametrize(
    ("country", "on", "rate_ppm"),
    [
        ("DE", date(2020, 6, 30), 190_000), ("DE", date(2020, 7, 1), 160_000),
        ("DE", date(2021, 1, 1), 190_000), ("FI", MAR_2, 255_000), ("EE", MAR_2, 240_000),
        ("HU", MAR_2, 270_000), ("CH", MAR_2, 81_000), ("LU", date(2023, 6, 1), 160_000),
    ],
)  # fmt: skip
def test_a_sale_takes_the_rate_that_was_in_force_on_its_day(
    country: str, on: date, rate_ppm: int
) -> None:
    home = makers.entity(country, country=country)
    load_starter_tax_rates(by=ANN)
    register_for_tax(entity_id=home.pk, country=country, valid_from=date(2010, 1, 1), by=ANN)
    found = answer(home, makers.customer(home), on)
    assert isinstance(found, TaxTreatment)
    assert (found.category, found.rate_ppm) == ("S", rate_ppm)


def test_a_day_before_the_first_known_rate_is_answered_by_a_refusal() -> None:
    home = makers.entity()
    register_for_tax(entity_id=home.pk, country="DE", valid_from=JAN_1, by=ANN)
    assert isinstance(answer(home, makers.customer(home)), NoTaxRate)


def test_a_customer_with_a_number_of_another_member_state_accounts_for_the_tax() -> None:
    home = makers.entity()
    register_for_tax(entity_id=home.pk, country="DE", valid_from=JAN_1, by=ANN)
    buyer = makers.customer(home, country="FR")
    set_tax_id(customer_id=buyer.pk, country="FR", kind="vat", value="FR12345678901", by=ANN)
    found = answer(home, buyer)
    assert isinstance(found, TaxTreatment)
    assert found.category == "AE"


def test_a_rate_is_entered_once_a_day_and_place() -> None:
    given: dict[str, Any] = {
        "country": "us", "region": "tx", "tax_class": "standard", "rate_ppm": 62_500, "by": ANN,
    }  # fmt: skip
    set_tax_rate(valid_from=JAN_1, **given)
    with pytest.raises(TaxRateTaken):
        set_tax_rate(valid_from=JAN_1, **given)
    set_tax_rate(valid_from=MAR_2, **given)
    assert {(r.country, r.region) for r in tax_rates()} == {("US", "TX")}
    for bad in ({"tax_class": "zero"}, {"rate_ppm": 1_000_001}, {"rate_ppm": -1}):
        with pytest.raises(BadInput):
            set_tax_rate(valid_from=MAR_2, **{**given, **bad})


def test_a_table_with_one_bad_row_is_refused_whole() -> None:
    rows = [("DE", "", "standard", 190_000, JAN_1, "", ""), ("FR", "", "super", 1, JAN_1, "", "")]
    with pytest.raises(BadInput):
        import_tax_rates(pl.DataFrame(rows, schema=RATES, orient="row"), source="mine", by=ANN)
    assert not TaxRate.objects.exists()


def test_a_registration_counts_until_its_last_day_and_never_twice() -> None:
    home = makers.entity()
    load_starter_tax_rates(by=ANN)
    made = register_for_tax(entity_id=home.pk, country="DE", valid_from=JAN_1, by=ANN)
    with pytest.raises(RegistrationTaken):
        register_for_tax(entity_id=home.pk, country="DE", valid_from=MAR_2, by=ANN)
    end_registration(registration_id=made.pk, valid_until=date(2026, 3, 1), by=ANN)
    buyer = makers.customer(home)
    last, after = answer(home, buyer, date(2026, 3, 1)), answer(home, buyer, MAR_2)
    assert isinstance(last, TaxTreatment)
    assert isinstance(after, TaxTreatment)
    assert (last.category, after.category) == ("S", "O")
    register_for_tax(entity_id=home.pk, country="DE", valid_from=MAR_2, by=ANN)
    before = date(2025, 6, 1)
    register_for_tax(entity_id=home.pk, country="DE", valid_from=before, valid_until=before, by=ANN)


def test_an_exemption_needs_a_certificate_and_a_category_without_tax() -> None:
    home = makers.entity()
    load_starter_tax_rates(by=ANN)
    register_for_tax(entity_id=home.pk, country="DE", valid_from=JAN_1, by=ANN)
    buyer = makers.customer(home)
    given: dict[str, Any] = {
        "customer_id": buyer.pk, "country": "DE", "reason": "embassy", "certificate_no": "E-7",
        "valid_from": MAR_2, "by": ANN,
    }  # fmt: skip
    for bad in ({"certificate_no": " "}, {"category": "S"}, {"valid_until": JAN_1}):
        with pytest.raises(BadInput):
            record_exemption(**{**given, **bad})
    with pytest.raises(NotFound):
        record_exemption(**{**given, "customer_id": some_id()})
    record_exemption(**given)
    found = answer(home, buyer)
    assert isinstance(found, TaxTreatment)
    assert (found.category, found.rate_ppm, found.evidence) == ("E", 0, "E-7")
    assert len(exemptions(home.pk)) == 1


def test_nobody_registers_a_company_that_does_not_exist() -> None:
    with pytest.raises(NotFound):
        register_for_tax(entity_id=some_id(), country="DE", valid_from=JAN_1, by=ANN)
    with pytest.raises(NotFound):
        end_registration(registration_id=some_id(), valid_until=JAN_1, by=ANN)
