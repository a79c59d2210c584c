"""Applying, unapplying, crediting, returning: what stands in the books afterwards."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.refusals import (
    AlreadyUndone,
    AppliedTooEarly,
    ExceedsBalance,
    ExceedsUnapplied,
    NotOpen,
)
from cashwright.areas.cash.services import Part, apply, credit_invoice, return_payment, unapply
from cashwright.areas.controls.queries import verify_chains
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.queries import trial_balance
from cashwright.areas.payments.models import Payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import CurrencyMismatch
from tests import makers
from tests.makers import ANN, JAN_5, JAN_20

pytestmark = pytest.mark.django_db
FEB_1 = date(2026, 2, 1)


def pay(payment: Payment, *parts: tuple[Invoice, int], on: date = JAN_20) -> list[Application]:
    return apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk, on=on, by=ANN,
        parts=[Part(invoice.pk, minor) for invoice, minor in parts],
    )  # fmt: skip


def balances(entity_id: object, on: date = FEB_1) -> dict[str, int]:
    return {
        row.account: row.functional_minor
        for row in trial_balance(entity_id, on)  # type: ignore[arg-type]
        if row.functional_minor
    }


def test_a_payment_in_full_settles_the_invoice_and_the_ledger_follows() -> None:
    home = makers.entity()
    buyer = makers.customer(home)
    invoice = makers.invoice(buyer, [makers.line(100_00, 19_00)])
    payment = makers.payment(buyer, 119_00)
    assert balances(home.pk) == {
        "1000": 119_00, "1100": 119_00, "2100": -119_00, "2200": -19_00, "4000": -100_00,
    }  # fmt: skip

    pay(payment, (invoice, 119_00))

    invoice.refresh_from_db()
    payment.refresh_from_db()
    assert (invoice.state, invoice.balance_minor, payment.unapplied_minor) == ("settled", 0, 0)
    assert balances(home.pk) == {"1000": 119_00, "2200": -19_00, "4000": -100_00}
    assert all(report.broken is None for report in verify_chains())


def test_one_payment_settles_many_and_many_settle_one() -> None:
    buyer = makers.customer(makers.entity())
    first, second = makers.invoice(buyer, 100_00), makers.invoice(buyer, 50_00)
    big, small = makers.payment(buyer, 120_00), makers.payment(buyer, 30_00)
    pay(big, (first, 100_00), (second, 20_00))
    pay(small, (second, 30_00))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("settled", "settled")


def test_an_unapplied_payment_reopens_the_invoice_as_of_that_day_and_not_before() -> None:
    buyer = makers.customer(makers.entity())
    invoice, payment = makers.invoice(buyer), makers.payment(buyer, 100_00)
    (application,) = pay(payment, (invoice, 100_00))
    unapply(application_id=application.pk, on=FEB_1, by=ANN, reason="wrong invoice")
    invoice.refresh_from_db()
    payment.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == ("posted", 100_00)
    assert payment.unapplied_minor == 100_00
    assert payment.is_on_account, "what a person took back, the day's run leaves to people"
    with pytest.raises(AlreadyUndone):
        unapply(application_id=application.pk, on=FEB_1, by=ANN)
    with pytest.raises(AppliedTooEarly):
        pay(payment, (invoice, 100_00), on=JAN_20)
    pay(payment, (invoice, 100_00), on=FEB_1)


def test_more_than_is_left_is_refused_on_either_side() -> None:
    buyer = makers.customer(makers.entity())
    invoice, payment = makers.invoice(buyer), makers.payment(buyer, 150_00)
    with pytest.raises(ExceedsBalance):
        pay(payment, (invoice, 60_00), (invoice, 60_00))
    with pytest.raises(ExceedsUnapplied):
        pay(payment, (invoice, 100_00), (makers.invoice(buyer), 60_00))
    with pytest.raises(AppliedTooEarly):
        pay(payment, (invoice, 10_00), on=JAN_5)
    pay(payment, (invoice, 100_00))
    with pytest.raises(NotOpen):
        pay(payment, (invoice, 1))


def test_currencies_do_not_mix() -> None:
    makers.rate("USD", JAN_5, "1.10")
    makers.rate("USD", JAN_20, "1.20")
    buyer = makers.customer(makers.entity())
    invoice = makers.invoice(buyer, currency="USD")
    with pytest.raises(CurrencyMismatch):
        pay(makers.payment(buyer, 100_00), (invoice, 100_00))


def test_a_rate_that_moved_is_a_realized_gain_or_loss_and_nothing_stays_behind() -> None:
    makers.rate("USD", JAN_5, "1.10")
    makers.rate("USD", JAN_20, "1.25")
    home = makers.entity()
    buyer = makers.customer(home, currency="USD")
    invoice, payment = makers.invoice(buyer, 110_00), makers.payment(buyer, 110_00)
    pay(payment, (invoice, 33_33))
    pay(payment, (invoice, 76_67))
    # 110.00 USD came in at 100.00 EUR and were paid at 88.00 EUR: a loss of 12.00 EUR.
    assert balances(home.pk) == {"1000": 88_00, "4000": -100_00, "7000": 12_00}
    invoice.refresh_from_db()
    payment.refresh_from_db()
    assert (invoice.balance_functional_minor, payment.unapplied_functional_minor) == (0, 0)


def test_a_returned_payment_reopens_exactly_what_it_had_closed() -> None:
    home = makers.entity()
    buyer = makers.customer(home)
    first, second = makers.invoice(buyer, 100_00), makers.invoice(buyer, 50_00)
    before = balances(home.pk)
    payment = makers.payment(buyer, 120_00)
    pay(payment, (first, 100_00), (second, 20_00))
    return_payment(payment_id=payment.pk, on=FEB_1, reason="insufficient funds", by=ANN)
    first.refresh_from_db()
    second.refresh_from_db()
    payment.refresh_from_db()
    assert (first.balance_minor, second.balance_minor) == (100_00, 50_00)
    assert (payment.state, payment.unapplied_minor) == ("returned", 0)
    assert balances(home.pk) == before


def test_a_credit_in_full_cancels_the_invoice_and_part_of_it_leaves_the_rest_owed() -> None:
    buyer = makers.customer(makers.entity())
    invoice = makers.invoice(buyer, [makers.line(60_00, 11_40), makers.line(40_00, 7_60)])
    credit_invoice(
        invoice_id=invoice.pk, on=JAN_20, reason="one seat", by=ANN, net_by_line={2: 10_00}
    )
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == ("posted", 119_00 - 11_90)
    other = makers.invoice(buyer)
    credit_invoice(invoice_id=other.pk, on=JAN_20, reason="duplicate", by=ANN)
    other.refresh_from_db()
    assert (other.state, other.balance_minor) == ("credited", 0)


def test_a_credit_on_a_paid_invoice_stays_the_customers_credit() -> None:
    buyer = makers.customer(makers.entity())
    invoice = makers.invoice(buyer)
    pay(makers.payment(buyer, 100_00), (invoice, 100_00))
    note = credit_invoice(
        invoice_id=invoice.pk, on=FEB_1, reason="goodwill", by=ANN, net_by_line={1: 30_00}
    )
    assert note.unapplied_minor == 30_00
    following = makers.invoice(buyer, 50_00, issued_on=FEB_1)
    apply(
        source_kind=SourceKind.CREDIT_NOTE, source_id=note.pk, on=FEB_1, by=ANN,
        parts=[Part(following.pk, 30_00)],
    )  # fmt: skip
    following.refresh_from_db()
    assert following.balance_minor == 20_00


@pytest.mark.parametrize(
    "change",
    [
        {"balance_minor": 0, "state": "settled"},
        {"total_minor": 1, "net_minor": 1},
        {"due_on": FEB_1},
        {"document_no": "INV-0"},
    ],
)
def test_nobody_edits_a_posted_invoice_by_hand(change: dict[str, object]) -> None:
    invoice = makers.invoice(makers.customer(makers.entity()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(**change)


def test_the_database_refuses_an_application_beyond_the_payment() -> None:
    buyer = makers.customer(makers.entity())
    invoice, payment = makers.invoice(buyer, 300_00), makers.payment(buyer, 100_00)
    (applied,) = pay(payment, (invoice, 100_00))
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            id=makers.some_id(), entity_id=applied.entity_id, customer_id=applied.customer_id,
            invoice=invoice, source_kind="payment", source_id=payment.pk, applied_on=JAN_20,
            currency="EUR", amount_minor=1, invoice_functional_minor=1, source_functional_minor=1,
            entry_id=applied.entry_id, created_at=applied.created_at,
        )  # fmt: skip


def test_what_a_rule_took_back_may_be_applied_by_the_rules_again() -> None:
    buyer = makers.customer(makers.entity())
    invoice, payment = makers.invoice(buyer), makers.payment(buyer, 100_00)
    (application,) = pay(payment, (invoice, 100_00))
    unapply(application_id=application.pk, on=FEB_1, by=Actor.rule("runs.day"))
    payment.refresh_from_db()
    assert not payment.is_on_account
