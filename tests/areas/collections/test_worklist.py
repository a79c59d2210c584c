"""The worklist's entries: they say what the books say, and follow what happens."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import WorklistEntry, WorklistHead
from cashwright.areas.collections.policies import CallOutcome, Level
from cashwright.areas.collections.queries.worklist import due_on_day, next_turn, today
from cashwright.areas.collections.rules.attention import Case, needs_person
from cashwright.areas.collections.rules.worth import Record, pooled_ppm, unpaid_ppm
from cashwright.areas.collections.services import (
    escalate_customer,
    log_call,
    snooze_customer,
    wake_customer,
)
from cashwright.areas.collections.services.working import follow_worklist, refresh_worklist
from cashwright.areas.controls.services import open_task
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.policies import HoldKind
from cashwright.areas.parties.services import place_hold
from cashwright.kernel.clock import noon_utc, running_on
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db

ISSUED, TODAY = date(2026, 1, 5), date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with running_on(noon_utc(TODAY)):
        yield


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


@pytest.fixture
def buyer(home: LegalEntity) -> Customer:
    return makers.customer(home)


def owed(of: Customer, euros: int = 100, late: int = 26, currency: str | None = None) -> Invoice:
    due_on = TODAY - timedelta(days=late)
    return makers.invoice(of, euros * 100, issued_on=ISSUED, due_on=due_on, currency=currency)


def pay(invoice: Invoice, on: date = TODAY) -> None:
    paid = makers.payment(invoice.customer, invoice.balance_minor, on=on)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=paid.pk, on=on, by=ANN,
        parts=[Part(invoice.pk, invoice.balance_minor)],
    )  # fmt: skip


def entry(of: Customer) -> WorklistEntry:
    return WorklistEntry.objects.get(customer=of)


def test_an_entry_says_what_is_late_and_open_and_how_likely_it_stays_so(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer, 100, late=26)
    owed(buyer, 40, late=3)
    owed(buyer, 7, late=-20)
    assert refresh_worklist(entity_id=home.pk, on=TODAY) == 1
    told = entry(buyer)
    assert (told.open_minor, told.overdue_minor, told.late_count) == (147_00, 140_00, 2)
    assert told.oldest_due_on == date(2026, 2, 4)
    still_open = Counter([26, 3, -20])
    chance = {
        days: unpaid_ppm(Record(open=(26, 3, -20)), days, pooled_ppm(Counter(), still_open, days))
        for days in (26, 3)
    }
    assert told.expected_minor == round(100_00 * chance[26] / 1e6) + round(40_00 * chance[3] / 1e6)
    assert told.reasons == ["26 days late", "2 invoices past due"]


def test_a_customer_is_there_once_for_each_currency_and_amounts_compare_in_our_own(
    home: LegalEntity, buyer: Customer
) -> None:
    makers.rate("USD", ISSUED, "2")
    owed(buyer, 100)
    owed(buyer, 100, currency="USD")
    refresh_worklist(entity_id=home.pk, on=TODAY)
    euros, dollars = WorklistEntry.objects.order_by("currency")
    assert (euros.currency, dollars.currency) == ("EUR", "USD")
    assert euros.expected_minor == dollars.expected_minor
    assert abs(euros.expected_functional_minor - euros.expected_minor) <= 1
    assert dollars.expected_functional_minor == euros.expected_functional_minor // 2


def test_who_owes_nothing_past_due_is_not_on_it(home: LegalEntity, buyer: Customer) -> None:
    pay(owed(buyer))
    owed(buyer, late=0)
    assert refresh_worklist(entity_id=home.pk, on=TODAY) == 0


def test_how_they_paid_before_moves_the_chance(home: LegalEntity) -> None:
    slow, quick = makers.customer(home, "SLOW"), makers.customer(home, "QUICK")
    for n in range(4):
        due_on = date(2025, 9, 1) + timedelta(days=n)
        for of, days in ((slow, 50), (quick, 1)):
            past = makers.invoice(of, 10_00, issued_on=due_on - timedelta(days=30), due_on=due_on)
            pay(past, due_on + timedelta(days=days))
    for of in (slow, quick):
        owed(of, late=5)
    refresh_worklist(entity_id=home.pk, on=TODAY)
    assert entry(slow).unpaid_ppm > 2 * entry(quick).unpaid_ppm
    assert "Usually pays 50 days late" in entry(slow).reasons


def test_an_entry_keeps_its_id_and_follows_what_happens_to_its_customer_alone(
    home: LegalEntity, buyer: Customer
) -> None:
    other = makers.customer(home, "C-2")
    first = owed(buyer, 100)
    owed(buyer, 50)
    owed(other, 10)
    follow_worklist([home.pk], TODAY)
    ids = dict(WorklistEntry.objects.values_list("customer_id", "pk"))
    pay(first)
    WorklistEntry.objects.filter(customer=other).update(overdue_minor=1)  # not looked at again
    follow_worklist([home.pk], TODAY)
    assert dict(WorklistEntry.objects.values_list("customer_id", "pk")) == ids
    assert entry(buyer).overdue_minor == 50_00
    assert entry(other).overdue_minor == 1
    pay(Invoice.objects.get(customer=buyer, balance_minor=50_00))
    follow_worklist([home.pk], TODAY)
    assert not WorklistEntry.objects.filter(customer=buyer).exists()


def test_following_part_by_part_ends_where_reckoning_it_whole_does(home: LegalEntity) -> None:
    customers = [makers.customer(home, f"C-{n}") for n in range(3)]
    bills = [owed(of, 100 + 10 * n, late=10 + n) for n, of in enumerate(customers)]
    follow_worklist([home.pk], TODAY)
    log_call(customer_id=customers[0].pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN)
    follow_worklist([home.pk], TODAY)
    snooze_customer(
        customer_id=customers[1].pk, until_on=TODAY + timedelta(days=3), on=TODAY, by=ANN
    )
    pay(bills[2])
    owed(customers[2], 5, late=40)
    follow_worklist([home.pk], TODAY)
    skipped = {"unpaid_ppm", "expected_minor", "expected_functional_minor", "is_high"}
    names = [f.attname for f in WorklistEntry._meta.fields if f.attname not in skipped]
    followed = list(WorklistEntry.objects.order_by("pk").values(*names))
    refresh_worklist(entity_id=home.pk, on=TODAY)
    assert list(WorklistEntry.objects.order_by("pk").values(*names)) == followed


def test_nothing_is_reckoned_twice_when_nothing_happened(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    follow_worklist([home.pk], TODAY)
    at = WorklistHead.objects.get().refreshed_at
    with running_on(noon_utc(TODAY + timedelta(hours=1))):
        follow_worklist([home.pk], TODAY)
    assert WorklistHead.objects.get().refreshed_at == at


def test_a_new_day_is_reckoned_anew(home: LegalEntity, buyer: Customer) -> None:
    owed(buyer, late=0)
    follow_worklist([home.pk], TODAY)
    assert not WorklistEntry.objects.exists()
    with running_on(noon_utc(TODAY + timedelta(days=1))):
        follow_worklist([home.pk], TODAY + timedelta(days=1))
    assert entry(buyer).reasons[0] == "1 day late"


def test_the_first_half_of_all_that_is_expected_is_high_value(home: LegalEntity) -> None:
    customers = [makers.customer(home, f"C-{n}") for n in range(4)]
    for of, euros in zip(customers, (1000, 400, 300, 200), strict=True):
        owed(of, euros)
    refresh_worklist(entity_id=home.pk, on=TODAY)
    assert [entry(of).is_high for of in customers] == [True, False, False, False]
    pay(Invoice.objects.get(customer=customers[0]))
    follow_worklist([home.pk], TODAY)
    assert [entry(of).is_high for of in customers[1:]] == [True, True, False]


def test_snoozes_holds_levels_and_calls_are_on_the_entry(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    until = TODAY + timedelta(days=3)
    snooze_customer(customer_id=buyer.pk, until_on=until, on=TODAY, by=ANN)
    place_hold(
        customer_id=buyer.pk, kind=HoldKind.DUNNING, reason="trade fair", from_on=TODAY, by=ANN
    )
    escalate_customer(customer_id=buyer.pk, level=Level.MANAGER, reason="late", on=TODAY, by=ANN)
    log_call(customer_id=buyer.pk, outcome=CallOutcome.REFUSED, on=TODAY, by=ANN)
    follow_worklist([home.pk], TODAY)
    told = entry(buyer)
    assert (told.snoozed_until, told.is_held, told.level) == (until, True, "manager")
    assert (told.contacted_on, told.contacted_by, told.contact_outcome) == (
        TODAY,
        "call",
        "refused",
    )


def test_a_task_makes_it_a_persons_turn_until_the_customer_is_put_off(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    rows = WorklistEntry.objects.filter(today(TODAY))
    open_task(
        entity_id=home.pk, kind="collections.call", key="k", title="Call", on=TODAY, by=ANN,
        customer_id=buyer.pk,
    )  # fmt: skip
    follow_worklist([home.pk], TODAY)
    assert rows.count() == 1
    snooze_customer(customer_id=buyer.pk, until_on=date(2026, 3, 5), on=TODAY, by=ANN)
    follow_worklist([home.pk], TODAY)
    assert rows.count() == 0
    everything = WorklistEntry.objects.all()
    assert next_turn(everything, TODAY) == date(2026, 3, 5)
    assert due_on_day(everything, date(2026, 3, 5)).count() == 1
    wake_customer(customer_id=buyer.pk, on=TODAY, by=ANN)
    follow_worklist([home.pk], TODAY)
    assert rows.count() == 1


@pytest.mark.parametrize(
    ("case", "is_turn"),
    [
        (Case(kind="step", act="email", next_on=TODAY), False),
        (Case(kind="step", act="call", next_on=TODAY), True),
        (Case(kind="step", act="call", next_on=TODAY + timedelta(days=1)), False),
        (Case(kind="step", act="call", next_on=TODAY, called_on=date(2026, 2, 28)), False),
        (Case(kind="person", act="person"), True),
        (Case(kind="person", act="person", called_on=date(2026, 2, 24)), False),
        (Case(kind="person", act="person", called_on=date(2026, 2, 23)), True),
        (Case(kind="stop", code="on_hold"), False),
        (Case(kind="stop", code="off"), True),
        (Case(kind="stop", code="placed", has_task=True), False),
        (Case(kind="stop", code="replied", replied_on=TODAY, called_on=TODAY), True),
        (Case(kind="stop", code="promised", promise_due_on=TODAY), True),
        (Case(kind="stop", code="promised", promise_due_on=TODAY + timedelta(days=1)), False),
        (Case(kind="step", act="email", broken_on=TODAY), True),
        (Case(kind="step", act="email", broken_on=TODAY, called_on=TODAY), False),
        (Case(kind="step", act="email", has_task=True, called_on=TODAY), True),
    ],
)
def test_whose_turn_it_is(case: Case, is_turn: bool) -> None:
    assert needs_person(case, TODAY) is is_turn


def test_after_more_facts_than_are_looked_through_all_of_it_is_reckoned(
    home: LegalEntity, buyer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = makers.customer(home, "C-2")
    owed(buyer)
    owed(other)
    follow_worklist([home.pk], TODAY)
    WorklistEntry.objects.filter(customer=other).update(overdue_minor=1)
    monkeypatch.setattr("cashwright.areas.collections.queries.worklist.FACTS_MAX", 1)
    log_call(customer_id=buyer.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN)
    follow_worklist([home.pk], TODAY)
    assert entry(other).overdue_minor == 1, "one fact is followed"
    for _ in range(2):
        log_call(customer_id=buyer.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN)
    follow_worklist([home.pk], TODAY)
    assert entry(other).overdue_minor == 100_00


@pytest.mark.django_db(transaction=True)
def test_readers_who_come_at_once_find_one_list() -> None:
    with running_on(noon_utc(TODAY)):
        home = makers.entity()
        for n in range(3):
            owed(makers.customer(home, f"C-{n}"))

    def look(_: int) -> None:
        try:
            with running_on(noon_utc(TODAY)):
                follow_worklist([home.pk], TODAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look, range(8)))
    assert WorklistEntry.objects.count() == 3
    assert WorklistHead.objects.count() == 1
