"""`cashwright people`: adding people with roles, from the shell."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from cashwright.areas.access.models import User
from cashwright.areas.access.queries import may
from cashwright.areas.access.refusals import DutiesIncompatible, WeakPassword
from cashwright.areas.controls.models import Approval, Fact
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.cli.people import app
from tests.areas.parties.makers import a_company

pytestmark = pytest.mark.django_db
PASSWORD = "nine green kettles sing\n"


def run(*arguments: str, typed: str = "") -> Any:
    """The result; a refusal comes out as the exception that `cashwright` puts into words."""
    result = CliRunner().invoke(app, list(arguments), input=typed, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def add(email: str, *more: str) -> User:
    run("add", email, *more, "--password-stdin", typed=PASSWORD)
    return User.objects.get(email=email)


def test_a_clerk_of_one_company_is_added_in_one_line() -> None:
    company = a_company("DE")
    user = add("ann@example.com", "--role", "clerk", "--entity", "de", "--name", "Ann")
    assert user.check_password(PASSWORD.strip())
    assignment = user.assignments.get()
    assert (assignment.role, assignment.entity_id) == ("clerk", company.pk)
    assert may(user, "invoices.post")
    facts = Fact.objects.filter(document_id=user.pk).order_by("seq")
    assert [(fact.name, fact.touch, fact.actor) for fact in facts] == [
        ("access.person_added", "rule", "cli.people"),
        ("access.role_granted", "rule", "cli.people"),
    ]


@pytest.mark.parametrize(
    ("more", "typed", "refusal"),
    [
        (("--role", "clerk", "--entity", "XX"), PASSWORD, NotFound),
        (("--role", "clerk", "--role", "cash_applier"), PASSWORD, DutiesIncompatible),
        (("--role", "clerk"), "short\n", WeakPassword),
    ],
)
def test_when_a_role_is_refused_nobody_is_added(
    more: tuple[str, ...], typed: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        run("add", "ann@example.com", *more, "--password-stdin", typed=typed)
    assert not User.objects.exists()


def test_a_named_control_lets_one_person_do_two_jobs() -> None:
    roles = ("--role", "clerk", "--role", "cash_applier")
    user = add("ann@example.com", *roles, "--control", "weekly review by the owner")
    assert may(user, "invoices.post")
    assert may(user, "cash.apply")


def test_a_role_is_granted_and_revoked() -> None:
    user = add("ann@example.com")
    run("grant", "ANN@example.com", "--role", "auditor")
    assert may(user, "audit.read")
    run("revoke", "ann@example.com", "--role", "auditor")
    assert not may(user, "audit.read")
    assert "does not hold" in run("revoke", "ann@example.com", "--role", "auditor").output


def test_the_list_shows_everybody_and_the_roles_they_hold_today() -> None:
    add("bob@example.com", "--role", "product")
    add("ann@example.com", "--role", "sales", "--role", "product")
    run("revoke", "ann@example.com", "--role", "sales")
    rows = json.loads(run("list", "--json").output)
    assert [(row["email"], [r["role"] for r in row["roles"]]) for row in rows] == [
        ("ann@example.com", ["product"]), ("bob@example.com", ["product"]),
    ]  # fmt: skip
    shown = run("list").output
    assert "ann@example.com" in shown
    assert "sales" not in shown


def test_a_new_password_and_a_log_out_end_the_sessions() -> None:
    user = add("ann@example.com")
    hashes = {user.get_session_auth_hash()}
    run("password", "ann@example.com", "--password-stdin", typed="another kettle of fish\n")
    user.refresh_from_db()
    assert user.check_password("another kettle of fish")
    hashes.add(user.get_session_auth_hash())
    run("logout", "ann@example.com")
    user.refresh_from_db()
    hashes.add(user.get_session_auth_hash())
    assert len(hashes) == 3


def test_a_role_with_a_duty_waits_once_somebody_decides_for_the_house() -> None:
    add("felix@example.com", "--role", "cfo")
    said = run("add", "ann@example.com", "--role", "clerk", "--password-stdin", typed=PASSWORD)
    assert "waits for somebody who decides for the house" in said.output
    ann = User.objects.get(email="ann@example.com")
    assert not may(ann, "invoices.post")
    assert [a.document_id for a in Approval.objects.all()] == [ann.pk]
    assert "is Sales now" in run("grant", "ann@example.com", "--role", "sales").output
