"""A document prints its parties as they were when it was issued, whatever they are called since."""

from datetime import UTC, datetime

import pytest

from cashwright.areas.parties.models import FormerParticulars
from cashwright.areas.parties.queries import particulars
from cashwright.areas.parties.services import (
    change_customer,
    change_legal_entity,
    set_tax_id,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import FixedClock, running_on
from cashwright.kernel.refusals import BadInput
from tests import makers

pytestmark = pytest.mark.django_db
ANN = Actor.human("usr_ann")


def _at(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def test_each_instant_sees_the_name_and_tax_number_that_stood_then() -> None:
    customer = makers.customer(makers.entity())
    with running_on(FixedClock(_at(5))):
        change_customer(customer_id=customer.pk, changes={"name": "Acme SE"}, by=ANN)
    with running_on(FixedClock(_at(9))):
        set_tax_id(customer_id=customer.pk, country="DE", kind="vat", value="DE123456789", by=ANN)
    customer.refresh_from_db()
    assert particulars(customer, at=_at(4)).name == "Customer C-1"
    between = particulars(customer, at=_at(6))
    assert (between.name, between.tax_ids) == ("Acme SE", ())
    assert particulars(customer, at=_at(10)).tax_ids == (("DE", "vat", "DE123456789"),)
    assert particulars(customer) == particulars(customer, at=_at(10))


def test_what_is_not_printed_keeps_no_former_particulars() -> None:
    customer = makers.customer(makers.entity())
    change_customer(customer_id=customer.pk, changes={"language": "de"}, by=ANN)
    assert not FormerParticulars.objects.filter(party_id=customer.pk).exists()


def test_our_own_address_and_bank_details_are_kept_too() -> None:
    entity = makers.entity()
    with running_on(FixedClock(_at(5))):
        changes = {"postal_address": "New Street 2", "payment_details": "IBAN DE02"}
        change_legal_entity(entity_id=entity.pk, changes=changes, by=ANN)
    entity.refresh_from_db()
    assert particulars(entity, at=_at(4)).payment_details == ""
    assert particulars(entity, at=_at(6)).lines == ("New Street 2", entity.country)


@pytest.mark.parametrize("color", ["red", "#12345", "#gggggg"])
def test_a_color_that_is_none_is_refused(color: str) -> None:
    entity = makers.entity()
    with pytest.raises(BadInput):
        change_legal_entity(entity_id=entity.pk, changes={"brand_color": color}, by=ANN)
