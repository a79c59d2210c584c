"""Four writers at once on the same documents: nothing is lost, doubled or overdrawn, nobody sees a deadlock.

Each pair of acts is done by four threads with connections of their own, round after round; what the
books refuse is a refusal, and the verifier has nothing to say at the end.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.refusals import AlreadyUndone, NotOpen
from cashwright.areas.cash.services import Part, apply, credit_invoice, return_payment, unapply
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import LIMITS, REFUND, WRITE_OFF
from cashwright.areas.controls.services import (
    command,
    decide_approval,
    once,
    request_approval,
    set_policy,
)
from cashwright.areas.credit.models import WriteOff
from cashwright.areas.credit.services import write_off
from cashwright.areas.invoicing.models import Invoice, Series
from cashwright.areas.invoicing.refusals import AlreadyRecorded, NumberTaken
from cashwright.areas.invoicing.services import draft_invoice, post_invoice
from cashwright.areas.ledger.models import Period
from cashwright.areas.ledger.periods import close_period
from cashwright.areas.ledger.refusals import PeriodClosed
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.refusals import AlreadyReceived
from cashwright.areas.payments.services import receive_payment, refund
from cashwright.kernel.refusals import NotAllowedNow, Refusal
from cashwright.runs.verify import verify
from tests import makers
from tests.makers import ANN, BOB, JAN_5, JAN_20

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, ROUNDS = 4, 150
Act = Callable[[random.Random], object]


def together(*acts: Act, rounds: int = ROUNDS) -> Counter[str]:
    """Four writers, each doing acts chosen at random; counts what came of them by refusal code.

    Whatever else an act raises, a deadlock for one, fails the test.
    """
    outcomes: Counter[str] = Counter()
    counting, start = threading.Lock(), threading.Barrier(WRITERS)

    def write(seed: int) -> None:
        chosen = random.Random(seed)
        start.wait()
        try:
            for _ in range(rounds):
                try:
                    chosen.choice(acts)(chosen)
                    told = "done"
                except Refusal as refusal:
                    told = refusal.code
                with counting:
                    outcomes[told] += 1
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        for writer in [pool.submit(write, seed) for seed in range(WRITERS)]:
            writer.result(timeout=120)
    return outcomes


def books_are_whole() -> None:
    assert [(r.name, r.named) for r in verify().broken] == []


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each act in a thread of its own, all starting together; what each returned or refused."""
    start = threading.Barrier(len(acts))

    def act(do: Callable[[], object]) -> object:
        start.wait()
        try:
            return do()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def test_mixed_acts_of_four_writers_on_shared_documents_leave_whole_books() -> None:
    home = makers.entity()
    buyers = [makers.customer(home, f"C-{n}") for n in range(2)]
    invoices = [makers.invoice(buyers[n % 2], 40_00).pk for n in range(4)]
    payments = [makers.payment(buyers[n % 2], 90_00).pk for n in range(3)]
    set_policy(
        name=LIMITS, value={REFUND: {"*": 10_000}, WRITE_OFF: {"*": 10_000}},
        valid_from=date(2026, 1, 1), by=ANN, why="the test is about something else",
    )  # fmt: skip

    def applying(r: random.Random) -> None:
        parts = [
            Part(i, r.choice([1_00, 7_00, 40_00])) for i in r.sample(invoices, r.choice([1, 1, 2]))
        ]
        apply(
            source_kind=SourceKind.PAYMENT,
            source_id=r.choice(payments),
            parts=parts,
            on=JAN_20,
            by=ANN,
        )

    def unapplying(r: random.Random) -> None:
        pks = list(Application.objects.filter(amount_minor__gt=0).values_list("pk", flat=True))
        if pks:
            unapply(application_id=r.choice(pks[-6:]), on=JAN_20, by=ANN)

    def crediting(r: random.Random) -> None:
        credit_invoice(
            invoice_id=r.choice(invoices), on=JAN_20, reason="x", by=ANN,
            net_by_line={1: r.choice([50, 3_00])},
        )  # fmt: skip

    def writing_off(r: random.Random) -> None:
        write_off(
            invoice_id=r.choice(invoices), amount_minor=r.choice([1_00, 40_00]), on=JAN_20,
            reason="lost", by=ANN,
        )  # fmt: skip

    def refunding(r: random.Random) -> None:
        refund(
            source_kind="payment", source_id=r.choice(payments), amount_minor=r.choice([50, 2_00]),
            on=JAN_20, reason="asked", by=ANN,
        )  # fmt: skip

    def bouncing(r: random.Random) -> None:
        return_payment(payment_id=r.choice(payments[2:]), on=JAN_20, reason="no cover", by=ANN)

    def paying(r: random.Random) -> None:
        buyer = r.choice(buyers)
        payments.append(makers.payment(buyer, r.choice([5_00, 20_00])).pk)

    outcomes = together(
        applying,
        applying,
        unapplying,
        unapplying,
        crediting,
        writing_off,
        refunding,
        bouncing,
        paying,
    )
    assert sum(outcomes.values()) == WRITERS * ROUNDS
    assert outcomes["done"] > ROUNDS / 2
    books_are_whole()


def test_numbers_have_no_gap_though_postings_are_rolled_back() -> None:
    home = makers.entity()
    buyer = makers.customer(home)
    drafts = [makers.draft(buyer, 10_00).pk for _ in range(100)]
    waiting, taking = iter(drafts), threading.Lock()

    class ChangedMindError(Refusal):
        code = "test.changed_mind"

    @command
    def post_and_perhaps_not(invoice_id: UUID, stop: bool) -> None:
        post_invoice(invoice_id=invoice_id, by=ANN)
        if stop:
            raise ChangedMindError

    def posting(r: random.Random) -> None:
        with taking:
            invoice_id = next(waiting)
        post_and_perhaps_not(invoice_id, r.random() < 0.3)

    outcomes = together(posting, rounds=25)
    numbers = Invoice.objects.filter(state="posted").values_list("series_no", flat=True)
    assert outcomes["test.changed_mind"] > 10
    assert sorted(n for n in numbers if n) == list(range(1, outcomes["done"] + 1))
    assert Series.objects.get().last_no == outcomes["done"]
    books_are_whole()


def test_the_last_money_of_a_payment_is_used_once_whatever_wants_it() -> None:
    buyer = makers.customer(makers.entity())
    for _ in range(5):
        invoices = [makers.invoice(buyer, 100_00) for _ in range(4)]
        payment = makers.payment(buyer, 100_00)
        told = at_once(*(_paying(payment, invoice) for invoice in invoices))
        assert sum(isinstance(outcome, Refusal) for outcome in told) == 3
        payment.refresh_from_db()
        assert payment.unapplied_minor == 0
    books_are_whole()


def test_the_last_balance_of_an_invoice_is_settled_once_whoever_pays() -> None:
    buyer = makers.customer(makers.entity())
    for _ in range(5):
        invoice = makers.invoice(buyer, 100_00)
        payments = [makers.payment(buyer, 100_00) for _ in range(4)]
        told = at_once(*(_paying(payment, invoice) for payment in payments))
        assert sum(isinstance(outcome, NotOpen) for outcome in told) == 3
    books_are_whole()


def _paying(payment: Payment, invoice: Invoice) -> Callable[[], object]:
    return lambda: apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk, parts=[Part(invoice.pk, 100_00)],
        on=JAN_20, by=ANN,
    )  # fmt: skip


def test_an_application_is_taken_back_once_and_an_invoice_posted_once() -> None:
    buyer = makers.customer(makers.entity())
    for _ in range(6):
        invoice, payment = makers.invoice(buyer, 100_00), makers.payment(buyer, 100_00)
        (tie,) = apply(
            source_kind=SourceKind.PAYMENT, source_id=payment.pk, parts=[Part(invoice.pk, 100_00)],
            on=JAN_20, by=ANN,
        )  # fmt: skip
        draft = makers.draft(buyer, 5_00)
        undone = at_once(*4 * [lambda pk=tie.pk: unapply(application_id=pk, on=JAN_20, by=ANN)])
        posted = at_once(*4 * [lambda pk=draft.pk: post_invoice(invoice_id=pk, by=ANN)])
        assert sum(isinstance(o, AlreadyUndone) for o in undone) == 3
        assert sum(isinstance(o, NotAllowedNow) for o in posted) == 3
    books_are_whole()


def test_a_limit_is_not_passed_by_two_at_once() -> None:
    """One person may write off 100 for a customer in thirty days: two times 60 at once are too much."""
    buyer = makers.customer(makers.entity())
    invoices = [makers.invoice(buyer, 60_00) for _ in range(4)]

    def lost(invoice: Invoice) -> Callable[[], object]:
        return lambda: write_off(
            invoice_id=invoice.pk, amount_minor=60_00, on=JAN_20, reason="lost", by=ANN
        )

    told = at_once(*(lost(invoice) for invoice in invoices))
    assert sum(isinstance(outcome, WriteOff) for outcome in told) == 1
    books_are_whole()


def test_a_period_closes_between_postings_and_not_among_them() -> None:
    home = makers.entity()
    buyer = makers.customer(home)
    makers.invoice(buyer, 10_00)

    def close() -> Period:
        return close_period(
            entity_id=home.pk, starts_on=date(2026, 1, 1), today=date(2026, 2, 2), by=BOB
        )

    def pay() -> list[str]:
        told = []
        for n in range(12):
            try:
                makers.payment(buyer, 1_00, on=JAN_5 + timedelta(days=n))
                told.append("done")
            except PeriodClosed:
                told.append("closed")
        return told

    *paid, period = at_once(pay, pay, pay, close)
    assert isinstance(period, Period)
    for told in paid:
        assert isinstance(told, list)
        assert told == sorted(told, reverse=True)  # after the first "closed" none is done
    books_are_whole()


def test_of_two_documents_with_one_number_or_source_one_is_recorded() -> None:
    buyer = makers.customer(makers.entity())

    def drafted(source_ref: str) -> Callable[[], Invoice]:
        return lambda: draft_invoice(
            customer_id=buyer.pk, issued_on=JAN_5, lines=[makers.line(10_00)], by=ANN,
            source="shop", source_ref=source_ref,
        )  # fmt: skip

    def posted(pk: UUID, number: str) -> Callable[[], Invoice]:
        return lambda: post_invoice(invoice_id=pk, by=ANN, document_no=number)

    for n in range(6):
        written = at_once(*4 * [drafted(f"O-{n}")])
        assert sum(isinstance(told, Invoice) for told in written) == 1
        assert sum(isinstance(told, AlreadyRecorded) for told in written) == 3
        drafts = [makers.draft(buyer).pk for _ in range(4)]
        numbered = at_once(*(posted(pk, f"A-{n}") for pk in drafts))
        assert sum(isinstance(told, Invoice) for told in numbered) == 1
        assert sum(isinstance(told, NumberTaken) for told in numbered) == 3
    books_are_whole()


def test_of_two_receipts_told_as_one_with_other_figures_one_is_booked() -> None:
    home = makers.entity()

    def receive(amount_minor: int) -> Callable[[], Payment]:
        return lambda: receive_payment(
            entity_id=home.pk, received_on=JAN_20, currency="EUR", amount_minor=amount_minor,
            by=ANN, source="bank", source_ref="TX-1",
        )  # fmt: skip

    told = at_once(*(receive(7_00 + n) for n in range(4)))
    assert sum(isinstance(outcome, Payment) for outcome in told) == 1
    assert sum(isinstance(outcome, AlreadyReceived) for outcome in told) == 3
    assert Payment.objects.count() == 1
    books_are_whole()


def test_one_request_is_answered_once_and_one_receipt_booked_once() -> None:
    home = makers.entity()
    buyer = makers.customer(home)

    def receive() -> object:
        return receive_payment(
            entity_id=home.pk, customer_id=buyer.pk, received_on=JAN_20, currency="EUR",
            amount_minor=7_00, by=ANN, source="bank", source_ref="TX-9",
        ).pk  # fmt: skip

    def ask() -> object:
        return once(
            scope="api", key="k-1", request={"amount": 7},
            work=lambda: {"payment": str(makers.payment(buyer, 7_00).pk)},
        )["payment"]  # fmt: skip

    assert len(set(map(str, at_once(*4 * [ask])))) == 1
    assert len(set(map(str, at_once(*4 * [receive])))) == 1
    assert Payment.objects.count() == 2
    books_are_whole()


def test_an_approval_is_asked_for_once_and_decided_once() -> None:
    home = makers.entity()

    def ask() -> object:
        return request_approval(
            entity_id=home.pk,
            kind=REFUND,
            document_id=home.pk,
            payload={"n": 1},
            by=ANN,
            reason="r",
        )

    makers.bob_decides()
    (asked,) = (outcome for outcome in at_once(*4 * [ask]) if isinstance(outcome, Approval))
    told = at_once(
        *(lambda ok=ok: decide_approval(approval_id=asked.pk, approve=ok, by=BOB)
          for ok in (True, False, True, False))
    )  # fmt: skip
    assert sum(isinstance(outcome, Approval) for outcome in told) == 1
    with transaction.atomic():
        books_are_whole()
