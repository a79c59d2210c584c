"""Reactions: what was approved is done once, as it was asked for; what breaks is left to a person."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from cashwright.areas.cash.models import Application
from cashwright.areas.cash.services import credit_invoice
from cashwright.areas.controls.models import Approval, Cursor, Fact, Task
from cashwright.areas.controls.policies import CREDIT_NOTE, REFUND, WRITE_OFF
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.credit.models import WriteOff
from cashwright.areas.credit.services import write_off, write_off_payload
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.services import post_credit_note
from cashwright.areas.invoicing.services.credit_notes import credit_payload
from cashwright.areas.ledger.models import Period
from cashwright.areas.ledger.periods import REOPEN, close_period
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.models import Refund
from cashwright.areas.payments.services import refund_payload
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs import deliver
from cashwright.runs.deliver import CONSUMER, Told, deliver_reactions
from tests import makers
from tests.makers import ANN, BOB, JAN_20
from tests.runs.day_makers import FEB_2

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Iterator[LegalEntity]:
    with running_on(noon_utc(FEB_2)):
        yield makers.entity()


def approved(kind: str, document_id: UUID, payload: dict[str, Any], of: LegalEntity) -> Approval:
    """A request of Ann's that Bob approved."""
    asked = request_approval(
        entity_id=of.pk, kind=kind, document_id=document_id, payload=payload, by=ANN,
        reason="agreed on the phone",
    )  # fmt: skip
    return decide_approval(approval_id=asked.pk, approve=True, by=BOB)


def large(of: LegalEntity, minor: int = 9_000_00) -> Invoice:
    return makers.invoice(makers.customer(of), minor)


def test_an_approved_write_off_is_done_at_once_and_only_once(home: LegalEntity) -> None:
    invoice = large(home)
    payload = write_off_payload(invoice.pk, 9_000_00, FEB_2, "insolvent")
    approval = approved(WRITE_OFF, invoice.pk, payload, home)

    assert deliver_reactions() == 1
    assert deliver_reactions() == 0

    approval.refresh_from_db()
    invoice.refresh_from_db()
    assert (approval.state, approval.outcome) == ("done", "carried out")
    assert (invoice.state, invoice.balance_minor) == ("settled", 0)
    assert WriteOff.objects.get().approval_id == approval.pk
    told = Fact.objects.get(name="credit.written_off")
    assert (str(told.touch), told.actor) == ("rule", "runs.carry_out")


def test_an_approved_credit_refund_and_reopening_are_done(home: LegalEntity) -> None:
    invoice = large(home)
    payment = makers.payment(makers.customer(home, "C-2"), 500_00)
    close_period(entity_id=home.pk, starts_on=date(2026, 1, 1), today=FEB_2, by=ANN)
    period = Period.objects.get()
    credit = credit_payload(invoice.pk, {1: 4_000_00}, invoice.customer_id, 4_000_00, FEB_2)
    approved(CREDIT_NOTE, invoice.pk, credit, home)
    approved(
        REFUND, payment.pk, refund_payload("payment", payment.pk, 500_00, FEB_2, "twice"), home
    )
    approved(REOPEN, period.pk, {"period_id": str(period.pk)}, home)

    assert deliver_reactions() == 3

    assert set(Approval.objects.values_list("state", flat=True)) == {"done"}
    invoice.refresh_from_db()
    period.refresh_from_db()
    assert (CreditNote.objects.get().total_minor, invoice.balance_minor) == (4_000_00, 5_000_00)
    assert Refund.objects.get().amount_minor == 500_00
    assert period.state == "open"


def test_an_approved_credit_on_account_is_given_with_the_lines_that_were_asked_for(
    home: LegalEntity,
) -> None:
    buyer = makers.customer(home)
    lines = [makers.line(4_000_00, 760_00), makers.line(500_00)]
    with pytest.raises(ApprovalNeeded):
        post_credit_note(customer_id=buyer.pk, issued_on=FEB_2, reason="bonus", lines=lines, by=ANN)
    asked = credit_payload(None, None, buyer.pk, 5_260_00, FEB_2, currency="EUR", lines=lines)
    approval = approved(CREDIT_NOTE, buyer.pk, asked, home)

    assert deliver_reactions() == 1

    approval.refresh_from_db()
    assert (approval.state, approval.outcome) == ("done", "carried out")
    note = CreditNote.objects.get()
    assert (note.customer_id, note.invoice_id, note.approval_id) == (buyer.pk, None, approval.pk)
    assert (note.total_minor, note.unapplied_minor, note.currency) == (5_260_00, 5_260_00, "EUR")
    given = note.lines.order_by("line_no").values_list("net_minor", "tax_minor")
    assert list(given) == [(4_000_00, 760_00), (500_00, 0)]


def test_what_the_books_refuse_by_then_fails_with_its_code_and_changes_nothing(
    home: LegalEntity,
) -> None:
    invoice = large(home)
    payload = write_off_payload(invoice.pk, 9_000_00, FEB_2, "insolvent")
    approval = approved(WRITE_OFF, invoice.pk, payload, home)
    write_off(invoice_id=invoice.pk, amount_minor=1_00, on=FEB_2, reason="rounding", by=ANN)
    before = Application.objects.count()

    assert deliver_reactions() == 1

    approval.refresh_from_db()
    assert approval.state == "failed"
    assert approval.outcome.startswith("cash.exceeds_balance")
    assert Application.objects.count() == before


def test_a_rejected_request_is_not_done(home: LegalEntity) -> None:
    invoice = large(home)
    with pytest.raises(ApprovalNeeded):
        credit_invoice(invoice_id=invoice.pk, on=FEB_2, reason="wrong", by=ANN)
    asked = request_approval(
        entity_id=home.pk, kind=WRITE_OFF, document_id=invoice.pk, by=ANN, reason="insolvent",
        payload=write_off_payload(invoice.pk, 9_000_00, FEB_2, "insolvent"),
    )  # fmt: skip
    decide_approval(approval_id=asked.pk, approve=False, by=BOB)
    deliver_reactions()
    assert (WriteOff.objects.count(), Approval.objects.get().state) == (0, "rejected")


def test_a_reaction_that_breaks_leaves_a_task_and_those_after_it_are_told(
    home: LegalEntity, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[UUID] = []

    def breaks_on_the_first(fact: Told) -> None:
        told.append(fact.document_id)
        makers.customer(home, f"made by a reaction {len(told)}")
        if len(told) == 1:
            raise ZeroDivisionError("no")

    monkeypatch.setattr(
        deliver, "registered", lambda: {"payments.received": (breaks_on_the_first,)}
    )
    buyer = makers.customer(home)
    payments = [makers.payment(buyer, minor, on=JAN_20) for minor in (1_00, 2_00, 3_00)]

    assert deliver_reactions() == 2

    assert told == [payment.pk for payment in payments]
    task = Task.objects.get()
    assert (task.kind, task.document_id) == ("runs.reaction", payments[0].pk)
    assert task.facts["error"] == "ZeroDivisionError: no"
    made = type(buyer).objects.filter(account_no__startswith="made by a reaction")
    assert sorted(made.values_list("account_no", flat=True)) == [
        "made by a reaction 2",
        "made by a reaction 3",
    ]


def test_facts_nobody_reacts_to_are_passed_over_in_leaps(
    home: LegalEntity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "_STRIDE", 3)
    buyer = makers.customer(home)
    for minor in range(1, 6):
        makers.payment(buyer, minor)
    assert deliver_reactions() == 0
    last = Fact.objects.filter(chain_id=home.pk).order_by("-seq").values_list("seq", flat=True)[0]
    assert Cursor.objects.get(consumer=CONSUMER, chain_id=home.pk).seq == last
