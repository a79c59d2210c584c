"""Makers: the smallest company a test needs, made by the services everyone uses."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.rules import LineDraft
from cashwright.areas.invoicing.services import draft_invoice, post_invoice
from cashwright.areas.ledger.models import FxRate
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import create_customer, create_legal_entity
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import receive_payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import new_id
from cashwright.kernel.rates import Rate
from tests.areas.parties.makers import a_role

ANN = Actor.human("usr_ann")
BOB = Actor.human(UUID(int=0xB0B))
JAN_5 = date(2026, 1, 5)
JAN_20 = date(2026, 1, 20)


def entity(code: str = "DE", currency: str = "EUR", country: str = "DE") -> LegalEntity:
    """A legal entity keeping books in `currency`."""
    return create_legal_entity(
        code=code, name=f"Northwind {code}", currency=currency, zone="Europe/Berlin",
        country=country, by=ANN,
    )  # fmt: skip


def customer(of: LegalEntity, account_no: str = "C-1", **card: object) -> Customer:
    """A customer of an entity, in the entity's country and currency unless told otherwise."""
    given = {"country": of.country, "currency": of.currency, **card}
    return create_customer(
        entity_id=of.pk, account_no=account_no, name=f"Customer {account_no}", by=ANN, card=given
    )


def line(net_minor: int, tax_minor: int = 0, account: str = "4000") -> LineDraft:
    return LineDraft(
        net_minor=net_minor, tax_minor=tax_minor, account_code=account, description="Seats"
    )


def draft(
    of: Customer,
    lines: Sequence[LineDraft] | int = 100_00,
    *,
    issued_on: date = JAN_5,
    due_on: date | None = None,
    currency: str | None = None,
) -> Invoice:
    """A draft over `lines`, or over one line of that net amount."""
    drafts = [line(lines)] if isinstance(lines, int) else lines
    return draft_invoice(
        customer_id=of.pk,
        issued_on=issued_on,
        due_on=due_on,
        lines=drafts,
        currency=currency,
        by=ANN,
    )


def invoice(
    of: Customer,
    lines: Sequence[LineDraft] | int = 100_00,
    *,
    issued_on: date = JAN_5,
    due_on: date | None = None,
    currency: str | None = None,
) -> Invoice:
    """A posted invoice."""
    made = draft(of, lines, issued_on=issued_on, due_on=due_on, currency=currency)
    return post_invoice(invoice_id=made.pk, by=ANN)


def payment(
    of: Customer, amount_minor: int, *, on: date = JAN_20, currency: str | None = None
) -> Payment:
    """A payment from a customer."""
    return receive_payment(
        entity_id=of.entity_id, customer_id=of.pk, received_on=on,
        currency=currency or of.currency, amount_minor=amount_minor, by=ANN,
    )  # fmt: skip


def rate(quote: str, on: date, value: str) -> None:
    """One EUR buys `value` of `quote`, published on a day."""
    exact = Rate.of(value)
    FxRate.objects.create(
        base="EUR", quote=quote, on=on, numerator=exact.numerator, denominator=exact.denominator,
        source="test",
    )  # fmt: skip


def some_id() -> UUID:
    """An id that belongs to nothing."""
    return new_id()


def bob_decides() -> None:
    """Bob is a controller, as far as the journal of facts tells: he may decide what others ask for."""
    person, made = User.objects.get_or_create(id=UUID(BOB.name), email="bob@example.com")
    if made:
        a_role(person, Role.CONTROLLER)
