"""Promises: noted once, for what is open, judged by the money that came after them."""

import time
from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.services import Part, apply, credit_invoice, unapply
from cashwright.areas.collections.frames.promises import PROMISE_FACTS
from cashwright.areas.collections.frames.promises import judge_promises as judged_frame
from cashwright.areas.collections.models import Promise
from cashwright.areas.collections.queries.promises import kept_rate, kept_rate_over, promised
from cashwright.areas.collections.refusals import (
    PromiseInThePast,
    PromiseTooFar,
    PromiseTooLarge,
)
from cashwright.areas.collections.rules.promises import judged
from cashwright.areas.collections.services.promising import (
    judge_promises,
    note_promise,
    withdraw_promise,
)
from cashwright.areas.controls.models import Fact
from cashwright.areas.credit.services import write_off
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.areas.payments.refusals import NotPositive
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.ids import new_id, new_ids
from cashwright.kernel.refusals import CurrencyMismatch, NotAllowedNow, NotFound
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 2)  # a Monday
DUE = date(2026, 3, 12)
LAST = date(2026, 3, 16)  # two business days later
OVER = date(2026, 3, 17)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with running_on(noon_utc(ON)):
        yield


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


@pytest.fixture
def buyer(home: LegalEntity) -> Customer:
    customer = makers.customer(home)
    add_contact(
        customer_id=customer.pk, name="Kim Paul", by=ANN, card={"email": "kim@buyer.example"}
    )
    return customer


def owed(of: Customer, euros: int = 100, due_on: date = date(2026, 2, 4)) -> Invoice:
    return makers.invoice(of, euros * 100, issued_on=date(2026, 1, 5), due_on=due_on)


def promise(
    of: Customer, euros: int = 100, due_on: date = DUE, on: date = ON, **more: object
) -> Promise:
    given = {"currency": "EUR", "origin": "call", "by": ANN, **more}
    return note_promise(customer_id=of.pk, amount_minor=euros * 100, due_on=due_on, on=on, **given)  # type: ignore[arg-type]


def pays(invoice: Invoice, euros: int, on: date) -> Application:
    payment = makers.payment(invoice.customer, euros * 100, on=on)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk,
        parts=[Part(invoice.pk, euros * 100)], on=on, by=ANN,
    )  # fmt: skip
    return Application.objects.get(source_id=payment.pk)


def judge(home: LegalEntity, on: date) -> dict[str, int]:
    return judge_promises(entity_id=home.pk, on=on, by=ANN)


def state(one: Promise) -> str:
    return Promise.objects.get(pk=one.pk).state


def test_an_amount_is_spread_over_the_oldest_open_invoices(buyer: Customer) -> None:
    newer, older = owed(buyer, 100, date(2026, 2, 20)), owed(buyer, 100)
    made = promise(buyer, 150)
    items = dict(made.items.values_list("invoice_id", "amount_minor"))
    assert items == {older.pk: 100_00, newer.pk: 50_00}
    assert (made.kept_until, made.state) == (LAST, "open")
    assert Fact.objects.filter(name="collections.promise_noted", document_id=made.pk).count() == 1


def test_a_promise_may_name_its_invoices(buyer: Customer) -> None:
    named, other = owed(buyer, 100, date(2026, 2, 20)), owed(buyer, 100)
    made = promise(buyer, 60, invoice_ids=[named.pk])
    assert list(made.items.values_list("invoice_id", "amount_minor")) == [(named.pk, 60_00)]
    assert other.pk not in made.items.values_list("invoice_id", flat=True)


def test_more_than_is_open_is_refused(buyer: Customer) -> None:
    owed(buyer, 100)
    with pytest.raises(PromiseTooLarge) as refused:
        promise(buyer, 101)
    assert refused.value.facts["open_minor"] == 100_00
    with pytest.raises(NotPositive):
        promise(buyer, 0)


def test_a_day_in_the_past_or_too_far_ahead_is_refused(buyer: Customer) -> None:
    owed(buyer)
    with pytest.raises(PromiseInThePast):
        promise(buyer, due_on=ON - timedelta(days=1))
    with pytest.raises(PromiseTooFar) as refused:
        promise(buyer, due_on=ON + timedelta(days=31))
    assert refused.value.facts["latest"] == ON + timedelta(days=30)
    assert promise(buyer, due_on=ON + timedelta(days=30)).state == "open"


def test_another_currency_and_another_customers_invoice_are_refused(
    home: LegalEntity, buyer: Customer
) -> None:
    mine, theirs = owed(buyer), owed(makers.customer(home, "C-2"))
    with pytest.raises(CurrencyMismatch):
        promise(buyer, currency="USD", invoice_ids=[mine.pk])
    with pytest.raises(PromiseTooLarge):
        promise(buyer, currency="USD")
    with pytest.raises(NotFound):
        promise(buyer, invoice_ids=[theirs.pk])


def test_what_came_in_full_keeps_a_promise_before_its_day(
    home: LegalEntity, buyer: Customer
) -> None:
    made = promise(buyer, 100, invoice_ids=[(bill := owed(buyer, 150)).pk])
    pays(bill, 100, date(2026, 3, 4))
    assert judge(home, date(2026, 3, 4)) == {"kept": 1}
    made.refresh_from_db()
    assert (made.state, made.judged_on, made.paid_minor) == ("kept", date(2026, 3, 4), 100_00)
    assert judge(home, OVER) == {}


def test_a_payment_on_the_last_day_of_grace_keeps_it_and_one_a_day_later_does_not(
    home: LegalEntity, buyer: Customer
) -> None:
    kept = promise(buyer, invoice_ids=[(first := owed(buyer)).pk])
    late = promise(buyer, invoice_ids=[(second := owed(buyer)).pk])
    pays(first, 100, LAST)
    pays(second, 100, OVER)
    judge(home, OVER)
    assert (state(kept), state(late)) == ("kept", "broken")


def test_a_bank_fee_of_one_percent_does_not_break_a_promise_but_two_percent_do(
    home: LegalEntity, buyer: Customer
) -> None:
    one = promise(buyer, invoice_ids=[(first := owed(buyer)).pk])
    two = promise(buyer, invoice_ids=[(second := owed(buyer)).pk])
    pays(first, 99, DUE)
    pays(second, 98, DUE)
    assert judge(home, LAST) == {}  # the rest may still come
    judge(home, OVER)
    assert (state(one), state(two)) == ("kept", "partly")


def test_nothing_by_the_last_day_is_broken_on_the_next(home: LegalEntity, buyer: Customer) -> None:
    owed(buyer)
    made = promise(buyer)
    assert judge(home, LAST) == {}
    assert judge(home, OVER) == {"broken": 1}
    assert Fact.objects.get(name="collections.promise_judged").document_id == made.pk


def test_money_from_before_the_promise_does_not_keep_it(home: LegalEntity, buyer: Customer) -> None:
    bill = owed(buyer, 200)
    pays(bill, 50, date(2026, 2, 20))
    pays(bill, 50, ON)
    made = promise(buyer, 100)
    judge(home, OVER)
    assert state(made) == "broken"


def test_money_of_the_same_day_keeps_it_when_it_came_afterwards(
    home: LegalEntity, buyer: Customer
) -> None:
    bill = owed(buyer)
    made = promise(buyer)
    pays(bill, 100, ON)
    judge(home, ON)
    assert state(made) == "kept"


def test_a_payment_that_went_back_in_time_keeps_nothing(home: LegalEntity, buyer: Customer) -> None:
    bill = owed(buyer)
    made = promise(buyer)
    tie = pays(bill, 100, date(2026, 3, 4))
    unapply(application_id=tie.pk, on=date(2026, 3, 6), by=ANN, reason="returned")
    judge(home, OVER)
    assert state(made) == "broken"


def test_a_payment_from_before_that_bounces_takes_nothing_from_what_came_since(
    home: LegalEntity, buyer: Customer
) -> None:
    bill = owed(buyer, 200)
    old = pays(bill, 100, date(2026, 2, 20))
    made = promise(buyer, 100)
    unapply(application_id=old.pk, on=date(2026, 3, 6), by=ANN, reason="returned")
    pays(bill, 100, date(2026, 3, 9))
    judge(home, OVER)
    assert state(made) == "kept"


def test_a_credit_note_is_no_payment_and_makes_less_expected(
    home: LegalEntity, buyer: Customer
) -> None:
    bill = owed(buyer)
    made = promise(buyer, 100)
    credit_invoice(
        invoice_id=bill.pk, on=date(2026, 3, 4), reason="broken seats", by=ANN,
        net_by_line={1: 40_00},
    )  # fmt: skip
    pays(bill, 60, DUE)
    judge(home, DUE)
    assert state(made) == "kept"


def test_a_promise_of_what_was_written_off_is_withdrawn_not_broken(
    home: LegalEntity, buyer: Customer
) -> None:
    bill = owed(buyer)
    made = promise(buyer)
    write_off(invoice_id=bill.pk, amount_minor=100_00, on=date(2026, 3, 4), reason="gone", by=ANN)
    judge(home, OVER)
    assert state(made) == "withdrawn"
    assert kept_rate([buyer.pk], OVER)[buyer.pk].judged == 0


def test_a_new_promise_before_the_day_supersedes_the_old_one(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    old = promise(buyer)
    new = promise(buyer, due_on=date(2026, 3, 20), on=date(2026, 3, 11))
    old.refresh_from_db()
    assert (old.state, old.superseded_by_id, old.judged_on) == (
        "superseded", new.pk, date(2026, 3, 11),
    )  # fmt: skip
    judge(home, date(2026, 4, 1))
    rate = kept_rate([buyer.pk], date(2026, 4, 1))[buyer.pk]
    assert (rate.broken, rate.judged) == (1, 1)


def test_a_new_promise_on_the_day_or_later_leaves_the_old_one_to_be_judged(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    old = promise(buyer)
    promise(buyer, due_on=date(2026, 3, 20), on=DUE)
    judge(home, OVER)
    assert state(old) == "broken"


def test_a_promise_about_another_invoice_stands_beside_the_first(buyer: Customer) -> None:
    first = promise(buyer, invoice_ids=[owed(buyer).pk])
    second = promise(buyer, invoice_ids=[owed(buyer).pk])
    assert (state(first), state(second)) == ("open", "open")


def test_the_same_words_or_the_same_message_are_one_promise_and_one_confirmation(
    buyer: Customer,
) -> None:
    owed(buyer, 200)
    source = new_id()
    first = promise(buyer, 100, source_id=source)
    assert promise(buyer, 100, source_id=source).pk == first.pk
    assert promise(buyer, 100).pk == first.pk
    sent = Message.objects.get(template__startswith="promise.confirmed")
    assert sent.to_address == "kim@buyer.example"
    assert "100.00 EUR" in sent.subject
    assert "12 March 2026" in sent.subject


def test_who_wants_no_mail_gets_no_confirmation(home: LegalEntity) -> None:
    quiet = makers.customer(home, "C-9", delivery="none")
    owed(quiet)
    promise(quiet)
    assert not Message.objects.exists()


def test_a_promise_noted_by_mistake_is_withdrawn_once(home: LegalEntity, buyer: Customer) -> None:
    owed(buyer)
    made = promise(buyer)
    withdraw_promise(promise_id=made.pk, on=ON, by=ANN, why="wrong customer")
    with pytest.raises(NotAllowedNow):
        withdraw_promise(promise_id=made.pk, on=ON, by=ANN)
    assert judge(home, OVER) == {}


def test_what_is_promised_is_known_as_of_any_day(home: LegalEntity, buyer: Customer) -> None:
    bill = owed(buyer)
    promise(buyer)
    pays(bill, 100, date(2026, 3, 5))
    judge(home, date(2026, 3, 5))
    assert promised(home.pk, date(2026, 3, 1)).is_empty()
    assert promised(home.pk, ON).rows() == [(str(bill.pk), LAST)]
    assert promised(home.pk, date(2026, 3, 4)).height == 1
    assert promised(home.pk, date(2026, 3, 5)).is_empty()
    assert promised(home.pk, ON, [new_id()]).is_empty()


def test_the_rate_counts_what_was_due_in_the_period_and_judged_by_the_day(
    home: LegalEntity, buyer: Customer
) -> None:
    kept = promise(buyer, invoice_ids=[(bill := owed(buyer)).pk])
    promise(buyer, 60, invoice_ids=[owed(buyer).pk])
    pays(bill, 100, kept.due_on)
    judge(home, OVER)
    assert kept_rate([buyer.pk], LAST)[buyer.pk].judged == 0
    rate = kept_rate([buyer.pk], OVER)[buyer.pk]
    assert (rate.by_count_bp, rate.by_amount_bp("EUR")) == (50_00, 62_50)
    assert kept_rate([buyer.pk], OVER, since=OVER)[buyer.pk].judged == 0


def test_the_rate_of_a_book_is_that_of_its_customers_together(
    home: LegalEntity, buyer: Customer
) -> None:
    for euros, paid in ((100, 150), (60, 20), (50, 0)):
        bill = owed(buyer, 200)
        promise(buyer, euros, invoice_ids=[bill.pk])
        if paid:
            pays(bill, paid, DUE)
    promise(buyer, 70, invoice_ids=[owed(buyer).pk])
    judge(home, OVER)
    whole = kept_rate_over(Promise.objects.all(), OVER)
    assert whole == kept_rate([buyer.pk], OVER)[buyer.pk]
    assert (whole.kept, whole.partly, whole.broken) == (1, 1, 2)
    assert whole.amounts == {"EUR": (280_00, 120_00)}
    assert kept_rate_over(Promise.objects.all(), LAST).judged == 0


@given(
    rows=st.lists(
        st.tuples(st.integers(-10, 10**12), st.integers(-10, 10**12), st.integers(-3, 3)),
        max_size=20,
    )
)
def test_judging_one_and_judging_a_million_mean_the_same(rows: list[tuple[int, int, int]]) -> None:
    facts = pl.DataFrame(
        [("p", "c", "EUR", 1, OVER + timedelta(days=d), expected, paid) for expected, paid, d in rows],
        schema=PROMISE_FACTS, orient="row",
    )  # fmt: skip
    told = judged_frame(facts.lazy(), OVER).collect()["state"].to_list()
    assert told == [
        judged(expected_minor=expected, paid_minor=paid, is_over=days < 0)
        for expected, paid, days in rows
    ]


def test_many_promises_are_judged_as_a_set(home: LegalEntity, buyer: Customer) -> None:
    bill = owed(buyer, 1_000_000)
    ids = new_ids(5_000)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO collections_promise (id, entity_id, customer_id, currency, amount_minor,"
            " promised_on, due_on, kept_until, origin, note, state, paid_minor, noted_by, noted_at)"
            " SELECT id, %s, %s, 'EUR', 100, %s, %s, %s, 'call', '', 'open', 0, 'ann', now()"
            " FROM unnest(%s::uuid[]) AS t (id)",
            [home.pk, buyer.pk, ON, DUE, LAST, ids],
        )
        cursor.execute(
            "INSERT INTO collections_promiseitem (promise_id, invoice_id, amount_minor)"
            " SELECT id, %s, 100 FROM unnest(%s::uuid[]) AS t (id)",
            [bill.pk, ids],
        )
    began = time.perf_counter()
    assert judge(home, OVER) == {"broken": 5_000}
    assert time.perf_counter() - began < 10
    assert Fact.objects.filter(name="collections.promise_judged").count() == 5_000
