"""Reminding: each step once, never for what is paid, held or refused, in the words of the ladder."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

import polars as pl
import pytest
from django.db import connection

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import Reminder
from cashwright.areas.collections.policies import (
    DUNNING,
    LADDER,
    STANDARD,
    Assignment,
    Dunning,
    dunning_value,
    ladder_of,
    value_of,
)
from cashwright.areas.collections.queries import (
    known,
    ladder_in_force,
    reminder_plan,
    reminders,
)
from cashwright.areas.collections.refusals import BadLadder
from cashwright.areas.collections.rules.promises import Origin
from cashwright.areas.collections.services import (
    Reminded,
    as_the_books_stand,
    hand_over_ended,
    note_promise,
    remind,
)
from cashwright.areas.controls.models import Fact, Task
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import BlockReason
from cashwright.areas.messaging.services import block_address, deliver_queued
from cashwright.areas.parties.models import Contact, Customer, LegalEntity
from cashwright.areas.parties.policies import Channel, HoldKind, Purpose
from cashwright.areas.parties.services import (
    add_contact,
    add_portfolio,
    place_hold,
    state_consent,
)
from cashwright.kernel.autonomy import Autonomy
from cashwright.kernel.clock import noon_utc, running_on
from tests import makers
from tests.areas.messaging.makers import went_out
from tests.areas.parties.makers import a_person
from tests.makers import ANN

pytestmark = pytest.mark.django_db

ISSUED, DUE = date(2026, 1, 5), date(2026, 2, 4)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with running_on(noon_utc(ISSUED)):
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


def owed(of: Customer, euros: int = 100, due_on: date = DUE) -> Invoice:
    return makers.invoice(of, euros * 100, issued_on=ISSUED, due_on=due_on)


def run_day(home: LegalEntity, on: date) -> Reminded:
    """Plan and remind on the virtual day `on`."""
    with running_on(noon_utc(on)):
        return remind(reminder_plan(home.pk, on), entity_id=home.pk, on=on, by=ANN)


def run_whole_day(home: LegalEntity, on: date) -> Reminded:
    """The same, and what was written is on its way by the evening."""
    done = run_day(home, on)
    went_out()
    return done


def after(days: int) -> date:
    return DUE + timedelta(days=days)


def codes(home: LegalEntity, on: date) -> list[str | None]:
    return reminder_plan(home.pk, on)["suppressed"].to_list()


def settle(invoice: Invoice, on: date) -> None:
    payment = makers.payment(invoice.customer, invoice.total_minor, on=on)
    part = Part(invoice.pk, invoice.total_minor)
    apply(source_kind=SourceKind.PAYMENT, source_id=payment.pk, parts=[part], on=on, by=ANN)


def test_an_unpaid_invoice_climbs_the_whole_ladder_one_mail_a_step(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    done = {day: run_whole_day(home, after(day)) for day in range(-5, 60)}
    # Three days before is a Sunday: it waits for Monday. 100 euros are not worth the call at +21.
    assert [day for day, one in done.items() if one.messages] == [-2, 1, 7, 14, 30]
    assert [day for day, one in done.items() if one.tasks] == [47]  # +45 is a Saturday
    assert Task.objects.get().kind == "collections.call"
    assert Message.objects.count() == 5
    assert Fact.objects.filter(name="collections.customer_reminded").count() == 5


def test_the_same_plan_carried_out_twice_sends_once(home: LegalEntity, buyer: Customer) -> None:
    owed(buyer)
    plan = reminder_plan(home.pk, after(1))
    first = remind(plan, entity_id=home.pk, on=after(1), by=ANN)
    second = remind(plan, entity_id=home.pk, on=after(1), by=ANN)
    assert (first, second) == (Reminded(messages=1, steps=1), Reminded(dropped=1))
    assert Message.objects.count() == 1


def test_what_was_paid_after_planning_is_not_reminded(home: LegalEntity, buyer: Customer) -> None:
    paid, open_ = owed(buyer, 100), owed(buyer, 50)
    plan = reminder_plan(home.pk, after(1))
    settle(paid, after(1))
    assert remind(plan, entity_id=home.pk, on=after(1), by=ANN) == Reminded(
        messages=1, steps=1, dropped=1
    )
    assert list(Reminder.objects.values_list("invoice_id", flat=True).distinct()) == [open_.pk]


def test_an_old_invoice_gets_one_reminder_and_the_steps_it_missed_are_noted(
    home: LegalEntity, buyer: Customer
) -> None:
    invoice = owed(buyer)
    run_day(home, after(16))
    steps = [(row.days, row.state) for row in reminders(invoice.pk)]
    assert steps == [(-3, "skipped"), (1, "skipped"), (7, "skipped"), (14, "sent")]
    assert run_day(home, after(20)).messages == 0


def test_one_customer_gets_one_mail_for_all_its_invoices_in_the_words_of_the_highest_step(
    home: LegalEntity, buyer: Customer
) -> None:
    invoices = [owed(buyer, 100), owed(buyer, 40, due_on=DUE - timedelta(days=6))]
    run_day(home, after(1))
    message = Message.objects.get()
    assert message.to_address == "kim@buyer.example"
    assert message.template == "reminder.second/en/0"
    assert set(message.document_ids) == {invoice.pk for invoice in invoices}
    assert "Dear Kim Paul" in message.body_text
    assert all(str(invoice.document_no) in message.body_text for invoice in invoices)
    assert "140.00 EUR" in message.body_text


def test_the_collector_of_the_portfolio_signs(home: LegalEntity) -> None:
    portfolio = add_portfolio(code="NORTH", name="North", by=ANN)
    collector = a_person("cole@house.example", Role.COLLECTOR, portfolio_id=portfolio.pk)
    customer = makers.customer(home, portfolio_id=portfolio.pk)
    add_contact(customer_id=customer.pk, name="Kim", by=ANN, card={"email": "kim@b.example"})
    owed(customer)
    run_day(home, after(1))
    assert collector.email in Message.objects.get().body_text


def test_two_mails_to_one_customer_lie_three_days_apart(home: LegalEntity, buyer: Customer) -> None:
    owed(buyer)
    second = owed(buyer, due_on=DUE + timedelta(days=6))
    days = [day for day in range(1, 9) if run_whole_day(home, after(day)).messages]
    assert days == [1, 5, 8]  # what was due on the seventh waits for the eighth
    assert [(row.days, row.state) for row in reminders(second.pk)] == [(-3, "sent"), (1, "sent")]


def test_while_a_mail_waits_nothing_more_is_said(home: LegalEntity, buyer: Customer) -> None:
    owed(buyer)
    assert run_day(home, after(1)).messages == 1  # the mail server is down
    assert not any(run_day(home, after(day)).messages for day in range(2, 12))
    assert codes(home, after(12)) == ["min_gap"]
    sent_at = noon_utc(after(12)).now()
    Message.objects.update(state="sent", tried_at=sent_at, sent_at=sent_at)
    days = [day for day in range(13, 20) if run_day(home, after(day)).messages]
    assert days == [15]  # three days after it went out, not after it was written


def test_nobody_to_write_to(home: LegalEntity) -> None:
    owed(makers.customer(home))
    assert codes(home, after(-2)) == ["no_contact"]
    assert run_day(home, after(1)) == Reminded(tasks=1, steps=1)
    assert Task.objects.get().facts["detour"] == "no_contact"


def test_a_customer_that_wants_no_documents_is_not_written_to(home: LegalEntity) -> None:
    customer = makers.customer(home, delivery="none")
    add_contact(customer_id=customer.pk, name="Kim", by=ANN, card={"email": "kim@b.example"})
    owed(customer)
    assert codes(home, after(-2)) == ["no_consent"]
    assert run_day(home, after(1)) == Reminded(tasks=1, steps=1)


def test_a_customer_on_hold_is_left_in_peace(home: LegalEntity, buyer: Customer) -> None:
    owed(buyer)
    place_hold(customer_id=buyer.pk, kind=HoldKind.DUNNING, reason="talks", from_on=DUE, by=ANN)
    assert codes(home, after(1)) == ["on_hold"]
    assert run_day(home, after(1)) == Reminded()


def test_who_said_no_is_not_written_to_and_a_colleague_is(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    state_consent(
        contact_id=Contact.objects.get().pk, channel=Channel.EMAIL, purpose=Purpose.REMINDERS,
        is_given=False, stated_at=datetime(2026, 1, 6, tzinfo=UTC), proof="mail", by=ANN,
    )  # fmt: skip
    assert codes(home, after(-2)) == ["opted_out"]
    add_contact(customer_id=buyer.pk, name="Lee", by=ANN, card={"email": "lee@buyer.example"})
    run_day(home, after(1))
    assert Message.objects.get().to_address == "lee@buyer.example"


def test_where_the_only_address_is_blocked_a_person_takes_over_and_else_a_colleague_is_written_to(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    block_address(
        entity_id=home.pk, channel="email", address="Kim@buyer.example", by=ANN,
        reason=BlockReason.BOUNCE,
    )  # fmt: skip
    assert run_day(home, after(1)) == Reminded(tasks=1, steps=1)
    assert (
        "no_contact" in bytes(Fact.objects.get(name="collections.step_handed_over").body).decode()
    )
    add_contact(customer_id=buyer.pk, name="Lee", by=ANN, card={"email": "lee@buyer.example"})
    assert run_day(home, after(7)).messages == 1
    assert Message.objects.get().to_address == "lee@buyer.example"


def test_accounts_payable_is_written_to_before_anybody_else(
    home: LegalEntity, buyer: Customer
) -> None:
    card = {"email": "ap@buyer.example", "roles": ["accounts_payable"]}
    add_contact(customer_id=buyer.pk, name="Payables", by=ANN, card=card)
    owed(buyer)
    run_day(home, after(1))
    assert Message.objects.get().to_address == "ap@buyer.example"


def test_a_plan_can_be_looked_at_without_doing_anything(home: LegalEntity, buyer: Customer) -> None:
    owed(buyer)
    plan = reminder_plan(home.pk, after(1))
    assert plan.select("days", "lead_days", "act", "suppressed").rows() == [(1, 1, "email", None)]
    assert Message.objects.count() == Reminder.objects.count() == 0


def test_a_house_sets_its_own_ladder(home: LegalEntity, buyer: Customer) -> None:
    short = value_of(STANDARD) | {"version": 2}
    short["steps"] = [step for step in short["steps"] if step["days"] >= 14]
    set_policy(name=f"{LADDER}.standard", value=short, valid_from=ISSUED, by=ANN, why="fewer mails")
    owed(buyer)
    assert ladder_in_force("standard", home.pk, after(1)) == ladder_of(short)
    days = [day for day in range(40) if run_whole_day(home, after(day)).messages]
    assert days == [14, 30]


def dunning(*assignments: Assignment) -> None:
    value = dunning_value(Dunning(assignments=assignments))
    set_policy(name=DUNNING, value=value, valid_from=ISSUED, by=ANN, why="tried")


def test_a_segment_climbs_its_own_ladder(home: LegalEntity, buyer: Customer) -> None:
    dunning(Assignment(ladder="gentle"))
    owed(buyer)
    days = [day for day in range(-8, 20) if run_whole_day(home, after(day)).messages]
    assert days == [-7, 5, 14]  # +3 is a Saturday


def test_in_shadow_nothing_leaves_the_house_and_what_would_have_is_noted(
    home: LegalEntity, buyer: Customer
) -> None:
    dunning(Assignment(ladder="standard", autonomy=Autonomy.SHADOW))
    invoice = owed(buyer)
    done = [run_day(home, after(day)) for day in range(-3, 9)]
    assert sum(one.rehearsed for one in done) == 3
    assert [(row.days, row.state) for row in reminders(invoice.pk)] == [
        (-3, "shadowed"), (1, "shadowed"), (7, "shadowed"),
    ]  # fmt: skip
    assert Message.objects.count() == Task.objects.count() == 0
    assert Fact.objects.filter(name="collections.reminder_rehearsed").count() == 3
    set_policy(name=DUNNING, value=dunning_value(Dunning()), valid_from=after(9), by=ANN, why="on")
    assert run_day(home, after(9)).messages == 1  # what was only noted was never sent


def test_what_is_rehearsed_keeps_the_distance_it_would_have_kept(
    home: LegalEntity, buyer: Customer
) -> None:
    dunning(Assignment(ladder="strict", autonomy=Autonomy.SHADOW))
    owed(buyer)
    days = [day for day in range(-8, 10) if run_day(home, after(day)).rehearsed]
    assert days == [-7, -1, 2, 7]  # three days after the one before the due date
    assert not Message.objects.exists()


def test_on_suggest_a_message_waits_for_a_person(home: LegalEntity, buyer: Customer) -> None:
    dunning(Assignment(ladder="standard", autonomy=Autonomy.SUGGEST))
    owed(buyer)
    run_day(home, after(1))
    assert Message.objects.get().state == "held"


def test_what_stands_at_the_end_of_its_ladder_is_handed_over_once(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    assert run_day(home, after(50)) == Reminded(tasks=1, steps=1)
    oldest = [(UUID(one), UUID(other)) for one, other in known(home.pk, after(51)).ended().rows()]
    for expected in (1, 0):
        with running_on(noon_utc(after(51))):
            handed = hand_over_ended(oldest, entity_id=home.pk, on=after(51), by=ANN)
        assert handed == expected


@pytest.mark.parametrize("broken", [{}, {"steps": []}, {"gap_days": -1}, {"steps": [{"days": 1}]}])
def test_a_ladder_that_cannot_be_climbed_is_refused(broken: dict[str, object]) -> None:
    value = {**value_of(STANDARD), **broken} if broken else {}
    with pytest.raises(BadLadder):
        ladder_of(value)


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_not_sent_when_its_invoice_was_paid_while_it_waited(
    home: LegalEntity, buyer: Customer
) -> None:
    invoice = owed(buyer)
    run_day(home, after(1))
    settle(invoice, after(1))
    report = deliver_queued(
        limit=10, on=after(1), by=ANN, guard=partial(as_the_books_stand, on=after(1))
    )
    assert (report.sent, report.suppressed) == (0, 1)
    assert Message.objects.get().reason == "paid"


@pytest.mark.django_db(transaction=True)
def test_what_was_promised_while_a_mail_waited_is_not_reminded_of(
    home: LegalEntity, buyer: Customer
) -> None:
    invoice = owed(buyer)
    run_day(home, after(1))
    with running_on(noon_utc(after(1))):
        note_promise(
            customer_id=buyer.pk, currency="EUR", amount_minor=invoice.total_minor, by=ANN,
            due_on=after(5), on=after(1), origin=Origin.CALL, invoice_ids=[invoice.pk],
        )  # fmt: skip
        deliver_queued(
            limit=10, on=after(1), by=ANN, guard=partial(as_the_books_stand, on=after(1))
        )
    about = Message.objects.get(
        document_ids__contains=[invoice.pk], template__startswith="reminder"
    )
    assert (about.state, about.reason) == ("suppressed", "promised")


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_plan_send_one_mail(home: LegalEntity, buyer: Customer) -> None:
    owed(buyer)
    plan = reminder_plan(home.pk, after(1))

    def work(_: int) -> int:
        try:
            return remind(plan, entity_id=home.pk, on=after(1), by=ANN).messages
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(work, range(2))) == [0, 1]
    assert Message.objects.count() == 1


def test_an_empty_plan_is_nothing_to_do(home: LegalEntity) -> None:
    plan = reminder_plan(home.pk, after(1))
    assert isinstance(plan, pl.DataFrame)
    assert remind(plan, entity_id=home.pk, on=after(1), by=ANN) == Reminded()
