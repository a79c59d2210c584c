"""People and their roles: what the services do, refuse and tell."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cashwright.areas.access.granting import end_role, grant_role
from cashwright.areas.access.models import RoleAssignment, User
from cashwright.areas.access.policies import Duty, Role
from cashwright.areas.access.queries import may, rights, uncontrolled_conflicts
from cashwright.areas.access.refusals import (
    BadAddress,
    DutiesIncompatible,
    EmailTaken,
    SelfGrant,
    WeakPassword,
)
from cashwright.areas.access.services import (
    add_person,
    change_person,
    end_sessions,
    set_active,
    set_password,
)
from cashwright.areas.controls.queries import document_facts
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import FixedClock, running_on
from cashwright.kernel.refusals import BadInput, NotAllowedNow, NotFound
from tests.areas.parties.makers import HOUSE_RULE, a_person

pytestmark = pytest.mark.django_db
GOOD_PASSWORD = "nine green kettles sing"
FIRST = date(2020, 1, 1)


def facts_of(user: User) -> list[str]:
    return [fact.name for fact in document_facts(user.pk)]


def grant(user: User, role: Role, **more: object) -> RoleAssignment:
    given = {"from_on": FIRST, "by": HOUSE_RULE, **more}
    return grant_role(user_id=user.pk, role=role, **given)  # type: ignore[arg-type]


def test_a_person_is_added_once_whatever_the_case_of_the_address() -> None:
    user = add_person(email="Ann@Example.com", by=HOUSE_RULE, name="Ann")
    assert user.email == "ann@example.com"
    assert facts_of(user) == ["access.person_added"]
    with pytest.raises(EmailTaken):
        add_person(email="ANN@example.COM", by=HOUSE_RULE)


def test_the_journal_of_facts_never_learns_names_or_addresses() -> None:
    user = add_person(email="canary@example.com", name="Canary Bird", by=HOUSE_RULE)
    change_person(user_id=user.pk, name="Other Canary", by=HOUSE_RULE)
    told = b"".join(bytes(fact.body) for fact in document_facts(user.pk))
    assert b"anary" not in told
    assert json.loads(bytes(document_facts(user.pk)[1].body))["data"]["fields"] == ["name"]


def test_two_addresses_are_not_one_person() -> None:
    with pytest.raises(BadAddress):
        add_person(email="a@b.c, evil@x.y", by=HOUSE_RULE)
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["elevenchars", "password1234", "000000000000"])
def test_a_short_or_common_password_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        add_person(email="ann@example.com", password=password, by=HOUSE_RULE)


def test_a_person_without_a_password_cannot_log_in() -> None:
    user = add_person(email="ann@example.com", by=HOUSE_RULE)
    assert not user.has_usable_password()
    set_password(user_id=user.pk, password=GOOD_PASSWORD, by=HOUSE_RULE)
    user.refresh_from_db()
    assert user.check_password(GOOD_PASSWORD)


def test_a_new_password_ends_every_session() -> None:
    user = add_person(email="ann@example.com", password=GOOD_PASSWORD, by=HOUSE_RULE)
    before = user.get_session_auth_hash()
    set_password(user_id=user.pk, password="another kettle of fish", by=HOUSE_RULE)
    user.refresh_from_db()
    assert user.get_session_auth_hash() != before


def test_ending_sessions_leaves_the_password_as_it_is() -> None:
    user = add_person(email="ann@example.com", password=GOOD_PASSWORD, by=HOUSE_RULE)
    before = user.get_session_auth_hash()
    after = end_sessions(user_id=user.pk, by=HOUSE_RULE)
    assert after.get_session_auth_hash() != before
    assert after.check_password(GOOD_PASSWORD)
    assert facts_of(user)[-1] == "access.sessions_ended"


def test_a_role_counts_from_the_next_question_on_and_ends_with_the_next() -> None:
    user = a_person()
    assert not may(user, "invoices.post")
    assignment = grant(user, Role.CLERK)
    assert may(user, "invoices.post")
    end_role(assignment_id=assignment.pk, by=HOUSE_RULE)
    assert not may(user, "invoices.post")
    assert facts_of(user) == ["access.person_added", "access.role_granted", "access.role_ended"]
    with pytest.raises(NotAllowedNow):
        end_role(assignment_id=assignment.pk, by=HOUSE_RULE)


def test_a_role_counts_on_its_first_and_last_day_and_on_no_other() -> None:
    user = a_person()
    grant(user, Role.CLERK, from_on=date(2026, 3, 1), until_on=date(2026, 3, 31))
    held = [
        on
        for on in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
        if rights(user, on=on).may("invoices.post")
    ]
    assert held == [date(2026, 3, 1), date(2026, 3, 31)]


def test_a_role_counts_while_the_books_run_on_a_day_long_past() -> None:
    user = a_person("ann@example.com", Role.CLERK)
    with running_on(FixedClock(datetime(2012, 6, 30, 12, tzinfo=UTC))):
        assert may(user, "invoices.post")


def test_a_person_who_left_may_nothing_from_the_next_request_on() -> None:
    user = a_person("ann@example.com", Role.CLERK)
    set_active(user_id=user.pk, is_active=False, by=HOUSE_RULE)
    user.refresh_from_db()
    assert not may(user, "invoices.read")
    set_active(user_id=user.pk, is_active=True, by=HOUSE_RULE)
    user.refresh_from_db()
    assert may(user, "invoices.read")


def test_nobody_gives_or_takes_their_own_roles() -> None:
    admin = a_person("admin@example.com", Role.ADMIN)
    herself = Actor.human(admin.pk)
    with pytest.raises(SelfGrant):
        grant(admin, Role.AUDITOR, by=herself)
    with pytest.raises(SelfGrant):
        end_role(assignment_id=admin.assignments.get().pk, by=herself)
    with pytest.raises(SelfGrant):
        set_active(user_id=admin.pk, is_active=False, by=herself)
    assert admin.assignments.count() == 1


def test_the_database_itself_refuses_a_role_given_to_oneself() -> None:
    user = a_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(
            user=user, role=Role.ADMIN, from_on=FIRST, granted_by=str(user.pk)
        )


def test_duties_that_are_kept_apart_do_not_meet_in_one_person() -> None:
    user = a_person("ann@example.com", Role.CLERK)
    with pytest.raises(DutiesIncompatible) as refused:
        grant(user, Role.CASH_APPLIER)
    assert "apply_cash and issue_invoice" in str(refused.value)
    assert [a.role for a in user.assignments.all()] == [Role.CLERK]


def test_they_may_meet_with_a_control_that_is_named_and_kept() -> None:
    user = a_person("ann@example.com", Role.CLERK)
    control = "The controller reviews every application weekly"
    assignment = grant(user, Role.CASH_APPLIER, compensating_control=control)
    assert assignment.compensating_control == control
    fact = document_facts(user.pk).last()
    assert fact is not None
    assert json.loads(bytes(fact.body))["data"]["compensating_control"] == control


def test_a_blank_control_is_no_control() -> None:
    user = a_person("ann@example.com", Role.CLERK)
    with pytest.raises(DutiesIncompatible):
        grant(user, Role.CASH_APPLIER, compensating_control="  ")


def test_another_company_does_not_make_incompatible_duties_compatible() -> None:
    user = a_person("ann@example.com", Role.CLERK, entity_id=uuid4())
    with pytest.raises(DutiesIncompatible):
        grant(user, Role.CASH_APPLIER, entity_id=uuid4())


def test_one_after_the_other_is_no_conflict() -> None:
    user = a_person()
    grant(user, Role.CLERK, until_on=date(2026, 3, 31))
    with pytest.raises(DutiesIncompatible):
        grant(user, Role.CASH_APPLIER, from_on=date(2026, 3, 31))
    grant(user, Role.CASH_APPLIER, from_on=date(2026, 4, 1))


def test_a_role_that_was_taken_away_no_longer_stands_in_the_way() -> None:
    user = a_person("ann@example.com", Role.CLERK)
    end_role(assignment_id=user.assignments.get().pk, by=HOUSE_RULE)
    grant(user, Role.CASH_APPLIER)
    assert may(user, "cash.apply")


def test_a_role_does_not_end_before_it_starts() -> None:
    with pytest.raises(BadInput):
        grant(a_person(), Role.CLERK, until_on=FIRST - timedelta(days=1))


def test_nobody_has_roles_who_does_not_exist() -> None:
    with pytest.raises(NotFound):
        grant_role(user_id=uuid4(), role=Role.CLERK, from_on=FIRST, by=HOUSE_RULE)


def test_a_conflict_that_came_in_by_another_way_is_found() -> None:
    user = a_person("ann@example.com", Role.CLERK)
    watched = a_person("bob@example.com", Role.CLERK)
    grant(watched, Role.CASH_APPLIER, compensating_control="weekly review")
    assert uncontrolled_conflicts() == []
    RoleAssignment.objects.create(
        user=user, role=Role.CASH_APPLIER, from_on=FIRST, granted_by="someone"
    )
    assert {(found.email, pair) for found, pair in uncontrolled_conflicts()} == {
        ("ann@example.com", (Duty.APPLY_CASH, Duty.ISSUE_INVOICE)),
        ("ann@example.com", (Duty.APPLY_CASH, Duty.CUSTOMER_MASTER)),
    }
