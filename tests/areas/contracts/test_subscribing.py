"""Contracts and subscriptions are written down, with a schedule that is kept."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from cashwright.areas.catalog.policies import Timing
from cashwright.areas.contracts.models import BillPeriod, ChargeSpan
from cashwright.areas.contracts.policies import CUSTOM_TERMS
from cashwright.areas.contracts.refusals import (
    ContractNoTaken,
    IntervalDiffers,
    NoCharges,
    OutsideContract,
    ReferenceTaken,
)
from cashwright.areas.contracts.services import (
    ChargeDraft,
    Phase,
    activate_contract,
    activation_payload,
    add_subscription,
    create_contract,
    extend_schedules,
)
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.parties.models import Customer
from tests import makers as house
from tests.areas.contracts import makers
from tests.areas.contracts.makers import JAN_1
from tests.makers import ANN, BOB, bob_decides

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer() -> Customer:
    return house.customer(house.entity())


def test_a_subscription_has_its_schedule_written_two_years_ahead(buyer: Customer) -> None:
    made = makers.subscription(makers.contract(buyer), makers.price())
    rows = BillPeriod.objects.filter(subscription=made).order_by("start_on")
    assert rows.count() == 24
    assert [(p.start_on, p.end_on, p.full_days) for p in rows[:2]] == [
        (date(2026, 1, 1), date(2026, 2, 1), 31),
        (date(2026, 2, 1), date(2026, 3, 1), 28),
    ]


def test_a_schedule_is_extended_once(buyer: Customer) -> None:
    made = makers.subscription(makers.contract(buyer), makers.price())
    later = date(2027, 3, 1)
    assert extend_schedules(entity_id=buyer.entity_id, on=date(2026, 6, 1)) == 0
    assert extend_schedules(entity_id=buyer.entity_id, on=later) == 14
    assert extend_schedules(entity_id=buyer.entity_id, on=later) == 0
    rows = list(BillPeriod.objects.filter(subscription=made).order_by("start_on"))
    assert all(a.end_on == b.start_on for a, b in pairwise(rows))


def test_a_period_that_has_started_is_never_changed_or_removed(buyer: Customer) -> None:
    made = makers.subscription(makers.contract(buyer), makers.price())
    first = BillPeriod.objects.filter(subscription=made, start_on=JAN_1)
    for change in (lambda: first.update(full_days=30), first.delete):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            change()


def test_spans_of_one_charge_do_not_overlap(buyer: Customer) -> None:
    makers.subscription(makers.contract(buyer), makers.price())
    span = ChargeSpan.objects.get()
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        ChargeSpan.objects.create(
            charge=span.charge, subscription=span.subscription, from_on=date(2026, 5, 1),
            quantity_e6=1,
        )  # fmt: skip


def test_a_ramp_becomes_one_span_a_phase(buyer: Customer) -> None:
    seat = makers.price()
    draft = ChargeDraft(
        price_id=seat.pk, quantity_e6=5_000_000,
        phases=(Phase(from_on=date(2026, 4, 1), quantity_e6=8_000_000),),
    )  # fmt: skip
    add_subscription(
        contract_id=makers.contract(buyer).pk, name="Ramp", charges=[draft], on=JAN_1, by=ANN
    )
    spans = ChargeSpan.objects.order_by("from_on").values_list("from_on", "until_on", "quantity_e6")
    assert list(spans) == [
        (JAN_1, date(2026, 4, 1), 5_000_000),
        (date(2026, 4, 1), None, 8_000_000),
    ]


def test_a_price_of_another_interval_is_refused(buyer: Customer) -> None:
    yearly = makers.price("YEAR", months=12)
    with pytest.raises(IntervalDiffers) as told:
        makers.subscription(makers.contract(buyer), [makers.price(), yearly])
    assert told.value.facts == {
        "price": "YEAR", "interval": "1 months", "price_interval": "12 months",
    }  # fmt: skip
    setup = makers.price("SETUP", timing=Timing.ONCE)
    makers.subscription(makers.contract(buyer), [yearly, setup])


def test_what_does_not_fit_the_contract_is_refused(buyer: Customer) -> None:
    of, seat = makers.contract(buyer, ends_on=date(2026, 7, 1)), makers.price()
    with pytest.raises(OutsideContract):
        makers.subscription(of, seat, starts_on=date(2025, 12, 1))
    with pytest.raises(OutsideContract):
        makers.subscription(of, seat, ends_on=date(2026, 8, 1))
    with pytest.raises(NoCharges):
        add_subscription(contract_id=of.pk, name="Nothing", charges=[], on=JAN_1, by=ANN)
    made = makers.subscription(of, seat, reference="seats")
    assert made.ends_on == date(2026, 7, 1)
    with pytest.raises(ReferenceTaken):
        makers.subscription(of, seat, reference="seats")


def test_numbers_are_made_or_taken_once(buyer: Customer) -> None:
    assert makers.contract(buyer).contract_no == "CT-000001"
    assert makers.contract(buyer, contract_no="A-1").contract_no == "A-1"
    assert makers.contract(buyer).contract_no == "CT-000003"
    with pytest.raises(ContractNoTaken):
        makers.contract(buyer, contract_no="A-1")


def test_terms_outside_the_catalogue_need_a_second_person(buyer: Customer) -> None:
    made = create_contract(customer_id=buyer.pk, starts_on=JAN_1, custom_term_days=75, by=ANN)
    with pytest.raises(ApprovalNeeded):
        activate_contract(contract_id=made.pk, by=ANN)
    asked = request_approval(
        entity_id=made.entity_id, kind=CUSTOM_TERMS, document_id=made.pk,
        payload=activation_payload(made), by=ANN, reason="a large customer",
    )  # fmt: skip
    with pytest.raises(ApprovalNeeded):
        activate_contract(contract_id=made.pk, approval_id=asked.pk, by=ANN)
    bob_decides()
    decide_approval(approval_id=asked.pk, approve=True, by=BOB)
    done = activate_contract(contract_id=made.pk, approval_id=asked.pk, by=ANN)
    assert (done.state, done.approval_id) == ("active", asked.pk)
