"""What is written off, taken back and recovered after all."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.refusals import AppliedTooEarly, ExceedsBalance, NotOpen
from cashwright.areas.cash.services import Part, apply, unapply
from cashwright.areas.controls.policies import WRITE_OFF
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.credit.models import Recovery, WriteOff
from cashwright.areas.credit.refusals import NotWrittenOff, RecoveredInPart, RecoveryExceeds
from cashwright.areas.credit.services import recover, take_back, write_off, write_off_payload
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.queries import trial_balance
from cashwright.areas.ledger.refusals import PeriodClosed
from cashwright.areas.parties.models import Customer
from cashwright.areas.payments.refusals import NotPositive, NotReceivedYet
from cashwright.kernel.refusals import NotFound
from cashwright.runs.verify import verify
from tests import makers
from tests.books import approved, closed
from tests.makers import ANN, JAN_5, JAN_20, some_id

pytestmark = pytest.mark.django_db
JAN_25, FEB_2 = date(2026, 1, 25), date(2026, 2, 2)


@pytest.fixture
def buyer() -> Customer:
    return makers.customer(makers.entity())


def lost(invoice: Invoice, minor: int, on: date = JAN_20, **more: object) -> WriteOff:
    given = {"reason": "insolvent", "by": ANN, **more}
    return write_off(invoice_id=invoice.pk, amount_minor=minor, on=on, **given)  # type: ignore[arg-type]


def balances(of: Customer, on: date = FEB_2) -> dict[str, int]:
    rows = trial_balance(of.entity_id, on)
    return {row.account: row.functional_minor for row in rows if row.functional_minor}


def whole() -> bool:
    assert [(r.name, r.named) for r in verify().broken] == []
    return True


def test_a_loss_is_an_expense_and_the_invoice_is_settled(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, 80_00)
    lost(invoice, 30_00)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == ("posted", 50_00)
    lost(invoice, 50_00)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == ("settled", 0)
    assert balances(buyer, JAN_5) == {"1100": 80_00, "4000": -80_00}
    assert balances(buyer) == {"6100": 80_00, "4000": -80_00}
    with pytest.raises(NotOpen):
        lost(invoice, 1)
    assert whole()


def test_what_cannot_be_written_off_is_refused(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, 80_00)
    for minor, refusal in ((0, NotPositive), (-1, NotPositive), (80_01, ExceedsBalance)):
        with pytest.raises(refusal):
            lost(invoice, minor)
    with pytest.raises(AppliedTooEarly):
        lost(invoice, 1, on=date(2026, 1, 4))
    with pytest.raises(NotOpen):
        lost(makers.draft(buyer), 1)
    with pytest.raises(NotFound):
        write_off(invoice_id=some_id(), amount_minor=1, on=JAN_20, reason="r", by=ANN)
    closed(buyer.entity)
    with pytest.raises(PeriodClosed):
        lost(invoice, 1)


def test_losses_of_a_customer_above_the_limit_of_thirty_days_need_a_second_person(
    buyer: Customer,
) -> None:
    first, second = makers.invoice(buyer, 500_00), makers.invoice(buyer, 500_00)
    lost(first, 60_00)
    with pytest.raises(ApprovalNeeded):
        lost(second, 40_01)
    lost(second, 40_00)
    lost(first, 1, on=date(2026, 2, 19))  # thirty days later the first ones no longer count
    payload = write_off_payload(second.pk, 400_00, JAN_25, "insolvent")
    approval = approved(WRITE_OFF, second.pk, payload, buyer.entity_id)
    with pytest.raises(ApprovalNeeded):
        lost(second, 400_00, on=JAN_20, approval_id=approval.pk)
    lost(second, 400_00, on=JAN_25, approval_id=approval.pk)
    assert whole()


def test_a_loss_taken_back_reopens_the_invoice(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, 80_00)
    loss = lost(invoice, 80_00)
    take_back(application_id=loss.application_id, on=JAN_25, by=ANN, reason="they pay")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == ("posted", 80_00)
    with pytest.raises(NotWrittenOff):
        recover(
            write_off_id=loss.pk, payment_id=makers.payment(buyer, 5_00, on=JAN_25).pk, amount_minor=1,
            on=JAN_25, by=ANN,
        )  # fmt: skip
    assert whole()


def test_a_late_payment_is_income_for_at_most_what_was_lost(buyer: Customer) -> None:
    loss = lost(makers.invoice(buyer, 80_00), 80_00)
    payment = makers.payment(buyer, 100_00, on=JAN_25)

    def recovered(minor: int, on: date = JAN_25) -> Recovery:
        return recover(
            write_off_id=loss.pk, payment_id=payment.pk, amount_minor=minor, on=on, by=ANN
        )

    recovered(50_00)
    with pytest.raises(RecoveredInPart):
        take_back(application_id=loss.application_id, on=JAN_25, by=ANN)
    with pytest.raises(IntegrityError), transaction.atomic():
        unapply(application_id=loss.application_id, on=JAN_25, by=ANN)
    for minor, refusal in ((30_01, RecoveryExceeds), (0, NotPositive)):
        with pytest.raises(refusal):
            recovered(minor)
    with pytest.raises(NotReceivedYet):
        recovered(1, on=JAN_20)
    recovered(30_00)
    payment.refresh_from_db()
    loss.refresh_from_db()
    assert (payment.unapplied_minor, loss.recovered_minor) == (20_00, 80_00)
    assert balances(buyer) == {
        "1000": 100_00, "2100": -20_00, "4000": -80_00, "4900": -80_00, "6100": 80_00,
    }  # fmt: skip
    assert whole()


def test_a_recovery_takes_its_customers_money_in_its_currency_and_no_more_than_is_there(
    buyer: Customer,
) -> None:
    makers.rate("USD", JAN_20, "1.10")
    other = makers.customer(buyer.entity, "C-2")
    loss = lost(makers.invoice(buyer, 80_00), 80_00)
    for payment, refusal in (
        (makers.payment(other, 50_00), NotFound),
        (makers.payment(buyer, 50_00, currency="USD"), RecoveryExceeds),
        (makers.payment(buyer, 49_99), RecoveryExceeds),
    ):
        with pytest.raises(refusal):
            recover(
                write_off_id=loss.pk, payment_id=payment.pk, amount_minor=50_00, on=JAN_20, by=ANN
            )
    with pytest.raises(NotFound):
        recover(
            write_off_id=some_id(), payment_id=makers.payment(buyer, 5_00).pk, amount_minor=1,
            on=JAN_20, by=ANN,
        )  # fmt: skip


def test_a_foreign_loss_leaves_nothing_behind_in_functional_currency(buyer: Customer) -> None:
    makers.rate("USD", JAN_5, "3")
    makers.rate("USD", JAN_20, "2")
    invoice = makers.invoice(buyer, 100_00, currency="USD")
    payment = makers.payment(buyer, 33_33, currency="USD")
    apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk, on=JAN_20, by=ANN,
        parts=[Part(invoice.pk, 33_33)],
    )  # fmt: skip
    lost(invoice, 66_67)
    invoice.refresh_from_db()
    assert (invoice.balance_minor, invoice.balance_functional_minor) == (0, 0)
    assert balances(buyer) == {"1000": 16_67, "4000": -33_33, "6100": 22_22, "7000": -5_56}
    assert whole()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE credit_writeoff SET amount_minor = 1",
        "UPDATE credit_writeoff SET recovered_minor = 0",
        "DELETE FROM credit_writeoff",
        "UPDATE credit_recovery SET amount_minor = 1",
        "DELETE FROM credit_recovery",
        "UPDATE cash_application SET amount_minor = 1",
        "DELETE FROM cash_application",
        "TRUNCATE cash_application",
    ],
)
def test_the_database_keeps_losses_and_recoveries(buyer: Customer, sql: str) -> None:
    loss = lost(makers.invoice(buyer, 80_00), 80_00)
    payment = makers.payment(buyer, 100_00)
    recover(write_off_id=loss.pk, payment_id=payment.pk, amount_minor=10_00, on=JAN_20, by=ANN)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_minor": 70_00}, {"amount_minor": 0}, {"currency": "USD"}, {"recovered_on": JAN_5},
        {"payment_id": some_id()},
    ],
)  # fmt: skip
def test_the_database_refuses_a_recovery_that_does_not_fit(
    buyer: Customer, changes: dict[str, object]
) -> None:
    loss = lost(makers.invoice(buyer, 80_00), 80_00)
    payment = makers.payment(buyer, 100_00)
    made = recover(
        write_off_id=loss.pk, payment_id=payment.pk, amount_minor=10_00, on=JAN_20, by=ANN
    )
    row = Recovery.objects.filter(pk=made.pk).values().get()
    Recovery.objects.create(**{**row, "id": some_id(), "amount_minor": 1, "functional_minor": 1})
    with pytest.raises(Error), transaction.atomic():
        Recovery.objects.create(**{**row, "id": some_id(), **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_minor": 0}, {"amount_minor": -1}, {"amount_minor": 60_01}, {"currency": "USD"},
        {"applied_on": date(2026, 1, 4)}, {"invoice_id": some_id()}, {"customer_id": some_id()},
        {"source_kind": "gift"}, {"source_kind": "payment"}, {"entity_id": some_id()},
    ],
)  # fmt: skip
def test_the_database_refuses_an_application_that_does_not_fit(
    buyer: Customer, changes: dict[str, object]
) -> None:
    invoice = makers.invoice(buyer, 80_00)
    loss = lost(invoice, 10_00)
    row = Application.objects.filter(pk=loss.application_id).values().get()
    Application.objects.create(**{**row, "id": some_id()})
    with pytest.raises(Error), transaction.atomic():
        Application.objects.create(**{**row, "id": some_id(), **changes})
