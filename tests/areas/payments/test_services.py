"""Money that comes, becomes known, stays on account or goes back; and refunds, with a second person's word."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.refusals import AppliedTooEarly
from cashwright.areas.cash.services import Part, apply, return_payment, unapply
from cashwright.areas.controls.policies import REFUND
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.invoicing.services import post_credit_note
from cashwright.areas.ledger.queries import trial_balance
from cashwright.areas.ledger.refusals import NoRate, PeriodClosed
from cashwright.areas.parties.models import Customer
from cashwright.areas.payments.models import Payment, Refund
from cashwright.areas.payments.queries import to_apply, unidentified
from cashwright.areas.payments.refusals import (
    AlreadyIdentified,
    AlreadyReceived,
    NotPositive,
    NotReceivedYet,
    RefundExceeds,
    Unidentified,
)
from cashwright.areas.payments.services import (
    identify_payment,
    keep_on_account,
    receive_payment,
    refund,
    refund_payload,
    return_unapplied,
)
from cashwright.kernel.refusals import NotAllowedNow, NotFound, UnknownCurrency
from cashwright.runs.verify import verify
from tests import makers
from tests.books import approved, approved_refund, closed
from tests.makers import ANN, JAN_5, JAN_20, some_id

pytestmark = pytest.mark.django_db
JAN_19, JAN_25, FEB_2 = date(2026, 1, 19), date(2026, 1, 25), date(2026, 2, 2)


@pytest.fixture
def buyer() -> Customer:
    return makers.customer(makers.entity())


def unknown(buyer: Customer, minor: int = 50_00, **more: object) -> Payment:
    given = {"received_on": JAN_20, "currency": "EUR", "amount_minor": minor, "by": ANN, **more}
    return receive_payment(entity_id=buyer.entity_id, **given)  # type: ignore[arg-type]


def functional_balances(of: Customer, on: date = FEB_2) -> dict[str, int]:
    rows = trial_balance(of.entity_id, on)
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.account] = sums.get(row.account, 0) + row.functional_minor
    return {account: minor for account, minor in sums.items() if minor}


def whole() -> bool:
    broken = [(r.name, r.named) for r in verify().broken]
    assert broken == []
    return True


def test_unidentified_cash_waits_until_someone_knows_whose_it_is(buyer: Customer) -> None:
    payment = unknown(buyer)
    assert list(unidentified()) == [payment]
    assert functional_balances(buyer) == {"1000": 50_00, "2110": -50_00}
    with pytest.raises(NotReceivedYet):
        identify_payment(payment_id=payment.pk, customer_id=buyer.pk, on=JAN_19, by=ANN)
    with pytest.raises(NotFound):
        identify_payment(payment_id=payment.pk, customer_id=some_id(), on=JAN_25, by=ANN)
    identify_payment(payment_id=payment.pk, customer_id=buyer.pk, on=JAN_25, by=ANN)
    assert functional_balances(buyer, JAN_20) == {"1000": 50_00, "2110": -50_00}
    assert functional_balances(buyer, JAN_25) == {"1000": 50_00, "2100": -50_00}
    with pytest.raises(AlreadyIdentified):
        identify_payment(payment_id=payment.pk, customer_id=buyer.pk, on=JAN_25, by=ANN)
    assert whole()


def test_unidentified_cash_can_be_sent_back_before_and_after_it_is_known(buyer: Customer) -> None:
    early, late = unknown(buyer), unknown(buyer, 20_00)
    with pytest.raises(Unidentified):
        refund(
            source_kind="payment", source_id=early.pk, amount_minor=1, on=JAN_25, reason="r", by=ANN
        )
    with pytest.raises(Unidentified):
        keep_on_account(payment_id=early.pk, keep=True, by=ANN)
    return_payment(payment_id=early.pk, on=JAN_25, reason="unknown", by=ANN)
    identify_payment(payment_id=late.pk, customer_id=buyer.pk, on=JAN_25, by=ANN)
    return_payment(payment_id=late.pk, on=JAN_25, reason="unknown", by=ANN)
    assert functional_balances(buyer) == {}
    assert whole()


def test_the_same_receipt_told_again_is_the_first_and_with_other_figures_refused(
    buyer: Customer,
) -> None:
    first = unknown(buyer, source="bank", source_ref="TX-1")
    assert unknown(buyer, source="bank", source_ref="TX-1").pk == first.pk
    for changed in ({"minor": 50_01}, {"received_on": JAN_19}):
        with pytest.raises(AlreadyReceived):
            unknown(buyer, **{"minor": 50_00, "source": "bank", "source_ref": "TX-1", **changed})  # type: ignore[arg-type]
    assert unknown(buyer, source="lockbox", source_ref="TX-1").pk != first.pk


def test_what_cannot_be_a_payment_is_refused(buyer: Customer) -> None:
    for minor in (0, -1):
        with pytest.raises(NotPositive):
            unknown(buyer, minor)
    with pytest.raises(UnknownCurrency):
        unknown(buyer, currency="EURO")
    with pytest.raises(NoRate):
        unknown(buyer, currency="USD")
    with pytest.raises(NotFound):
        unknown(buyer, customer_id=some_id())
    makers.invoice(buyer)
    closed(buyer.entity)
    with pytest.raises(PeriodClosed):
        unknown(buyer)
    assert not Payment.objects.exists()


def test_money_left_on_account_on_purpose_is_passed_over(buyer: Customer) -> None:
    payment = makers.payment(buyer, 10_00)
    assert list(to_apply(buyer.entity_id, JAN_20)) == [payment]
    keep_on_account(payment_id=payment.pk, keep=True, by=ANN)
    assert not to_apply(buyer.entity_id, JAN_20).exists()
    keep_on_account(payment_id=payment.pk, keep=False, by=ANN)
    assert to_apply(buyer.entity_id, JAN_20).exists()
    assert not to_apply(buyer.entity_id, JAN_19).exists()


def test_a_payment_is_returned_once_and_only_whole(buyer: Customer) -> None:
    payment, refunded = makers.payment(buyer, 10_00), makers.payment(buyer, 20_00)
    with pytest.raises(NotReceivedYet):
        return_payment(payment_id=payment.pk, on=JAN_19, reason="r", by=ANN)
    return_payment(payment_id=payment.pk, on=JAN_25, reason="r", by=ANN)
    with pytest.raises(NotAllowedNow):
        return_payment(payment_id=payment.pk, on=JAN_25, reason="r", by=ANN)
    approved_refund(refunded, 1, JAN_25)
    with pytest.raises(NotAllowedNow):
        return_payment(payment_id=refunded.pk, on=JAN_25, reason="r", by=ANN)
    assert whole()


def test_an_applied_payment_is_not_returned_past_its_applications(buyer: Customer) -> None:
    payment, invoice = makers.payment(buyer, 100_00), makers.invoice(buyer, 100_00)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk, on=JAN_20, by=ANN,
        parts=[Part(invoice.pk, 60_00)],
    )  # fmt: skip
    with pytest.raises(NotAllowedNow):
        return_unapplied(payment_id=payment.pk, on=JAN_25, by=ANN, why="r")


def test_an_application_is_not_taken_back_before_a_later_undoing_of_its_documents(
    buyer: Customer,
) -> None:
    """Found by the stateful model: the database refused what the service had let through."""
    invoice = makers.invoice(buyer, 100_00)
    first, second = makers.payment(buyer, 60_00), makers.payment(buyer, 40_00)
    (one,), (two,) = (
        apply(
            source_kind=SourceKind.PAYMENT, source_id=p.pk, on=JAN_20, by=ANN,
            parts=[Part(invoice.pk, p.amount_minor)],
        )
        for p in (first, second)
    )  # fmt: skip
    unapply(application_id=one.pk, on=FEB_2, by=ANN)
    with pytest.raises(AppliedTooEarly) as refused:
        unapply(application_id=two.pk, on=JAN_25, by=ANN)
    assert refused.value.facts["earliest"] == FEB_2
    unapply(application_id=two.pk, on=FEB_2, by=ANN)


def test_money_and_invoices_given_back_later_are_not_used_before(buyer: Customer) -> None:
    payment, other = makers.payment(buyer, 50_00), makers.payment(buyer, 50_00)
    first, second = makers.invoice(buyer), makers.invoice(buyer)

    def paid(invoice_id: UUID, by_id: UUID, on: date) -> UUID:
        (tie,) = apply(
            source_kind=SourceKind.PAYMENT, source_id=by_id, on=on, by=ANN,
            parts=[Part(invoice_id, 50_00)],
        )  # fmt: skip
        return tie.pk

    unapply(application_id=paid(first.pk, payment.pk, JAN_20), on=FEB_2, by=ANN)
    for invoice, money in ((second, payment), (first, other)):
        with pytest.raises(AppliedTooEarly) as refused:
            paid(invoice.pk, money.pk, JAN_25)
        assert refused.value.facts["earliest"] == FEB_2
    paid(second.pk, payment.pk, FEB_2)
    paid(first.pk, other.pk, FEB_2)


def asked_refund(
    payment: Payment, minor: int, on: date = JAN_25, approval_id: UUID | None = None
) -> Refund:
    return refund(
        source_kind="payment", source_id=payment.pk, amount_minor=minor, on=on, reason="twice", by=ANN,
        approval_id=approval_id,
    )  # fmt: skip


def test_a_refund_needs_a_second_person_for_exactly_this_refund(buyer: Customer) -> None:
    payment = makers.payment(buyer, 100_00)
    with pytest.raises(ApprovalNeeded):
        asked_refund(payment, 30_00)
    payload = refund_payload("payment", payment.pk, 30_00, JAN_25, "twice")
    approval = approved(REFUND, payment.pk, payload, buyer.entity_id)
    with pytest.raises(ApprovalNeeded):
        asked_refund(payment, 30_01, approval_id=approval.pk)
    made = asked_refund(payment, 30_00, approval_id=approval.pk)
    payment.refresh_from_db()
    assert (payment.unapplied_minor, payment.refunded_minor) == (70_00, 30_00)
    assert made.functional_minor == 30_00
    assert functional_balances(buyer) == {"1000": 70_00, "2100": -70_00}
    assert whole()


def test_no_more_is_refunded_than_is_left_and_not_before_it_came(buyer: Customer) -> None:
    payment = makers.payment(buyer, 100_00)
    for minor in (0, -5):
        with pytest.raises(NotPositive):
            asked_refund(payment, minor)
    with pytest.raises(RefundExceeds):
        asked_refund(payment, 100_01)
    with pytest.raises(NotReceivedYet):
        asked_refund(payment, 1, on=JAN_19)
    invoice = makers.invoice(buyer, 100_00)
    (tie,) = apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk, on=JAN_20, by=ANN,
        parts=[Part(invoice.pk, 100_00)],
    )  # fmt: skip
    with pytest.raises(RefundExceeds):
        asked_refund(payment, 1)
    unapply(application_id=tie.pk, on=FEB_2, by=ANN)
    with pytest.raises(NotReceivedYet):
        asked_refund(payment, 1)
    with pytest.raises(NotFound):
        refund(
            source_kind="payment", source_id=some_id(), amount_minor=1, on=FEB_2, reason="r", by=ANN
        )


def test_a_refund_at_another_rate_leaves_the_difference_as_realized(buyer: Customer) -> None:
    makers.rate("USD", JAN_20, "1.00")
    makers.rate("USD", JAN_25, "1.25")
    payment = makers.payment(buyer, 100_00, currency="USD")
    approved_refund(payment, 100_00, JAN_25)
    # 100.00 EUR came in; 80.00 EUR went out for the same dollars: a gain of 20.00 EUR.
    assert functional_balances(buyer) == {"1000": 20_00, "7000": -20_00}
    payment.refresh_from_db()
    assert payment.unapplied_functional_minor == 0
    assert whole()


def test_a_credit_note_is_refunded_like_money(buyer: Customer) -> None:
    note = post_credit_note(
        issued_on=JAN_20, reason="bonus", by=ANN, customer_id=buyer.pk, lines=[makers.line(40_00)]
    )
    payload = refund_payload("credit_note", note.pk, 40_00, JAN_25, "leaving")
    approval = approved(REFUND, note.pk, payload, buyer.entity_id)
    refund(
        source_kind="credit_note", source_id=note.pk, amount_minor=40_00, on=JAN_25, reason="leaving",
        by=ANN, approval_id=approval.pk,
    )  # fmt: skip
    note.refresh_from_db()
    assert note.unapplied_minor == 0
    assert functional_balances(buyer) == {"1000": -40_00, "4000": 40_00}
    assert whole()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE payments_payment SET amount_minor = amount_minor + 1",
        "UPDATE payments_payment SET received_on = received_on - 1",
        "UPDATE payments_payment SET unapplied_minor = unapplied_minor - 1",
        "UPDATE payments_payment SET refunded_minor = refunded_minor + 1",
        "UPDATE payments_payment SET reference = 'other'",
        "UPDATE payments_payment SET customer_id = NULL",
        "UPDATE payments_payment SET source_ref = 'other'",
        "UPDATE payments_payment SET state = 'returned', returned_on = '2026-01-25'",
        "UPDATE payments_payment SET state = 'lost'",
        "DELETE FROM payments_payment",
        "UPDATE payments_refund SET amount_minor = 1",
        "DELETE FROM payments_refund",
    ],
)
def test_the_database_keeps_a_payment_as_it_came(buyer: Customer, sql: str) -> None:
    approved_refund(makers.payment(buyer, 100_00), 30_00, JAN_25)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_minor": 70_00}, {"amount_minor": 0}, {"amount_minor": -1}, {"currency": "USD"},
        {"refunded_on": JAN_5}, {"source_id": some_id()}, {"source_kind": "write_off"},
        {"source_kind": "credit_note"},
    ],
)  # fmt: skip
def test_the_database_refuses_a_refund_that_does_not_fit(
    buyer: Customer, changes: dict[str, object]
) -> None:
    made = approved_refund(makers.payment(buyer, 100_00), 30_00, JAN_25)
    row = Refund.objects.filter(pk=made.pk).values().get()
    Refund.objects.create(
        **{**row, "id": some_id(), "amount_minor": 1, "source_functional_minor": 1}
    )
    with pytest.raises(Error), transaction.atomic():
        Refund.objects.create(**{**row, "id": some_id(), **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"unapplied_minor": 99_99}, {"unapplied_functional_minor": 1}, {"refunded_minor": 1},
        {"amount_minor": 0, "unapplied_minor": 0}, {"state": "returned", "returned_on": JAN_25},
        {"reopened_on": JAN_25}, {},
    ],
)  # fmt: skip
def test_the_database_refuses_a_payment_that_does_not_start_as_one(
    buyer: Customer, changes: dict[str, object]
) -> None:
    payment = unknown(buyer, 100_00, source="bank", source_ref="TX-1")
    row = Payment.objects.filter(pk=payment.pk).values().get()
    Payment.objects.create(**{**row, "id": some_id(), "source_ref": "TX-3"})
    fresh = {"id": some_id(), "source_ref": "TX-2"} if changes else {"id": some_id()}
    with pytest.raises(Error), transaction.atomic():
        Payment.objects.create(**{**row, **fresh, **changes})
