"""A small company seen through the console: its books, its people, their browsers."""

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
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import add_portfolio, change_customer, set_parent
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import receive_payment
from cashwright.kernel.ids import public_id
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.written_once import written_once


@dataclass(frozen=True, slots=True)
class Shop:
    """One entity, a parent with a child, a stranger in another entity; today is 2026-03-02."""

    entity: LegalEntity
    buyer: Customer
    child: Customer
    stranger: Customer
    late: Invoice  # 100.00, due in January
    due: Invoice  # 250.00, due in April
    of_child: Invoice  # 40.00
    draft: Invoice
    foreign: Invoice
    payment: Payment  # 100.00 of the buyer, unapplied
    unknown: Payment  # 77.00 of nobody


@pytest.fixture(scope="module")
def shop_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shop]:
    with written_once(django_db_blocker, a_shop) as made:
        yield made


@pytest.fixture
def shop(shop_once: Shop, db: None, clock: None) -> Shop:
    return deepcopy(shop_once)


def a_shop() -> Shop:
    home, abroad = makers.entity(), makers.entity("US", "EUR", "US")
    buyer, child = makers.customer(home, "C-1"), makers.customer(home, "C-2")
    set_parent(customer_id=child.pk, parent_id=buyer.pk, by=ANN)
    north = add_portfolio(code="NORTH", name="North", by=ANN)
    change_customer(customer_id=buyer.pk, changes={"portfolio_id": north.pk}, by=ANN)
    stranger = makers.customer(abroad, "X-1")
    return Shop(
        home, buyer, child, stranger,
        makers.invoice(buyer, 100_00, due_on=date(2026, 1, 20)),
        makers.invoice(buyer, 250_00, due_on=date(2026, 4, 1)),
        makers.invoice(child, 40_00, due_on=date(2026, 2, 1)),
        makers.draft(buyer, 60_00),
        makers.invoice(stranger, 900_00),
        makers.payment(buyer, 100_00),
        receive_payment(
            entity_id=home.pk, received_on=makers.JAN_20, currency="EUR", amount_minor=77_00,
            payer_text="A. Nonymous", by=ANN,
        ),
    )  # fmt: skip


Door = Callable[..., Client]


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_a(shop: Shop) -> Door:
    """A browser of someone with these roles in the home entity."""

    def enter(*roles: Role, name: str = "") -> Client:
        email = f"{name or '-'.join(roles)}@example.com"
        return browser_of(a_person(email, *roles, entity_id=shop.entity.pk))

    return enter


def inv(invoice: Invoice, tail: str = "") -> str:
    return f"/invoices/{invoice.public_id}/{tail}"


def pay(payment: Payment, tail: str = "") -> str:
    return f"/payments/{public_id('pay', payment.pk)}/{tail}"


def cus(customer: Customer, tail: str = "") -> str:
    return f"/customers/{customer.public_id}/{tail}"


def confirmed(client: Client, url: str, answers: dict[str, str]) -> str:
    """Press the button twice: read what it writes, then do it. Returns where it leads."""
    preview = client.post(url, answers)
    assert preview.status_code == 200, preview.content.decode()[:400]
    assert "What this writes to the ledger" in preview.content.decode(), _errors(preview)
    answer = client.post(url, {**answers, "seen": preview.context["preview"].seen})
    assert answer.status_code == 302, _errors(answer)
    return str(answer["Location"])


def _errors(response: object) -> str:
    return str(response.context["form"].errors)  # type: ignore[attr-defined]
