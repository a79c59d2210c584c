"""Makers of people, companies and customers for tests: plain functions that call services."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.access.granting import grant_or_ask, grant_role
from cashwright.areas.access.models import RoleAssignment, User
from cashwright.areas.access.policies import Role
from cashwright.areas.access.queries import deciders
from cashwright.areas.access.rules import RoleAsked
from cashwright.areas.access.services import add_person
from cashwright.areas.controls.services import decide_approval
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import create_customer, create_legal_entity
from cashwright.kernel.actors import Actor

HOUSE_RULE = Actor.rule("tests")


def a_company(code: str = "DE", **settings: Any) -> LegalEntity:
    return create_legal_entity(
        code=code, name=f"Company {code}", currency=settings.pop("currency", "EUR"),
        zone=settings.pop("zone", "Europe/Berlin"), country="DE", by=HOUSE_RULE,
        settings=settings,
    )  # fmt: skip


def a_customer(
    company: LegalEntity, account_no: str = "C-1", name: str = "Acme", **card: Any
) -> Customer:
    return create_customer(
        entity_id=company.pk, account_no=account_no, name=name, by=HOUSE_RULE, card=card
    )


def a_person(
    email: str = "ann@example.com",
    *roles: Role,
    entity_id: UUID | None = None,
    portfolio_id: UUID | None = None,
) -> User:
    user = add_person(email=email, by=HOUSE_RULE)
    for role in roles:
        a_role(user, role, entity_id=entity_id, portfolio_id=portfolio_id)
    return user


def a_role(user: User, role: Role, **given: Any) -> RoleAssignment:
    """The role, granted since 2020; where a second person has to agree, one of those there does."""
    asked = RoleAsked(user_id=user.pk, role=role, **{"from_on": date(2020, 1, 1), **given})
    waits = grant_or_ask(asked, by=HOUSE_RULE)
    if waits is None:
        return user.assignments.latest("granted_at", "pk")
    second = next(person for person in deciders() if person != user)
    decide_approval(approval_id=waits.pk, approve=True, by=Actor.human(second.pk))
    return grant_role(**asdict(asked), by=HOUSE_RULE, approval_id=waits.pk)
