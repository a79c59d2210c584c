"""A small company with invoices, cash and a person for every role, as the pages of the books see it."""

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
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.written_once import written_once

TODAY = date(2026, 3, 2)  # of the `clock` fixture
JAN_10, FEB_1, FEB_20 = date(2026, 1, 10), date(2026, 2, 1), date(2026, 2, 20)


@dataclass(frozen=True, slots=True)
class House:
    """Two companies; the first has open items of every age in two currencies, and cash."""

    home: LegalEntity
    abroad: LegalEntity
    acme: Customer
    bolt: Customer
    paid: Invoice


def a_house() -> House:
    makers.rate("USD", JAN_10, "1.10")
    for on in (FEB_1, FEB_20, date(2026, 2, 27)):
        makers.rate("USD", on, "1.20")
    home, abroad = makers.entity("DE"), makers.entity("US", currency="USD", country="US")
    acme, bolt = makers.customer(home, "C-1"), makers.customer(home, "C-2")
    for due in (date(2026, 3, 20), FEB_20, JAN_10):
        makers.invoice(acme, 100_00, issued_on=date(2026, 1, 8), due_on=due)
    paid = makers.invoice(acme, 50_00, issued_on=JAN_10, due_on=FEB_1)
    makers.invoice(bolt, 70_01, issued_on=FEB_1, due_on=FEB_20)
    makers.invoice(bolt, 33_00, issued_on=FEB_1, due_on=FEB_20, currency="USD")
    makers.invoice(makers.customer(abroad, "U-1"), 500_00, issued_on=FEB_1, due_on=FEB_20)
    money = makers.payment(acme, 60_00, on=FEB_20)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=money.pk, on=FEB_20, by=ANN,
        parts=[Part(paid.pk, 50_00)],
    )  # fmt: skip
    makers.draft(bolt, 20_00, issued_on=FEB_1)
    return House(home, abroad, acme, bolt, paid)


@pytest.fixture(scope="module")
def house_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with written_once(django_db_blocker, a_house) as made:
        yield made


@pytest.fixture
def house(house_once: House, db: None, clock: None) -> House:
    return deepcopy(house_once)


@pytest.fixture
def someone(db: None, clock: None) -> Callable[..., Client]:
    """The browser of a person in some roles, signed in."""

    def sign_in(*roles: Role, email: str = "") -> Client:
        name = email or f"{'-'.join(roles) or 'nobody'}@example.com".replace("_", "-")
        person = User.objects.filter(email=name).first() or a_person(name, *roles)
        client = Client()
        client.force_login(person)
        return client

    return sign_in
