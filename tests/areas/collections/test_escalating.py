"""A case goes up and down the levels; at each a person has a task and a day to answer by."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from cashwright.areas.access.policies import Role
from cashwright.areas.collections.models import Escalation
from cashwright.areas.collections.policies import Level
from cashwright.areas.collections.policies.escalating import (
    ESCALATION,
    START,
    Rung,
    escalating_of,
    escalating_value,
)
from cashwright.areas.collections.queries import levels
from cashwright.areas.collections.refusals import AlreadyThere, BadEscalation
from cashwright.areas.collections.rules.escalation import answer_by, next_up
from cashwright.areas.collections.services import escalate_customer, escalate_unanswered
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import close_task, set_policy
from cashwright.areas.controls.states import TaskState
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import add_portfolio, move_customers
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.refusals import BadInput
from tests import makers
from tests.areas.parties.makers import a_person, a_role
from tests.makers import ANN

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 4, 2)  # the Thursday before Good Friday and Easter Monday


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with running_on(noon_utc(FRIDAY)):
        yield


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


@pytest.fixture
def buyer(home: LegalEntity) -> Customer:
    return makers.customer(home)


def passed(of: Customer, level: Level, on: date = FRIDAY) -> Escalation:
    return escalate_customer(
        customer_id=of.pk, level=level, reason="no answer in weeks", on=on, by=ANN
    )


def test_days_to_answer_are_business_days_of_the_house() -> None:
    # After Thursday come Good Friday, the weekend and Easter Monday; Tuesday and Wednesday count.
    assert answer_by(Rung(answer_days=2), FRIDAY, "DE") == date(2026, 4, 8)
    assert answer_by(Rung(answer_days=2), FRIDAY, "US") == date(2026, 4, 6)


def test_the_ladder_leads_from_the_collector_to_the_agency() -> None:
    walked = [Level.COLLECTOR]
    while (above := next_up(walked[-1])) is not None:
        walked.append(above)
    assert walked == [
        Level.COLLECTOR, Level.MANAGER, Level.ACCOUNT_OWNER, Level.LEGAL, Level.AGENCY,
    ]  # fmt: skip


def test_a_manager_gets_the_case_as_a_task_with_a_day_to_answer_by(buyer: Customer) -> None:
    boss = a_person("boss@example.com", Role.CREDIT_MANAGER)
    made = passed(buyer, Level.MANAGER)
    task = Task.objects.get(document_id=made.pk)
    assert made.reaches_id == boss.pk
    assert made.answer_by == date(2026, 4, 8)
    assert task.facts["for"] == str(boss.pk)
    assert task.facts["answer_by"] == "2026-04-08"
    assert task.facts["reasons"] == ["no answer in weeks"]
    assert levels(FRIDAY) == {buyer.pk: Level.MANAGER}


def test_passing_it_on_again_answers_the_task_below(buyer: Customer) -> None:
    first = passed(buyer, Level.MANAGER)
    second = passed(buyer, Level.LEGAL)
    assert Task.objects.get(document_id=first.pk).state == TaskState.DONE
    assert Task.objects.get(document_id=second.pk).state == TaskState.OPEN


def test_a_case_goes_back_down_to_the_collector_of_the_portfolio(
    home: LegalEntity, buyer: Customer
) -> None:
    north = add_portfolio(code="NORTH", name="North", by=ANN)
    move_customers(customer_ids=[buyer.pk], portfolio_id=north.pk, by=ANN)
    a_person("any@example.com", Role.COLLECTOR)
    bea = a_person("bea@example.com")
    a_role(bea, Role.COLLECTOR, portfolio_id=north.pk)
    passed(buyer, Level.MANAGER)
    back = passed(buyer, Level.COLLECTOR)
    assert back.reaches_id == bea.pk
    assert levels(FRIDAY) == {buyer.pk: Level.COLLECTOR}


def test_the_owner_of_the_account_goes_before_the_role(buyer: Customer) -> None:
    a_person("sales@example.com", Role.SALES)
    owner = a_person("owner@example.com")
    Customer.objects.filter(pk=buyer.pk).update(account_owner=owner)
    assert passed(buyer, Level.ACCOUNT_OWNER).reaches_id == owner.pk


def test_where_nobody_holds_the_place_the_task_waits_for_anybody(buyer: Customer) -> None:
    made = passed(buyer, Level.LEGAL)
    assert made.reaches_id is None
    assert Task.objects.get(document_id=made.pk).facts["for"] == ""


def test_a_case_does_not_go_where_it_is_nor_without_a_reason(buyer: Customer) -> None:
    with pytest.raises(AlreadyThere):
        passed(buyer, Level.COLLECTOR)
    with pytest.raises(BadInput):
        escalate_customer(customer_id=buyer.pk, level=Level.MANAGER, reason=" ", on=FRIDAY, by=ANN)
    with pytest.raises(BadInput):
        escalate_customer(
            customer_id=buyer.pk, level=Level.MANAGER, reason="late", on=FRIDAY, by=ANN,
            answer_by=date(2026, 4, 1),
        )  # fmt: skip
    assert not Escalation.objects.exists()


def test_where_a_case_stood_on_a_day_is_told_by_the_latest_word_until_then(buyer: Customer) -> None:
    passed(buyer, Level.MANAGER)
    with running_on(noon_utc(date(2026, 4, 10))):
        passed(buyer, Level.LEGAL, date(2026, 4, 10))
    assert levels(date(2026, 4, 1)) == {}
    assert levels(date(2026, 4, 9)) == {buyer.pk: Level.MANAGER}
    assert levels(date(2026, 4, 10)) == {buyer.pk: Level.LEGAL}


def test_a_house_names_who_answers_for_legal_and_how_soon(
    home: LegalEntity, buyer: Customer
) -> None:
    lawyer = a_person("lawyer@example.com")
    value = escalating_value(START)
    value["rungs"]["legal"] = {"answer_days": 1, "email": "Lawyer@example.com"}
    set_policy(name=ESCALATION, value=value, valid_from=FRIDAY, by=ANN, why="", entity_id=home.pk)
    made = passed(buyer, Level.LEGAL)
    assert (made.reaches_id, made.answer_by) == (lawyer.pk, date(2026, 4, 7))


def test_a_policy_of_levels_is_whole_and_reads_back_as_it_was_written() -> None:
    assert escalating_of(escalating_value(START)) == START
    value = escalating_value(START)
    del value["rungs"]["legal"]
    with pytest.raises(BadEscalation):
        escalating_of(value)


def climbing(home: LegalEntity) -> None:
    """A policy under which what nobody answers goes up by itself, to legal and no further."""
    value = escalating_value(START)
    for level in ("manager", "account_owner"):
        value["rungs"][level]["climbs"] = True
    set_policy(name=ESCALATION, value=value, valid_from=FRIDAY, by=ANN, why="", entity_id=home.pk)


def test_a_case_nobody_answers_walks_each_level_on_the_right_day(
    home: LegalEntity, buyer: Customer
) -> None:
    climbing(home)
    passed(buyer, Level.MANAGER)
    walked: dict[Level, date] = {}
    for n in range(1, 60):
        on = FRIDAY + timedelta(days=n)
        with running_on(noon_utc(on)):
            for _ in range(2):
                escalate_unanswered(entity_id=home.pk, on=on, by=ANN)
        walked[levels(on)[buyer.pk]] = min(walked.get(levels(on)[buyer.pk], on), on)
    # Two business days after Maundy Thursday, over Easter: the 8th; then three more: the 14th.
    assert walked == {
        Level.MANAGER: date(2026, 4, 3), Level.ACCOUNT_OWNER: date(2026, 4, 9),
        Level.LEGAL: date(2026, 4, 15),
    }  # fmt: skip
    assert Escalation.objects.count() == 3
    assert Task.objects.filter(state=TaskState.OPEN).count() == 1


def test_what_was_answered_stays_where_it_is(home: LegalEntity, buyer: Customer) -> None:
    climbing(home)
    made = passed(buyer, Level.MANAGER)
    task = Task.objects.get(document_id=made.pk)
    close_task(task_id=task.pk, move="finish", outcome="spoke with them", by=ANN)
    assert escalate_unanswered(entity_id=home.pk, on=date(2026, 5, 4), by=ANN) == 0


def test_without_the_policy_nothing_climbs_by_itself(home: LegalEntity, buyer: Customer) -> None:
    passed(buyer, Level.MANAGER)
    assert escalate_unanswered(entity_id=home.pk, on=date(2026, 5, 4), by=ANN) == 0
