"""A collector's morning, as prose: the list is worked down, and the books say so at every step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import WorklistEntry
from cashwright.areas.collections.policies import CallOutcome, Level
from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.areas.collections.queries import placed
from cashwright.areas.collections.queries.worklist import today
from cashwright.areas.collections.services import (
    escalate_customer,
    log_call,
    note_promise,
    note_recovery,
    place_with_agency,
    placement_payload,
    set_agency,
    snooze_customer,
)
from cashwright.areas.collections.services.stepping import open_steps
from cashwright.areas.collections.services.working import follow_worklist
from cashwright.areas.controls.services import decide_approval, open_task, request_approval
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN, BOB, bob_decides

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 4)


@pytest.fixture
def home() -> Iterator[LegalEntity]:
    with running_on(noon_utc(TODAY)):
        bob_decides()
        yield makers.entity()


def late(home: LegalEntity, name: str, euros: int) -> tuple[Customer, Invoice]:
    of = makers.customer(home, name)
    bill = makers.invoice(of, euros * 100, due_on=date(2026, 2, 4))
    open_task(
        entity_id=home.pk, kind="collections.call", key=f"call/{name}", title="Call", on=TODAY,
        by=ANN, customer_id=of.pk,
    )  # fmt: skip
    return of, bill


def turn(home: LegalEntity, on: date = TODAY) -> list[str]:
    """Whose turn it is, by what is at stake."""
    follow_worklist([home.pk], on)
    rows = WorklistEntry.objects.filter(today(on)).order_by("-expected_functional_minor")
    return list(rows.values_list("customer__account_no", flat=True))


def test_a_morning_from_the_first_call_to_the_agency(home: LegalEntity) -> None:
    a_person("boss@example.com", Role.CREDIT_MANAGER)
    (pays, bill), (rests, _), (climbs, _), (goes, lost) = (
        late(home, name, euros) for name, euros in (("A", 400), ("B", 300), ("C", 200), ("D", 100))
    )
    assert turn(home) == ["A", "B", "C", "D"]

    # A pays while the list is on the screen: nobody calls them.
    paid = makers.payment(pays, bill.balance_minor, on=TODAY)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=paid.pk, on=TODAY, by=ANN,
        parts=[Part(bill.pk, bill.balance_minor)],
    )  # fmt: skip
    assert turn(home) == ["B", "C", "D"]

    # B is spoken with and promises; the promise's day brings them back.
    log_call(
        customer_id=rests.pk, outcome=CallOutcome.PROMISED, on=TODAY, by=ANN,
        task_id=open_steps(rests.pk)[0],
    )  # fmt: skip
    note_promise(
        customer_id=rests.pk, currency="EUR", amount_minor=300_00, due_on=date(2026, 5, 8),
        on=TODAY, origin="call", by=ANN,
    )  # fmt: skip
    assert turn(home) == ["C", "D"]

    # C goes to the manager, who is asked: it is still a person's turn until it is put off.
    escalate_customer(
        customer_id=climbs.pk, level=Level.MANAGER, reason="no answer", on=TODAY, by=ANN
    )
    snooze_customer(customer_id=climbs.pk, until_on=date(2026, 5, 7), on=TODAY, by=ANN)
    assert turn(home) == ["D"]

    # D's claim goes to an agency with a second person's word, which recovers half of it.
    agency = set_agency(entity_id=home.pk, name="Firm & Fair", fee_bp=20_00, by=ANN)
    asked = request_approval(
        entity_id=home.pk, kind=PLACEMENT, document_id=goes.pk, customer_id=goes.pk, by=ANN,
        payload=placement_payload(goes.pk, agency.pk, "EUR", "no answer", [lost.pk]),
        reason="no answer",
    )  # fmt: skip
    decide_approval(approval_id=asked.pk, approve=True, by=BOB)
    made = place_with_agency(
        customer_id=goes.pk, agency_id=agency.pk, currency="EUR", reason="no answer", on=TODAY,
        by=ANN, invoice_ids=[lost.pk], approval_id=asked.pk,
    )  # fmt: skip
    assert turn(home) == []
    assert placed(home.pk, TODAY) == {(goes.pk, "EUR")}
    note_recovery(placement_id=made.pk, gross_minor=50_00, on=TODAY, by=ANN, reference="S-1")
    lost.refresh_from_db()
    assert lost.balance_minor == 50_00
    assert verify().broken == ()

    # The days that follow bring back who was put off, then who promised.
    for days, expected in ((1, []), (3, ["C"]), (4, ["B", "C"])):
        on = TODAY + timedelta(days=days)
        with running_on(noon_utc(on)):
            assert turn(home, on) == expected
