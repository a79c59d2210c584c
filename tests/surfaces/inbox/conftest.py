"""A clerk's morning: mails that came in, in one company, and the browsers of who reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.access.policies import Role
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Thread
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import FixedClock, running_on
from cashwright.runs.answer_mail import take_mail
from tests import makers
from tests.areas.messaging.makers import a_message
from tests.areas.parties.makers import a_person
from tests.makers import ANN

TODAY = date(2026, 3, 2)  # a Monday
NOON = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
ROBOT = Actor.rule("tests.inbox")


@dataclass(frozen=True, slots=True)
class Post:
    """Two customers who wrote (a promise, a wish for a copy), a stranger, and a message to go out."""

    entity: LegalEntity
    customer: Customer
    invoice: Invoice
    promise: Thread
    copy: Thread
    stranger: Thread


@pytest.fixture
def clock() -> Iterator[None]:
    with running_on(NOON):
        yield


@pytest.fixture
def post(db: None, clock: None) -> Post:
    return a_post()


def a_post() -> Post:
    home = makers.entity()
    customer, other = makers.customer(home, "C-1"), makers.customer(home, "C-2")
    for of in (customer, other):
        email = f"kim@{of.account_no.lower()}.example"
        add_contact(customer_id=of.pk, name="Kim Paul", by=ANN, card={"email": email})
    invoice = makers.invoice(customer, 300_00, due_on=date(2026, 2, 4))
    makers.invoice(other, 100_00, due_on=date(2026, 2, 4))
    a_message(other, "waits")
    text = f"Hi,\n\nWe will pay {invoice.document_no} on Friday. <b>Sorry</b>!\n\nKim"
    return Post(
        home, customer, invoice,
        came(home, "kim@c-1.example", "Your reminder", text),
        came(home, "kim@c-2.example", "Rechnung", "Bitte senden Sie mir eine Kopie der Rechnung."),
        came(home, "x@stranger.example", "Hello", "Is there parking?"),
    )  # fmt: skip


def came(home: LegalEntity, sender: str, subject: str, text: str) -> Thread:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = sender, subject, f"<{subject}@x.example>"
    made.set_content(text)
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename='a"b.pdf')
    assert take_mail(bytes(made), entity_id=home.pk, on=TODAY, by=ROBOT) == "taken"
    return Thread.objects.latest("pk")


Door = Callable[..., Client]


@pytest.fixture
def as_a(post: Post) -> Door:
    """A browser of someone with these roles in the home entity."""

    def enter(*roles: Role, **where: Any) -> Client:
        entity = where.get("entity", post.entity)
        client = Client()
        client.force_login(
            a_person(f"{'-'.join(roles)}-{entity.code}@example.com", *roles, entity_id=entity.pk)
        )
        return client

    return enter
