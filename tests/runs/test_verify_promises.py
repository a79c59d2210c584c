"""Promises, plans and late charges changed behind the books' back: the verifier names them (I-35)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import LateCharge, PaymentPlan, Promise
from cashwright.areas.collections.policies.charging import (
    CHARGING,
    Charging,
    LawCode,
    Mode,
    Rounding,
    charging_value,
)
from cashwright.areas.collections.rules.plans import Even
from cashwright.areas.collections.services import (
    accrue_late_charges,
    agree_plan,
    bill_charges,
    note_promise,
    propose_plan,
)
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.ids import public_id
from cashwright.runs.verify import ALL, verify
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db

DUE = date(2026, 1, 31)


@pytest.fixture
def buyer() -> Customer:
    """Somebody with a promise, a plan, an invoice charged for two months, and one charged per day."""
    home = makers.entity()
    customer = makers.customer(home)
    _charging(home.pk, Rounding.EXACT)
    late, other = _invoice(customer, 10_000), _invoice(customer, 200)
    with running_on(noon_utc(date(2026, 2, 10))):
        payment = makers.payment(customer, 4_000_00, on=date(2026, 2, 10))
        part = [Part(late.pk, 4_000_00)]
        apply(
            source_kind=SourceKind.PAYMENT, source_id=payment.pk, parts=part,
            on=date(2026, 2, 10), by=ANN,
        )  # fmt: skip
    for month in (3, 4):
        on = date(2026, month, 1)
        with running_on(noon_utc(on)):
            accrue_late_charges(entity_id=home.pk, on=on, by=ANN)
    with running_on(noon_utc(on)):
        bill_charges(customer_id=customer.pk, on=on, by=ANN)
        note_promise(
            customer_id=customer.pk, currency="EUR", amount_minor=100_00, by=ANN, origin="call",
            due_on=date(2026, 4, 10), on=on, invoice_ids=[late.pk],
        )  # fmt: skip
        plan = propose_plan(
            customer_id=customer.pk, currency="EUR", invoice_ids=[other.pk], on=on, by=ANN,
            instalments=Even(2, date(2026, 4, 10)),
        )  # fmt: skip
        agree_plan(plan_id=plan.pk, on=on, by=ANN)
    _charging(home.pk, Rounding.PER_DAY)
    on = date(2026, 5, 1)
    with running_on(noon_utc(on)):
        accrue_late_charges(entity_id=home.pk, on=on, by=ANN)
    return customer


def _charging(entity_id: object, rounding: Rounding) -> None:
    value = Charging(mode=Mode.STATUTORY, since=DUE, law=LawCode.DE, rounding=rounding)
    set_policy(
        name=CHARGING, value=charging_value(value), valid_from=DUE, by=ANN, why="agreed",
        entity_id=entity_id,  # type: ignore[arg-type]
    )  # fmt: skip


def _invoice(of: Customer, euros: int) -> Invoice:
    return makers.invoice(of, euros * 100, issued_on=date(2026, 1, 1), due_on=DUE)


def broken() -> dict[str, list[tuple[str, str]]]:
    report = verify(checks=ALL)
    return {r.name: [(v.document, v.detail) for v in r.named] for r in report.broken}


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_what_was_promised_agreed_and_charged_is_whole(buyer: Customer) -> None:
    assert LateCharge.objects.filter(kind="interest").count() == 6
    assert broken() == {}


_ONE = (
    "(SELECT id FROM collections_latecharge WHERE kind = 'interest' ORDER BY from_on, id LIMIT 1)"
)
_LAST = _ONE.replace("from_on", "from_on DESC")


@pytest.mark.parametrize(
    ("sql", "check", "says"),
    [
        (f"UPDATE collections_latecharge SET amount_minor = amount_minor + 1 WHERE id = {_ONE}",
         "late charges reckoned", "its days come to"),
        (f"UPDATE collections_latecharge SET spans = jsonb_set(spans, '{{0,2}}', '1500') WHERE id = {_ONE}",
         "late charges reckoned", "its days come to"),
        (f"UPDATE collections_latecharge SET spans = jsonb_set(spans, '{{0,0}}', '\"2026-01-15\"') WHERE id = {_LAST}",
         "late charges reckoned", "its days come to"),
        (f"UPDATE collections_latecharge SET spans = jsonb_set(spans, '{{1,3}}', '1000000') WHERE id = {_ONE}",
         "late charges on what was open", "bears interest on 1000000 when 600000 were open"),
        (f"UPDATE collections_latecharge SET from_on = '2026-01-31' WHERE id = {_ONE}",
         "late charges once", "was not late"),
        (f"UPDATE collections_latecharge SET from_on = from_on - 5 WHERE id = {_LAST}",
         "late charges once", "a charge before it"),
        (f"UPDATE collections_latecharge SET kind = 'fee', from_on = until_on WHERE id = {_ONE}",
         "late charges once", "second fee"),
        ("UPDATE collections_latecharge SET amount_minor = 4001 WHERE kind = 'fee' AND state = 'billed'",
         "late charges billed", "of late charges that come to"),
        ("UPDATE collections_latecharge SET state = 'waived', invoice_billed_id = NULL WHERE state = 'billed'",
         "late charges billed", "do not name it"),
        ("UPDATE collections_promise SET amount_minor = 1", "promises add up", "its invoices have 10000"),
        ("UPDATE collections_promiseitem SET invoice_id = gen_random_uuid()",
         "promises add up", "another customer"),
        ("UPDATE collections_instalment SET amount_minor = 1 WHERE number = 1",
         "plans add up", "its instalments come to 10001"),
        ("UPDATE collections_paymentplan SET approval_id = gen_random_uuid()",
         "plans approved", "does not exist"),
        ("UPDATE collections_planitem SET amount_minor = 1", "plans add up", "its invoices to 1"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(buyer: Customer, sql: str, check: str, says: str) -> None:
    tamper(sql)
    found = broken()
    assert check in found, found
    assert any(says in detail for _, detail in found[check]), found[check]


def test_a_second_plan_for_the_same_invoice_is_named(buyer: Customer) -> None:
    first = PaymentPlan.objects.get()
    item = first.items.get()
    second = PaymentPlan.objects.get()
    second.pk = makers.some_id()
    second.save(force_insert=True)
    second.items.create(invoice_id=item.invoice_id, amount_minor=item.amount_minor)
    second.instalments.create(
        number=1, due_on=date(2026, 5, 4), kept_until=date(2026, 5, 6), amount_minor=200_00
    )
    found = broken()["one plan at a time"]
    assert found[0][0] == public_id("ppl", max(first.pk, second.pk))
    assert Promise.objects.count() == 1
