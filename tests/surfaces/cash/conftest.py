"""A company with lines that wait at its bank, as the review queue shows them; today is 2026-03-02."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import BankAccount, BankLine, Match
from cashwright.areas.cash.services.lines import receive
from cashwright.areas.cash.states import BankLineState, MatchState
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import set_parent
from cashwright.kernel.clock import now
from tests import makers
from tests.areas.cash.bank_makers import bank_account, bank_line
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.written_once import written_once

TODAY = date(2026, 3, 2)  # of the `clock` fixture
FEB_2 = date(2026, 2, 2)


@dataclass(frozen=True, slots=True)
class Shop:
    """Acme owns Bolt; each has open invoices. Five lines wait, the sixth is money that went out."""

    entity: LegalEntity
    acme: Customer
    bolt: Customer
    account: BankAccount
    small: Invoice  # 100.00 of Acme
    large: Invoice  # 250.00 of Acme
    twin: Invoice  # 250.00 of Acme, as large
    of_child: Invoice  # 40.00 of Bolt
    child_open: Invoice  # 300.00 of Bolt
    certain: BankLine  # 100.00, names the small one
    tied: BankLine  # 250.00, one of two alike
    short: BankLine  # 246.00, four short of one
    blank: BankLine  # 77.00 of nobody
    both: BankLine  # 140.00: the small one and the child's
    fee: BankLine  # 12.00 that went out


def part(invoice: Invoice, minor: int | None = None) -> list[Any]:
    """One part of a proposal, as it is stored."""
    return [str(invoice.pk), invoice.document_no, invoice.balance_minor if minor is None else minor]


def told(
    line: BankLine, parts: Sequence[list[Any]], customer: Customer, **more: Any
) -> dict[str, Any]:
    """An alternative as it is stored."""
    used = sum(each[2] for each in parts)
    return {
        "customer_id": str(customer.pk), "parts": list(parts), "credits": [], "difference": {},
        "short_minor": 0, "over_minor": line.amount_minor - used, "lane": "payer",
        "confidence_ppm": 420_000, "reasons": ["one of two invoices of this amount"], **more,
    }  # fmt: skip


def proposal(
    line: BankLine, parts: Sequence[list[Any]], customer: Customer, *, alternatives: Sequence[Any] = (),
    is_certain: bool = False, ppm: int = 700_000, **more: Any,
) -> Match:  # fmt: skip
    """What stands for a line, as a run leaves it: in the books, and of nobody yet."""
    line.state, line.payment_id = (
        BankLineState.QUEUED,
        line.payment_id or receive(line, None, ANN).pk,
    )
    line.save(update_fields=["state", "payment_id"])
    given = {"reasons": ["names the invoice", "exact amount"], "lane": "cited", **more}
    return Match.objects.create(
        entity=line.entity, line_id=line.pk, state=MatchState.PROPOSED, customer=customer,
        confidence_ppm=ppm, parts=list(parts), alternatives=list(alternatives), is_certain=is_certain,
        over_minor=line.amount_minor - sum(each[2] for each in parts), touch="rule",
        made_on=line.booked_on, made_at=now(), **given,
    )  # fmt: skip


def a_shop() -> Shop:
    home = makers.entity()
    acme, bolt = makers.customer(home, "C-1"), makers.customer(home, "C-2")
    set_parent(customer_id=bolt.pk, parent_id=acme.pk, by=ANN)
    small, large, twin = (makers.invoice(acme, minor) for minor in (100_00, 250_00, 250_00))
    of_child, child_open = makers.invoice(bolt, 40_00), makers.invoice(bolt, 300_00)
    account = bank_account(home)

    def line(minor: int, day: int, payer: str, text: str, **more: Any) -> BankLine:
        key = payer.upper()
        return bank_line(
            account,
            minor,
            on=FEB_2.replace(day=day),
            payer_name=payer,
            payer_key=key,
            text=text,
            **more,
        )

    certain = line(100_00, 2, "Acme GmbH", f"Invoice {small.document_no}", payer_print=b"a" * 16)
    tied = line(250_00, 3, "Acme GmbH", "payment of february")
    short = line(246_00, 4, "Acme GmbH", f"{large.document_no} less charges")
    blank = line(77_00, 5, "", "")
    both = line(140_00, 6, "Acme Holding", "both invoices")
    fee = line(-12_00, 7, "Our bank", "Fees of january")
    proposal(certain, [part(small)], acme, is_certain=True, ppm=999_000)
    proposal(
        tied, [part(large)], acme, ppm=480_000, guards=["not_unique"],
        alternatives=[told(tied, [part(twin)], acme)],
    )  # fmt: skip
    proposal(short, [part(large, 246_00)], acme, ppm=620_000, short_minor=4_00)
    return Shop(
        home,
        acme,
        bolt,
        account,
        small,
        large,
        twin,
        of_child,
        child_open,
        certain,
        tied,
        short,
        blank,
        both,
        fee,
    )


@pytest.fixture(scope="module")
def shop_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shop]:
    with written_once(django_db_blocker, a_shop) as made:
        yield made


@pytest.fixture
def shop(shop_once: Shop, db: None, clock: None) -> Shop:
    return deepcopy(shop_once)


Door = Callable[..., Client]


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_a(shop: Shop) -> Door:
    """A browser of someone with these roles in the home entity (`whole`: in the whole house)."""

    def enter(*roles: Role, name: str = "", whole: bool = False) -> Client:
        email = f"{name or '-'.join(roles)}@example.com".replace("_", "-")
        where = {} if whole else {"entity_id": shop.entity.pk}
        return browser_of(a_person(email, *roles, **where))

    return enter


def at(line: BankLine, act: str = "") -> str:
    """The address of an act on a line in the queue."""
    return f"/cash/{line.public_id}/{act}"


def seen(line: BankLine) -> str:
    """What the queue's form says was seen."""
    return str(Match.objects.get(line_id=line.pk, state=MatchState.PROPOSED).pk)
