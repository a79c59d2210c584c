"""Whose money it is: taken back, said of many at once, and on which account it stands."""

from datetime import date
from uuid import UUID

import polars as pl
import pytest
from django.db import connection, transaction
from django.db.utils import Error

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.controls import keys
from cashwright.areas.ledger.models import Account, Posting
from cashwright.areas.ledger.queries import trial_balance
from cashwright.areas.ledger.refusals import PeriodClosed
from cashwright.areas.parties.models import Customer
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.queries import account_of
from cashwright.areas.payments.refusals import NotReceivedYet, Unidentified
from cashwright.areas.payments.services import (
    PAYERS,
    identify_payment,
    identify_payments,
    receive_payment,
    return_unapplied,
    unidentify_payment,
)
from cashwright.kernel.refusals import NotAllowedNow
from cashwright.runs.verify import verify
from tests import makers
from tests.books import approved_refund, closed
from tests.makers import ANN, JAN_5, JAN_20, some_id

pytestmark = pytest.mark.django_db
JAN_19, JAN_25, FEB_2 = date(2026, 1, 19), date(2026, 1, 25), date(2026, 2, 2)
ACCOUNT = "DE89370400440532013000"


@pytest.fixture
def buyer() -> Customer:
    return makers.customer(makers.entity())


def unknown(buyer: Customer, minor: int = 50_00, **more: object) -> Payment:
    given = {"received_on": JAN_20, "currency": "EUR", "amount_minor": minor, "by": ANN, **more}
    return receive_payment(entity_id=buyer.entity_id, **given)  # type: ignore[arg-type]


def balances(of: Customer, on: date) -> dict[str, int]:
    rows = trial_balance(of.entity_id, on)
    return {row.account: row.minor for row in rows if row.minor}


def second_bank() -> str:
    return Account.objects.create(code="1010", name="Second bank", kind="asset").pk


def payers(*rows: tuple[UUID, UUID]) -> pl.DataFrame:
    return pl.DataFrame([(str(p), str(c)) for p, c in rows], schema=PAYERS, orient="row")


def test_a_payment_taken_for_the_wrong_customer_is_nobodys_again_as_of_that_day(
    buyer: Customer,
) -> None:
    payment = makers.payment(buyer, 50_00)
    assert account_of(payment) == ""
    with pytest.raises(NotReceivedYet):
        unidentify_payment(payment_id=payment.pk, on=JAN_19, by=ANN)
    unidentify_payment(payment_id=payment.pk, on=JAN_25, by=ANN, reason="wrong one")
    payment.refresh_from_db()
    assert payment.customer_id is None
    assert balances(buyer, JAN_20) == {"1000": 50_00, "2100": -50_00}
    assert balances(buyer, JAN_25) == {"1000": 50_00, "2110": -50_00}
    with pytest.raises(Unidentified):
        unidentify_payment(payment_id=payment.pk, on=JAN_25, by=ANN)

    other = makers.customer(buyer.entity, "C-2")
    identify_payment(payment_id=payment.pk, customer_id=other.pk, on=JAN_25, by=ANN)
    assert balances(buyer, JAN_25) == {"1000": 50_00, "2100": -50_00}
    report = verify()
    assert report.ok, report.broken


def test_what_was_applied_refunded_or_returned_does_not_become_nobodys(buyer: Customer) -> None:
    applied, refunded, gone = (makers.payment(buyer, 50_00) for _ in range(3))
    part = Part(makers.invoice(buyer).pk, 1_00)
    apply(source_kind=SourceKind.PAYMENT, source_id=applied.pk, parts=[part], on=JAN_20, by=ANN)
    approved_refund(refunded, 1_00, JAN_25)
    return_unapplied(payment_id=gone.pk, on=JAN_25, by=ANN, why="no cover")
    for payment in (applied, refunded, gone):
        with pytest.raises(NotAllowedNow):
            unidentify_payment(payment_id=payment.pk, on=JAN_25, by=ANN)


def test_the_database_lets_a_payment_be_forgotten_but_never_change_hands(buyer: Customer) -> None:
    payment, other = makers.payment(buyer, 50_00), makers.customer(buyer.entity, "C-2")
    part = Part(makers.invoice(buyer).pk, 1_00)
    used = makers.payment(buyer, 50_00)
    apply(source_kind=SourceKind.PAYMENT, source_id=used.pk, parts=[part], on=JAN_20, by=ANN)
    changes = [
        ("customer_id = %s", [other.pk, payment.pk]),
        ("money_account_id = '1050', id = %s", [payment.pk, payment.pk]),
        ("account_sealed = 'x', id = %s", [payment.pk, payment.pk]),
        ("customer_id = nullif(%s, customer_id)", [buyer.pk, used.pk]),
    ]
    for change, values in changes:
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE payments_payment SET {change} WHERE id = %s", values)


def test_the_account_of_a_wrong_payer_is_sealed_for_the_house_again(buyer: Customer) -> None:
    payment = unknown(buyer, customer_id=buyer.pk, payer_text=f"ACME {ACCOUNT}")
    before = bytes(payment.account_sealed or b"")
    unidentify_payment(payment_id=payment.pk, on=JAN_25, by=ANN)
    payment.refresh_from_db()
    assert account_of(payment) == ACCOUNT
    assert payment.account_sealed is not None
    assert keys.key_of(bytes(payment.account_sealed)) != keys.key_of(before)
    report = verify()
    assert report.ok, report.broken


def test_many_payments_become_known_at_once_and_what_does_not_fit_is_refused_by_row(
    buyer: Customer,
) -> None:
    other = makers.customer(buyer.entity, "C-2")
    first, second, known = unknown(buyer, 1_00), unknown(buyer, 2_00), makers.payment(buyer, 3_00)
    late, abroad = unknown(buyer, 4_00, received_on=FEB_2), makers.customer(makers.entity("FR"))
    gone = unknown(buyer, 5_00)
    return_unapplied(payment_id=gone.pk, on=JAN_20, by=ANN, why="no cover")
    told = identify_payments(
        payers(
            (second.pk, other.pk), (first.pk, buyer.pk), (known.pk, other.pk), (late.pk, buyer.pk),
            (some_id(), buyer.pk), (gone.pk, buyer.pk),
        ),
        entity_id=buyer.entity_id, on=JAN_25, by=ANN,
    )  # fmt: skip
    assert told["refusal"].to_list() == [
        None, None, "payments.already_identified", "payments.not_received_yet", "not_found",
        "not_allowed_now",
    ]  # fmt: skip
    for payment, payer in ((first, buyer), (second, other), (known, buyer)):
        payment.refresh_from_db()
        assert payment.customer_id == payer.pk
    twice = identify_payments(
        payers((first.pk, buyer.pk), (late.pk, abroad.pk)),
        entity_id=buyer.entity_id, on=FEB_2, by=ANN,
    )  # fmt: skip
    assert twice["refusal"].to_list() == ["payments.already_identified", "not_found"]
    report = verify()
    assert report.ok, report.broken


def test_many_payments_are_not_named_in_a_closed_month(buyer: Customer) -> None:
    payment = unknown(buyer)
    closed(buyer.entity)
    with pytest.raises(PeriodClosed):
        identify_payments(
            payers((payment.pk, buyer.pk)), entity_id=buyer.entity_id, on=JAN_25, by=ANN
        )


def test_money_comes_to_and_leaves_the_account_it_stands_on(buyer: Customer) -> None:
    bank = second_bank()
    given = unknown(buyer, 50_00, customer_id=buyer.pk, money_account=bank)
    named = unknown(buyer, 20_00, money_account=bank)
    identify_payment(payment_id=named.pk, customer_id=buyer.pk, on=JAN_20, by=ANN)
    approved_refund(given, 10_00, JAN_20)
    assert balances(buyer, JAN_20) == {bank: 60_00, "2100": -60_00}
    return_unapplied(payment_id=named.pk, on=JAN_25, by=ANN, why="no cover")
    assert balances(buyer, JAN_25) == {bank: 40_00, "2100": -40_00}
    nobodys = makers.payment(buyer, 5_00, on=JAN_5)
    unidentify_payment(payment_id=nobodys.pk, on=JAN_20, by=ANN)
    return_unapplied(payment_id=nobodys.pk, on=JAN_25, by=ANN, why="no cover")
    assert balances(buyer, JAN_25) == {bank: 40_00, "2100": -40_00}
    assert Posting.objects.filter(account_id="1000").count() == 2
    report = verify()
    assert report.ok, report.broken


def test_a_fingerprint_is_the_same_for_one_entity_and_another_for_the_next(buyer: Customer) -> None:
    abroad = makers.entity("FR")
    one, two, three = keys.fingerprints(buyer.entity_id, [ACCOUNT, "X", ACCOUNT])
    assert one == three != two
    assert keys.fingerprints(buyer.entity_id, [ACCOUNT]) == [one]
    assert keys.fingerprints(abroad.pk, [ACCOUNT]) != [one]
    assert len(one) == 16
    assert keys.fingerprints(buyer.entity_id, []) == []
