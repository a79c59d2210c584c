"""A house with customers past due, somebody who sets how they are reminded, and somebody who agrees."""

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
from cashwright.areas.parties.models import Customer, LegalEntity, Segment
from cashwright.areas.parties.services import add_contact, add_segment
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.written_once import written_once

TODAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class House:
    """Three customers: due in a week, a day late, three weeks late."""

    entity: LegalEntity
    customers: list[Customer]
    small: Segment
    boss: User
    second: User


@pytest.fixture(scope="module")
def house_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with written_once(django_db_blocker, a_house) as made:
        yield made


@pytest.fixture
def house(house_once: House, db: None, clock: None) -> House:
    return deepcopy(house_once)


def a_house() -> House:
    home = makers.entity()
    small = add_segment(code="SMB", name="Small firms", by=ANN)
    customers = []
    for number, due_on in enumerate(
        (date(2026, 3, 9), date(2026, 3, 1), date(2026, 2, 9)), start=1
    ):
        card = {"segment_id": small.pk} if number == 3 else {}
        of = makers.customer(home, f"C-{number}", **card)
        makers.invoice(of, number * 100_00, due_on=due_on)
        add_contact(
            customer_id=of.pk, name=f"Kim {number}", by=ANN,
            card={"email": f"kim{number}@buyer.example", "language": "en"},
        )  # fmt: skip
        customers.append(of)
    boss = a_person("boss@example.com", Role.CREDIT_MANAGER)
    second = a_person("second@example.com", Role.CONTROLLER)
    return House(home, customers, small, boss, second)


Door = Callable[[User], Client]


@pytest.fixture
def as_(house: House) -> Door:
    """A browser of somebody."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter
