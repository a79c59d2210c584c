"""Two open invoices, one case, and the browsers of who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from cashwright.areas.access.policies import Role
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.kernel.clock import noon_utc, running_on
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN

TODAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class Desk:
    """An invoice in dispute for a part, and one that is not; `boss` decides, `clerk` does not."""

    invoice: Invoice
    other: Invoice
    case: Dispute
    boss: Client
    clerk: Client


@pytest.fixture
def desk(db: None) -> Desk:
    buyer = makers.customer(makers.entity())
    invoice, other = makers.invoice(buyer, 900_00), makers.invoice(buyer, 500_00)
    with running_on(noon_utc(TODAY)):
        case = open_dispute(
            invoice_id=invoice.pk, reason=Reason.OTHER, amount_minor=300_00, on=TODAY,
            origin=Origin.CONSOLE, by=ANN, facts={"description": "not used"},
        )  # fmt: skip
    return Desk(
        invoice, other, case, browser("boss@example.com", Role.CREDIT_MANAGER),
        browser("clerk@example.com", Role.CLERK),
    )  # fmt: skip


def browser(email: str, role: Role) -> Client:
    client = Client()
    client.force_login(a_person(email, role))
    return client
