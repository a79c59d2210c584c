"""Ladders in the console: read by who may, changed on a draft, tried, proposed, agreed to, gone back on."""

from __future__ import annotations

from datetime import date

from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cashwright.areas.access.policies import Role
from cashwright.areas.collections.queries import ladder_in_force, reminder_plan
from cashwright.areas.controls.models import Approval, Fact, PolicyVersion
from cashwright.areas.messaging.models import Message
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.models import PolicyDraft
from tests.areas.parties.makers import a_person
from tests.surfaces.books.reading import text, words
from tests.surfaces.ladders.conftest import TODAY, Door, House

URL = "/collections/ladders/standard/"


def codes(name: str = "standard") -> list[str]:
    found = ladder_in_force(name, HOUSE, TODAY)
    assert found is not None
    return [step.code for step in found.steps]


def press(client: Client, do: str, **more: str) -> None:
    answer = client.post(URL, {"do": do, **more})
    assert answer.status_code == 302, words(answer.content.decode())


def test_the_ready_ladders_teach_until_somebody_makes_one(house: House, as_: Door) -> None:
    told = words(text(as_(house.boss), "/collections/ladders/"))
    assert "Four ladders come with the house" in told
    assert "Climbed by Everybody" in told
    page = words(text(as_(house.boss), URL))
    assert "14 days after it was due" in page
    assert "The invoice is due" in page
    assert "Only the disputed part stops" in page
    assert "Kim 3" in page, "the preview speaks to the customer who is longest late"
