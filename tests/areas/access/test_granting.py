"""Roles that carry a duty are granted by two people, once there are two (decision 21)."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cashwright.areas.access.granting import (
    end_role,
    grant_first_roles,
    grant_or_ask,
    grant_role,
)
from cashwright.areas.access.models import RoleAssignment, User
from cashwright.areas.access.policies import GRANT_ROLE, ROLES, Role, SecondPerson
from cashwright.areas.access.queries import may, people_day
from cashwright.areas.access.refusals import DutiesIncompatible, SecondPersonNeeded
from cashwright.areas.access.rules import RoleAsked, duties_of
from cashwright.areas.access.services import add_person, set_active
from cashwright.areas.controls.models import Approval, Fact
from cashwright.areas.controls.queries import waiting_approvals
from cashwright.areas.controls.refusals import ApprovalNeeded, SelfApproval
from cashwright.areas.controls.services import decide_approval
from cashwright.areas.controls.states import ApprovalState
from cashwright.kernel.actors import Actor
from cashwright.kernel.events import HOUSE
from cashwright.project.demo.people import PEOPLE, hire
from cashwright.runs.deliver import deliver_reactions
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_person

pytestmark = pytest.mark.django_db
SINCE = date(2020, 1, 1)


def human(person: User) -> Actor:
    return Actor.human(person.pk)


def asked(person: User, role: Role = Role.CLERK, **more: Any) -> RoleAsked:
    return RoleAsked(user_id=person.pk, role=role, **{"from_on": SINCE, **more})


def ask(person: User, by: User, role: Role = Role.CLERK, **more: Any) -> Approval:
    waits = grant_or_ask(asked(person, role, **more), by=human(by), reason="starts on Monday")
    assert waits is not None
    return waits


def told(person: User) -> dict[str, Any]:
    """What the latest fact of a role granted to a person tells."""
    fact = Fact.objects.filter(name="access.role_granted", document_id=person.pk).latest("seq")
    data: dict[str, Any] = json.loads(bytes(fact.body))["data"]
    return data


@pytest.fixture
def cfo() -> User:
    return a_person("felix@example.com", Role.CFO)


@pytest.fixture
def admin() -> User:
    return a_person("adam@example.com", Role.ADMIN)


@pytest.fixture
def ann() -> User:
    return add_person(email="ann@example.com", by=HOUSE_RULE)


def test_the_first_people_are_given_their_roles_alone_and_the_facts_say_so(ann: User) -> None:
    grant_role(user_id=ann.pk, role=Role.CFO, from_on=SINCE, by=HOUSE_RULE)
    assert told(ann)["second_person"] == SecondPerson.NOT_THERE
    assert not Approval.objects.exists()


def test_a_role_with_a_duty_needs_a_second_person_once_there_is_one(
    cfo: User, admin: User, ann: User
) -> None:
    with pytest.raises(SecondPersonNeeded) as caught:
        grant_role(user_id=ann.pk, role=Role.CLERK, from_on=SINCE, by=human(admin))
    assert isinstance(caught.value, ApprovalNeeded)
    assert not ann.assignments.exists()


def test_a_role_without_a_duty_is_given_at_once(cfo: User, admin: User, ann: User) -> None:
    assert not duties_of([Role.SALES])
    grant_role(user_id=ann.pk, role=Role.SALES, from_on=SINCE, by=human(admin))
    assert told(ann)["second_person"] == SecondPerson.NOT_NEEDED


def test_what_was_agreed_to_is_granted_by_the_house_and_the_fact_names_the_request(
    cfo: User, admin: User, ann: User
) -> None:
    waits = ask(ann, admin)
    assert (waits.kind, waits.entity_id, waits.document_id) == (GRANT_ROLE, HOUSE, ann.pk)
    assert not may(ann, "invoices.post")
    decide_approval(approval_id=waits.pk, approve=True, by=human(cfo))
    deliver_reactions()
    waits.refresh_from_db()
    assert waits.state == ApprovalState.DONE
    assert may(ann, "invoices.post")
    assert (told(ann)["second_person"], told(ann)["approval_id"]) == ("agreed", str(waits.pk))
    held = ann.assignments.get()
    assert (held.granted_by, held.approval_id) == (str(admin.pk), waits.pk)


def test_a_role_agreed_to_counts_from_the_day_it_is_given_not_from_before(
    cfo: User, admin: User, ann: User
) -> None:
    waits = ask(ann, admin)
    decide_approval(approval_id=waits.pk, approve=True, by=human(cfo))
    deliver_reactions()
    assert ann.assignments.get().from_on == people_day()


def test_a_role_whose_last_day_passed_while_it_waited_is_not_given(
    cfo: User, admin: User, ann: User
) -> None:
    waits = ask(ann, admin, until_on=people_day() - timedelta(days=1))
    decide_approval(approval_id=waits.pk, approve=True, by=human(cfo))
    deliver_reactions()
    waits.refresh_from_db()
    assert waits.state == ApprovalState.FAILED
    assert not ann.assignments.exists()


def test_neither_the_asker_nor_the_person_it_is_about_decides(cfo: User, admin: User) -> None:
    a_person("chris@example.com", Role.CREDIT_MANAGER)
    waits = ask(cfo, admin, Role.CONTROLLER, compensating_control="weekly review")
    for person in (admin, cfo):
        with pytest.raises(SelfApproval):
            decide_approval(approval_id=waits.pk, approve=True, by=human(person))
    with pytest.raises(IntegrityError, match="approval_not_about_oneself"), transaction.atomic():
        Approval.objects.filter(pk=waits.pk).update(decided_by=str(cfo.pk))


def test_the_only_one_who_decides_is_not_asked_about_a_role_of_their_own(
    cfo: User, admin: User
) -> None:
    """Nobody could agree to it: felix may not decide about himself."""
    company = a_company("DE")
    given = asked(cfo, Role.CREDIT_MANAGER, entity_id=company.pk, compensating_control="reviewed")
    assert grant_or_ask(given, by=HOUSE_RULE) is None
    assert told(cfo)["second_person"] == SecondPerson.NOT_THERE


def test_deciding_for_one_company_is_not_deciding_for_the_house(admin: User, ann: User) -> None:
    a_person("local@example.com", Role.CFO, entity_id=a_company("DE").pk)
    assert grant_or_ask(asked(ann), by=human(admin)) is None


def test_an_administrator_cannot_get_rid_of_the_second_person_first(
    cfo: User, admin: User, ann: User
) -> None:
    end_role(assignment_id=cfo.assignments.get().pk, by=human(admin))
    set_active(user_id=cfo.pk, is_active=False, by=human(admin))
    with pytest.raises(SecondPersonNeeded):
        grant_role(user_id=ann.pk, role=Role.CFO, from_on=SINCE, by=human(admin))


def test_the_operator_finds_a_way_out_when_nobody_decides_any_more(cfo: User, ann: User) -> None:
    set_active(user_id=cfo.pk, is_active=False, by=HOUSE_RULE)
    grant_role(user_id=ann.pk, role=Role.CFO, from_on=SINCE, by=HOUSE_RULE)
    assert told(ann)["second_person"] == SecondPerson.NOT_THERE


@pytest.mark.parametrize(
    "changed",
    [{"role": Role.CFO}, {"from_on": date(2021, 1, 1)}, {"until_on": date(2031, 1, 1)},
     {"compensating_control": "none"}],
)  # fmt: skip
def test_an_agreement_is_for_exactly_one_role(
    cfo: User, admin: User, ann: User, changed: dict[str, Any]
) -> None:
    company = a_company("DE")
    waits = ask(ann, admin, entity_id=company.pk)
    decide_approval(approval_id=waits.pk, approve=True, by=human(cfo))
    exact: dict[str, Any] = {
        "user_id": ann.pk,
        "role": Role.CLERK,
        "from_on": SINCE,
        "entity_id": company.pk,
    }
    for other in ({**exact, **changed}, {**exact, "entity_id": None}, {**exact, "user_id": cfo.pk}):
        with pytest.raises((ApprovalNeeded, DutiesIncompatible)):
            grant_role(**other, by=human(admin), approval_id=waits.pk)
    grant_role(**exact, by=human(admin), approval_id=waits.pk)


def test_duties_kept_apart_are_refused_before_anybody_is_asked(
    cfo: User, admin: User, ann: User
) -> None:
    grant_role(user_id=ann.pk, role=Role.SALES, from_on=SINCE, by=human(admin))
    with pytest.raises(DutiesIncompatible):
        grant_or_ask(asked(admin, Role.CLERK), by=HOUSE_RULE)
    assert not waiting_approvals().exists()


def test_first_roles_are_given_together_or_not_at_all(cfo: User, ann: User) -> None:
    sally = add_person(email="sally@example.com", by=HOUSE_RULE)
    roles = {sally.pk: Role.SALES, ann.pk: Role.CLERK}
    with pytest.raises(SecondPersonNeeded):
        grant_first_roles(roles, from_on=SINCE, by=HOUSE_RULE)
    assert not RoleAssignment.objects.exclude(user=cfo).exists()


def test_the_demo_company_is_founded_with_all_its_people() -> None:
    hire(SINCE)
    hire(SINCE)
    assert {a.role for a in RoleAssignment.objects.all()} == {str(p.role) for p in PEOPLE}
    corinna = User.objects.get(email="corinna@northwind.example")
    assert told(corinna)["second_person"] == SecondPerson.NOT_THERE


def test_every_role_that_decides_carries_a_duty_so_deciders_are_never_made_by_one_person() -> None:
    for role, card in ROLES.items():
        if "approvals.decide" in card.permissions:
            assert duties_of([role]), role
