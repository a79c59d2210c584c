"""The people of the demo company, one for each role, and the password they share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from cashwright.areas.access.granting import grant_first_roles
from cashwright.areas.access.models import User
from cashwright.areas.access.policies import ROLES, Role
from cashwright.areas.access.services import add_person
from cashwright.areas.controls.services import command
from cashwright.kernel.actors import Actor

BY = Actor.rule("demo")
DOMAIN = "northwind.example"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works at the demo company."""

    key: str
    name: str
    role: Role

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


PEOPLE = (
    Person("clara", "Clara Clerk", Role.CLERK),
    Person("colin", "Colin Collector", Role.COLLECTOR),
    Person("casey", "Casey Cash", Role.CASH_APPLIER),
    Person("chris", "Chris Credit", Role.CREDIT_MANAGER),
    Person("corinna", "Corinna Controller", Role.CONTROLLER),
    Person("ana", "Ana Accountant", Role.ACCOUNTANT),
    Person("felix", "Felix Finance (CFO)", Role.CFO),
    Person("audrey", "Audrey Auditor", Role.AUDITOR),
    Person("adam", "Adam Admin", Role.ADMIN),
    Person("sally", "Sally Sales", Role.SALES),
)


def password() -> str:
    """The demo people's password: made once, kept beside the demo's data, never in the code."""
    kept = Path(settings.HOME) / "demo-password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(f"northwind-{secrets.token_hex(4)}")
    return kept.read_text()


@command
def hire(on: date) -> None:
    """Add everybody with their role, together: the founders; who is there already is left alone."""
    known = set(User.objects.values_list("email", flat=True))
    roles = {
        add_person(email=person.email, name=person.name, password=password(), by=BY).pk: person.role
        for person in PEOPLE
        if person.email not in known
    }
    grant_first_roles(roles, from_on=on, by=BY)


def actor(role: Role) -> Actor:
    """The person in a role, as the one who acts."""
    email = next(person.email for person in PEOPLE if person.role == role)
    return Actor.human(User.objects.values_list("pk", flat=True).get(email=email))


def introduction() -> list[str]:
    """Whom to log in as, and why."""
    lines = [f"  {p.email:30} {ROLES[p.role].title}: {ROLES[p.role].purpose}" for p in PEOPLE]
    return [*lines, f"  password for all of them: {password()}"]
