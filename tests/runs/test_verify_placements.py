"""Claims that left and money that came back, changed behind the books' back: the verifier names them.

Triggers are silent for a superuser's replica session; each attempt is made on whole books.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from cashwright.areas.collections.models import AgencyRecovery, Placement
from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.areas.collections.services import (
    note_recovery,
    placement_payload,
    recall_placement,
    set_agency,
)
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.ids import public_id
from cashwright.runs.deliver import deliver_reactions
from cashwright.runs.verify import ALL, verify
from tests import makers
from tests.makers import ANN, BOB, bob_decides

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 4)


@pytest.fixture
def books() -> Iterator[tuple[Placement, AgencyRecovery]]:
    """One placement, asked for, approved and carried out; half of it recovered."""
    with running_on(noon_utc(TODAY)):
        bob_decides()
        home = makers.entity()
        buyer = makers.customer(home)
        agency = set_agency(entity_id=home.pk, name="Firm & Fair", fee_bp=20_00, by=ANN)
        ids = [makers.invoice(buyer, euros * 100_00).pk for euros in (1, 2)]
        asked = request_approval(
            entity_id=home.pk, kind=PLACEMENT, document_id=buyer.pk, customer_id=buyer.pk, by=ANN,
            payload=placement_payload(buyer.pk, agency.pk, "EUR", "90 days late", ids),
            reason="90 days late",
        )  # fmt: skip
        decide_approval(approval_id=asked.pk, approve=True, by=BOB)
        deliver_reactions()
        made = Placement.objects.get()
        noted = note_recovery(
            placement_id=made.pk, gross_minor=150_00, tax_minor=5_70, on=TODAY, by=ANN,
            reference="Statement 1",
        )  # fmt: skip
        yield made, noted


def broken() -> dict[str, list[tuple[str, str]]]:
    report = verify(checks=ALL)
    return {r.name: [(v.document, v.detail) for v in r.named] for r in report.broken}


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_what_was_approved_left_and_what_was_recovered_is_whole(
    books: tuple[Placement, AgencyRecovery],
) -> None:
    assert Approval.objects.get().state == "done"
    assert books[0].items.count() == 2
    assert broken() == {}


@pytest.mark.parametrize(
    ("sql", "check", "prefix", "says"),
    [
        ("UPDATE collections_placement SET approval_id = NULL",
         "placements approved", "plc", "no approval"),
        ("UPDATE collections_placement SET currency = 'USD'",
         "placements approved", "plc", "its approval is of"),
        ("UPDATE collections_placementitem SET invoice_id = gen_random_uuid() WHERE amount_minor = 10000",
         "placements approved", "plc", "was not approved"),
        ("UPDATE controls_approval SET kind = 'payments.refund'",
         "approved before the act", "plc", "something else"),
        ("UPDATE collections_agencyrecovery SET gross_minor = gross_minor + 1",
         "recoveries are payments", "rcv", "recovered 15001"),
        ("UPDATE collections_agencyrecovery SET recovered_on = recovered_on - 1",
         "recoveries are payments", "rcv", "2026-05-03"),
        ("UPDATE collections_agencyrecovery SET entry_id = NULL",
         "recoveries are payments", "rcv", "recovered"),
        ("UPDATE collections_agencyrecovery SET fee_minor = fee_minor - 1",
         "entries as documents say", "rcv", "account 1000"),
        ("UPDATE collections_agencyrecovery SET tax_minor = tax_minor - 1",
         "entries as documents say", "rcv", "account 1000"),
        ("UPDATE collections_agencyrecovery SET fee_functional_minor = 1",
         "entries as documents say", "rcv", "account"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(
    books: tuple[Placement, AgencyRecovery], sql: str, check: str, prefix: str, says: str
) -> None:
    tamper(sql)
    found = broken()
    name = public_id(prefix, books[0].pk if prefix == "plc" else books[1].pk)
    assert check in found
    assert any(document == name and says in detail for document, detail in found[check]), found


def test_an_entry_for_a_recovery_that_is_gone_has_no_document(
    books: tuple[Placement, AgencyRecovery],
) -> None:
    entry_id = books[1].entry_id
    assert entry_id is not None
    tamper("DELETE FROM collections_agencyrecovery")
    named = [document for document, _ in broken()["entries have documents"]]
    assert named == [public_id("je", entry_id)]


def test_claims_with_two_agencies_on_one_day_are_named(
    books: tuple[Placement, AgencyRecovery],
) -> None:
    made = books[0]
    with running_on(noon_utc(date(2026, 5, 9))):
        recall_placement(placement_id=made.pk, on=date(2026, 5, 9), by=ANN)
    later = Placement.objects.get(pk=made.pk)
    later.pk, later.placed_on = makers.some_id(), date(2026, 5, 6)
    later.state, later.ended_on = "recalled", date(2026, 5, 20)
    later.save(force_insert=True)
    assert [d for d, _ in broken()["one agency at a time"]] == [public_id("plc", later.pk)]
