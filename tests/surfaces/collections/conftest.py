"""A collector's morning: customers past due in one company, and the browsers of who works there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.controls.services import open_task
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity, Portfolio
from cashwright.areas.parties.services import add_contact, add_portfolio, move_customers
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.written_once import written_once

TODAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class Desk:
    """Five customers past due, each with a call to make; a sixth who owes and is reminded by mail."""

    entity: LegalEntity
    customers: list[Customer]
    quiet: Customer
    abroad: Customer
    north: Portfolio


@pytest.fixture(scope="module")
def desk_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    with written_once(django_db_blocker, a_desk) as made:
        yield made


@pytest.fixture
def desk(desk_once: Desk, db: None, clock: None) -> Desk:
    return deepcopy(desk_once)


def a_desk() -> Desk:
    home, other = makers.entity(), makers.entity("US", "USD", "US")
    makers.rate("USD", makers.JAN_5, "1.25")
    north = add_portfolio(code="NORTH", name="North", by=ANN)
    customers = [makers.customer(home, f"C-{n}") for n in range(1, 6)]
    quiet, abroad = makers.customer(home, "C-6"), makers.customer(other, "X-1")
    for n, of in enumerate([*customers, quiet, abroad], start=1):
        due_on = date(2026, 2, 25) if of is quiet else date(2026, 1, 10 + n)
        makers.invoice(of, 10_000_00 // n, due_on=due_on)
        add_contact(
            customer_id=of.pk, name=f"Kim {n}", by=ANN,
            card={"email": f"kim{n}@buyer.example", "phone": "+49301234567"},
        )  # fmt: skip
    for of in customers:
        a_call(of)
    move_customers(customer_ids=[customers[0].pk], portfolio_id=north.pk, by=ANN)
    return Desk(home, customers, quiet, abroad, north)


def a_call(of: Customer) -> None:
    """A step of the ladder that a person takes."""
    open_task(
        entity_id=of.entity_id, kind="collections.call", key=f"collections.call/{of.pk}",
        title="Call about what is overdue", on=TODAY, by=ANN, customer_id=of.pk,
    )  # fmt: skip


Door = Callable[..., Client]


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_a(desk: Desk) -> Door:
    """A browser of someone with these roles in the home entity, or in a portfolio of it."""

    def enter(*roles: Role, name: str = "", portfolio: Portfolio | None = None) -> Client:
        email = f"{name or '-'.join(roles)}@example.com"
        folio = portfolio.pk if portfolio else None
        return browser_of(a_person(email, *roles, entity_id=desk.entity.pk, portfolio_id=folio))

    return enter


def owed(of: Customer) -> Invoice:
    return Invoice.objects.filter(customer=of, balance_minor__gt=0).order_by("due_on")[0]


def focus(of: Customer, tail: str = "") -> str:
    return f"/collections/focus/{of.public_id}/{tail}"
