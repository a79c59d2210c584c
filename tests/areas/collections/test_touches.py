"""What people do about customers: calls, notes, putting off, handing over; each told once."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest

from cashwright.areas.access.policies import Role
from cashwright.areas.collections.models import Call, Note, Snooze
from cashwright.areas.collections.policies import CallOutcome
from cashwright.areas.collections.queries import notes, snoozed
from cashwright.areas.collections.refusals import (
    NoPortfolio,
    NotSnoozed,
    SnoozedTooFar,
    StepTaken,
)
from cashwright.areas.collections.services import (
    log_call,
    pin_note,
    reassign_customers,
    snooze_customer,
    wake_customer,
    write_note,
)
from cashwright.areas.controls.models import Fact, Task
from cashwright.areas.controls.services import open_task
from cashwright.areas.controls.states import TaskState
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import add_contact, add_portfolio, erase_contact
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.refusals import BadInput, NotFound
from cashwright.runs.deliver import deliver_reactions
from tests import makers
from tests.areas.parties.makers import a_person, a_role
from tests.makers import ANN

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


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


def a_step(of: Customer) -> Task:
    return open_task(
        entity_id=of.entity_id, kind="collections.step", key=f"step/{of.pk}", title="Call",
        on=TODAY, by=ANN, customer_id=of.pk,
    )  # fmt: skip


def facts(name: str) -> int:
    return Fact.objects.filter(name=name).count()


def test_a_call_that_reached_somebody_closes_the_step_it_was(buyer: Customer) -> None:
    task = a_step(buyer)
    log_call(
        customer_id=buyer.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN, task_id=task.pk,
        note="Pays on Friday.",
    )  # fmt: skip
    task.refresh_from_db()
    assert (task.state, task.outcome) == (TaskState.DONE, "call: spoke")
    assert Call.objects.get().note == "Pays on Friday."
    assert facts("collections.call_logged") == 1


def test_a_call_nobody_answered_leaves_the_step_open_for_another_try(buyer: Customer) -> None:
    task = a_step(buyer)
    for _ in range(2):
        log_call(
            customer_id=buyer.pk, outcome=CallOutcome.NO_ANSWER, on=TODAY, by=ANN, task_id=task.pk
        )
    task.refresh_from_db()
    assert task.state == TaskState.OPEN
    assert Call.objects.count() == 2


def test_a_colleague_may_take_the_step_but_nobody_takes_it_twice(buyer: Customer) -> None:
    task = a_step(buyer)
    log_call(
        customer_id=buyer.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=Actor.human("other"),
        task_id=task.pk,
    )  # fmt: skip
    with pytest.raises(StepTaken):
        log_call(customer_id=buyer.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN, task_id=task.pk)
    assert Call.objects.count() == 1


def test_a_call_is_to_the_customers_own_people_about_its_own_step(
    home: LegalEntity, buyer: Customer
) -> None:
    other = makers.customer(home, "C-2")
    kim = add_contact(customer_id=other.pk, name="Kim", by=ANN, card={"email": "kim@o.example"})
    with pytest.raises(NotFound):
        log_call(
            customer_id=buyer.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN, contact_id=kim.pk
        )
    with pytest.raises(NotFound):
        log_call(
            customer_id=buyer.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN,
            task_id=a_step(other).pk,
        )  # fmt: skip
    with pytest.raises(BadInput):
        log_call(customer_id=buyer.pk, outcome="sang", on=TODAY, by=ANN)  # type: ignore[arg-type]


def test_whoever_a_note_mentions_finds_it_among_their_tasks_and_oneself_does_not(
    buyer: Customer,
) -> None:
    bea, me = a_person("bea@example.com"), a_person("me@example.com")
    note = write_note(
        customer_id=buyer.pk, text="They asked for the contract.", by=Actor.human(me.pk),
        mentions=[bea.pk, bea.pk, me.pk],
    )  # fmt: skip
    task = Task.objects.get()
    assert task.facts == {"for": str(bea.pk)}
    assert task.document_id == note.pk
    assert "contract" not in task.title
    assert Note.objects.get().mentions == [str(bea.pk)]


def test_a_note_says_something_and_calls_people_who_exist(buyer: Customer) -> None:
    with pytest.raises(BadInput):
        write_note(customer_id=buyer.pk, text="  ", by=ANN)
    with pytest.raises(NotFound):
        write_note(customer_id=buyer.pk, text="Look", by=ANN, mentions=[UUID(int=9)])
    assert not Note.objects.exists()
    assert not Task.objects.exists()


def test_what_a_note_says_is_not_in_the_journal_that_keeps_everything(buyer: Customer) -> None:
    write_note(customer_id=buyer.pk, text="He is ill.", by=ANN)
    log_call(customer_id=buyer.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN, note="He is ill.")
    assert not [f for f in Fact.objects.all() if b"ill." in bytes(f.body)]


def test_pinned_notes_stand_first(buyer: Customer) -> None:
    old = write_note(customer_id=buyer.pk, text="Old", by=ANN)
    write_note(customer_id=buyer.pk, text="New", by=ANN)
    pin_note(note_id=old.pk, pinned=True, by=ANN)
    pin_note(note_id=old.pk, pinned=True, by=ANN)
    assert [each.text for each in notes(buyer.pk)] == ["Old", "New"]
    assert facts("collections.note_pinned") == 1


def test_a_snoozed_customer_is_back_on_its_day(buyer: Customer) -> None:
    snooze_customer(customer_id=buyer.pk, until_on=date(2026, 3, 5), on=TODAY, by=ANN)
    assert snoozed(date(2026, 3, 4)) == {buyer.pk: date(2026, 3, 5)}
    assert snoozed(date(2026, 3, 5)) == {}
    assert snoozed(date(2026, 3, 1)) == {}


def test_a_second_snooze_takes_the_place_of_the_first(buyer: Customer) -> None:
    for day in (20, 5):
        snooze_customer(customer_id=buyer.pk, until_on=date(2026, 3, day), on=TODAY, by=ANN)
    assert snoozed(TODAY) == {buyer.pk: date(2026, 3, 5)}
    assert snoozed(date(2026, 3, 6)) == {}
    assert Snooze.objects.filter(ended_on__isnull=True).count() == 1


def test_waking_a_customer_counts_from_that_day(buyer: Customer) -> None:
    snooze_customer(customer_id=buyer.pk, until_on=date(2026, 3, 9), on=TODAY, by=ANN)
    wake_customer(customer_id=buyer.pk, on=date(2026, 3, 4), by=ANN)
    assert snoozed(date(2026, 3, 3)) == {buyer.pk: date(2026, 3, 9)}
    assert snoozed(date(2026, 3, 4)) == {}
    with pytest.raises(NotSnoozed):
        wake_customer(customer_id=buyer.pk, on=date(2026, 3, 4), by=ANN)


@pytest.mark.parametrize("days", [-1, 0, 31])
def test_nobody_is_put_off_into_the_past_or_for_ever(buyer: Customer, days: int) -> None:
    with pytest.raises(SnoozedTooFar):
        snooze_customer(
            customer_id=buyer.pk, until_on=TODAY + timedelta(days=days), on=TODAY, by=ANN
        )
    snooze_customer(customer_id=buyer.pk, until_on=TODAY + timedelta(days=30), on=TODAY, by=ANN)


def test_customers_are_given_to_a_colleague_by_the_portfolio_they_look_after(
    home: LegalEntity, buyer: Customer
) -> None:
    other = makers.customer(home, "C-2")
    north = add_portfolio(code="NORTH", name="North", by=ANN)
    bea = a_person("bea@example.com")
    with pytest.raises(NoPortfolio):
        reassign_customers(customer_ids=[buyer.pk], user_id=bea.pk, by=ANN)
    a_role(bea, Role.COLLECTOR, portfolio_id=north.pk)
    assert reassign_customers(customer_ids=[buyer.pk, other.pk], user_id=bea.pk, by=ANN) == 2
    assert reassign_customers(customer_ids=[buyer.pk], portfolio_id=north.pk, by=ANN) == 0
    assert set(Customer.objects.values_list("portfolio_id", flat=True)) == {north.pk}
    with pytest.raises(BadInput):
        reassign_customers(customer_ids=[buyer.pk], by=ANN)


def test_what_a_person_said_goes_when_the_person_is_erased(buyer: Customer) -> None:
    kim = add_contact(customer_id=buyer.pk, name="Kim", by=ANN, card={"email": "kim@b.example"})
    for contact_id, note in ((kim.pk, "I am Kim."), (kim.pk, ""), (None, "Nobody there.")):
        log_call(
            customer_id=buyer.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN, note=note,
            contact_id=contact_id,
        )  # fmt: skip
    erase_contact(contact_id=kim.pk, by=ANN, why="asked")
    for _ in range(2):
        deliver_reactions()
    notes = Call.objects.order_by("called_at", "pk").values_list("note", flat=True)
    assert list(notes) == ["", "", "Nobody there."]
    assert facts("collections.call_erased") == 1
