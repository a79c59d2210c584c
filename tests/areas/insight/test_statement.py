"""A statement of account equals the ledger to the cent, on any day, in both of its kinds."""

import csv
import io
import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db.models import Sum

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.services import Part, apply, return_payment, unapply
from cashwright.areas.insight.printing.statement import Period, statement_of, statement_page
from cashwright.areas.insight.printing.statement_rows import statement_csv
from cashwright.areas.insight.printing.words import _TABLE
from cashwright.areas.insight.queries.statement import customer_statement, open_statement
from cashwright.areas.insight.statements import period_of, send_statement
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.models import Posting
from cashwright.areas.messaging.ports import Waiting
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.services import add_contact
from cashwright.areas.payments.models import Payment
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import BadInput, Refusal
from cashwright.runs.send_documents import printed_documents
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db
JAN_1 = date(2026, 1, 1)
DAYS = 70


def a_busy_customer(seed: int) -> Customer:
    """Seventy days of invoices, payments, applications and their undoing, in two currencies."""
    rng = random.Random(seed)
    home = makers.entity()
    makers.rate("USD", JAN_1 - timedelta(1), "1.1")
    buyer = makers.customer(home)
    add_contact(customer_id=buyer.pk, name="Jo", card={"email": "jo@buyer.example"}, by=ANN)

    def invoice(on: date) -> None:
        code = rng.choice(["EUR", "EUR", "USD"])
        makers.invoice(buyer, rng.randrange(1, 90_000), issued_on=on, currency=code)

    def pay(on: date) -> None:
        code = rng.choice(["EUR", "EUR", "USD"])
        makers.payment(buyer, rng.randrange(1, 90_000), on=on, currency=code)

    def tie(on: date) -> None:
        money = rng.choice(list(Payment.objects.all()))
        open_ = list(Invoice.objects.filter(currency=money.currency, balance_minor__gt=0))
        if open_ and money.unapplied_minor:
            one = rng.choice(open_)
            part = Part(one.pk, min(one.balance_minor, money.unapplied_minor))
            apply(
                source_kind=SourceKind.PAYMENT, source_id=money.pk, on=on, by=ANN, parts=[part]
            )  # fmt: skip

    def untie(on: date) -> None:
        tied = list(Application.objects.filter(reverses=None, reversed_by=None))
        if tied:
            unapply(application_id=rng.choice(tied).pk, on=on, by=ANN, reason="wrong")

    def back(on: date) -> None:
        money = rng.choice(list(Payment.objects.all()))
        return_payment(payment_id=money.pk, on=on, reason="no funds", by=ANN)

    acts: list[Callable[[date], None]] = [invoice, invoice, pay, tie, tie, untie, back]
    invoice(JAN_1)
    pay(JAN_1)
    for number in range(40):
        try:
            rng.choice(acts)(JAN_1 + timedelta(number * DAYS // 40))
        except Refusal:
            continue  # a wrong order of acts is declined, and the books stand as they were
    return buyer


def owed(of: Customer, on: date) -> dict[str, int]:
    """What the ledger says a customer owes, by currency."""
    rows = Posting.objects.filter(
        customer_id=of.pk, effective_on__lte=on, account__role__in=("receivable", "customer_credit")
    ).order_by()
    sums = rows.values_list("currency").annotate(Sum("amount_minor"))
    return {code: minor for code, minor in sums if minor}


@pytest.mark.parametrize("seed", [3, 11])
def test_both_kinds_of_statement_equal_the_ledger_on_every_day(seed: int) -> None:
    buyer = a_busy_customer(seed)
    rng = random.Random(seed)
    assert Application.objects.filter(amount_minor__lt=0).exists(), "something was undone"
    for number in range(-1, DAYS + 1, 3):
        on = JAN_1 + timedelta(number)
        said = owed(buyer, on)
        as_of = open_statement(buyer.entity_id, buyer.pk, on)
        assert {each.currency: each.closing_minor for each in as_of if each.closing_minor} == said
        since = on - timedelta(rng.randrange(30))
        for moved in customer_statement(buyer.entity_id, buyer.pk, since, on):
            assert moved.closing_minor == said.get(moved.currency, 0)
            assert moved.opening_minor == owed(buyer, since - timedelta(1)).get(moved.currency, 0)
            steps = sum(line.amount_minor for line in moved.lines)
            assert moved.opening_minor + steps == moved.closing_minor


def test_the_page_and_the_spreadsheet_say_what_the_statement_says() -> None:
    buyer = a_busy_customer(3)
    for period in (Period(JAN_1 + timedelta(40)), Period(JAN_1 + timedelta(40), JAN_1)):
        told = statement_of(buyer, period)
        page = statement_page(buyer, period, language="de")
        assert page["title"] == "Kontoauszug"
        assert [section["currency"] for section in page["sections"]] == [e.currency for e in told]
        rows = list(csv.DictReader(io.StringIO(statement_csv(buyer, period))))
        for each in told:
            mine = [row for row in rows if row["currency"] == each.currency]
            assert round(float(mine[-1]["balance"]) * 100) == each.closing_minor
    with pytest.raises(BadInput):
        Period(JAN_1, JAN_1 + timedelta(1))


def test_a_statement_is_sent_once_and_goes_out_with_its_pdf_in_their_language() -> None:
    buyer = a_busy_customer(11)
    contact = buyer.contacts.get()
    period = Period(JAN_1 + timedelta(60), JAN_1)

    def send() -> object:
        return send_statement(
            customer_id=buyer.pk, contact_id=contact.pk, period=period, language="fr", once="1",
            subject="Relevé de compte", text="Bonjour", by=ANN,
        )  # fmt: skip

    message = send()
    assert message is not None
    assert send() is None
    assert period_of(message.template) == period  # type: ignore[attr-defined]
    assert period_of("by hand") is None
    waiting = Waiting(
        message_id=new_id(), entity_id=buyer.entity_id, customer_id=buyer.pk, document_ids=(),
        contact_id=contact.pk, purpose="invoices", language="fr",
        template=message.template,  # type: ignore[attr-defined]
    )  # fmt: skip
    (pdf,) = printed_documents(waiting)
    assert pdf.name == "statement-2026-01-01-to-2026-03-02.pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert printed_documents(waiting)[0].content == pdf.content, "the same figures, the same bytes"


def test_every_word_of_a_statement_is_there_in_six_languages() -> None:
    for row in _TABLE:
        assert len(row) == 7, row[0]
        assert all(row), row[0]
