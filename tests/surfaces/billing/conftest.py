"""A company with a price book, contracts, usage and bills, as the pages of billing see it; today is 2026-03-02."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.catalog.models import Meter, Price, Product
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.rules import TierDraft
from cashwright.areas.catalog.services import (
    PriceNumbers,
    add_coupon,
    add_meter,
    add_price,
    add_product,
    set_price,
)
from cashwright.areas.contracts.models import Contract, Subscription
from cashwright.areas.contracts.services import (
    ChargeDraft,
    MilestoneDraft,
    activate_contract,
    add_subscription,
    bill_one_off,
    change_quantity,
    create_contract,
    grant_credit,
    negotiate_discount,
    set_milestones,
)
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import billed_lines, price_billed_on
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.usage.services import sent_events, take_events
from cashwright.runs.bill import run_bill
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.runs.bill.bill_makers import company
from tests.written_once import written_once

TODAY = date(2026, 3, 2)  # of the `clock` fixture
JAN_1, MARCH_1 = date(2026, 1, 1), date(2026, 3, 1)
CENT_E9 = 10**7
ONE_E6 = 10**6


@dataclass(frozen=True, slots=True)
class Shop:
    """One company; acme pays seats and calls, bolt must name an order and does not, cone is a draft."""

    entity: LegalEntity
    acme: Customer
    bolt: Customer
    stranger: Customer
    product: Product
    seats: Price
    calls: Price
    meter: Meter
    contract: Contract
    subscription: Subscription
    parked: Contract
    draft: Contract
    foreign: Contract
    invoice: Invoice
    held: Invoice


def prices() -> tuple[Product, Price, Price, Price, Meter]:
    """Seats by the month in euro and dollar, calls in tiers, a yearly plan."""
    product = add_product(code="PLATFORM", name="Platform", account="4000", by=ANN)
    api = add_product(code="API", name="API calls", account="4000", by=ANN)
    meter = add_meter(
        code="CALLS", name="Calls", unit_name="calls", event_kind="api.call", aggregation="sum",
        value_key="count", by=ANN,
    )  # fmt: skip
    seats = add_price(
        product_id=product.pk, code="SEATS-M", name="Seats, monthly", model=ChargeModel.PER_UNIT,
        timing="advance", interval_months=1, unit_name="seats", by=ANN,
    )  # fmt: skip
    plus = add_price(
        product_id=product.pk, code="PLUS-M", name="Plus, monthly", model=ChargeModel.FLAT,
        timing="advance", interval_months=1, by=ANN,
    )  # fmt: skip
    calls = add_price(
        product_id=api.pk, code="CALLS-M", name="Calls, graduated", model=ChargeModel.GRADUATED,
        timing="arrears", interval_months=1, meter_id=meter.pk, by=ANN,
    )  # fmt: skip
    tiers = (
        TierDraft(up_to_e6=100 * ONE_E6, unit_price_e9=10 * CENT_E9),
        TierDraft(up_to_e6=None, unit_price_e9=8 * CENT_E9),
    )
    for currency, cents in (("EUR", 10_00), ("USD", 11_00)):
        _set(seats, PriceNumbers(unit_price_e9=cents * CENT_E9), currency)
    _set(seats, PriceNumbers(unit_price_e9=12_00 * CENT_E9), "EUR", date(2026, 6, 1))
    _set(plus, PriceNumbers(flat_minor=490_00))
    _set(calls, PriceNumbers(tiers=tiers))
    return product, seats, plus, calls, meter


def _set(
    price: Price, numbers: PriceNumbers, currency: str = "EUR", on: date = date(2025, 1, 1)
) -> None:
    set_price(
        price_id=price.pk, currency=currency, valid_from=on, numbers=numbers,
        billed=price_billed_on, by=ANN,
    )  # fmt: skip


def a_contract(of: Customer, **more: object) -> Contract:
    made = create_contract(customer_id=of.pk, starts_on=JAN_1, by=ANN, **more)  # type: ignore[arg-type]
    return activate_contract(contract_id=made.pk, by=ANN)


def subscribed(
    of: Contract, charges: list[tuple[Price, int]], name: str, reference: str = ""
) -> Subscription:
    drafts = [ChargeDraft(price_id=p.pk, quantity_e6=n * ONE_E6) for p, n in charges]
    return add_subscription(
        contract_id=of.pk, name=name, charges=drafts, on=JAN_1, reference=reference, by=ANN
    )


def used(
    entity: LegalEntity, reference: str, days: list[tuple[date, int]], received_at: datetime
) -> None:
    """So many calls on each day, told at an instant."""
    events = [
        {
            "id": f"{reference}-{on}", "kind": "api.call", "subscription": reference,
            "occurred_at": f"{on}T09:00:00Z", "properties": {"count": count},
        }
        for on, count in days
    ]  # fmt: skip
    taken = take_events(
        sent_events(events, "tests"), entity_id=entity.pk, by=ANN,
        received_at=received_at,
    )  # fmt: skip
    assert {o.state for o in taken.outcomes} == {"taken"}, taken.outcomes


def a_shop() -> Shop:
    makers.rate("USD", date(2025, 1, 2), "1.10")
    home, abroad = company(), makers.entity("US", "EUR", "US")
    acme = makers.customer(home, "C-1", postal_address="1 Long Street\n10115 Berlin")
    bolt = makers.customer(home, "C-2", postal_address="2 Short Street\n10115 Berlin")
    cone, stranger = makers.customer(home, "C-3"), makers.customer(abroad, "X-1")
    product, seats, plus, calls, meter = prices()
    add_coupon(code="WELCOME10", name="Welcome", percent_ppm=100_000, valid_from=JAN_1, by=ANN)
    contract = a_contract(acme, ends_on=date(2027, 1, 1), renewal_months=12)
    subscription = subscribed(contract, [(seats, 12), (calls, 1)], "Production", "acme-prod")
    negotiate_discount(
        contract_id=contract.pk, from_on=JAN_1, percent_ppm=50_000, reason="Launch partner", by=ANN
    )
    grant_credit(customer_id=acme.pk, amount_minor=20_00, granted_on=MARCH_1, by=ANN,
                 contract_id=contract.pk, reason="Goodwill")  # fmt: skip
    set_milestones(
        contract_id=contract.pk, by=ANN,
        milestones=[MilestoneDraft(product_id=product.pk, name="Go-live", amount_minor=1_500_00)],
    )  # fmt: skip
    february = [(date(2026, 2, 1) + timedelta(days=n), 12 + n % 7) for n in range(28)]
    used(home, "acme-prod", february, datetime(2026, 3, 1, 6, tzinfo=UTC))
    parked = a_contract(bolt, needs_purchase_order=True)
    subscribed(parked, [(plus, 1)], "Plus")
    draft = create_contract(
        customer_id=cone.pk, starts_on=date(2026, 4, 1), by=ANN, custom_term_days=75
    )
    foreign = a_contract(stranger)
    run_bill(home, MARCH_1)
    used(home, "acme-prod", [(MARCH_1, 31)], datetime(2026, 3, 1, 20, tzinfo=UTC))
    change_quantity(
        charge_id=subscription.charges.get(price=seats).pk, quantity_e6=15 * ONE_E6,
        effective_on=date(2026, 3, 15), on=TODAY, billed=billed_lines, by=ANN, why="Three more people",
    )  # fmt: skip
    bill_one_off(contract_id=contract.pk, product_id=product.pk, amount_minor=250_00,
                 bill_on=TODAY, description="Training, half a day", by=ANN)  # fmt: skip
    return Shop(
        home, acme, bolt, stranger, product, seats, calls, meter, contract, subscription, parked,
        draft, foreign, Invoice.objects.filter(customer=acme, state="posted").latest("issued_on"),
        Invoice.objects.filter(customer=bolt).exclude(parked_code="").latest("issued_on"),
    )  # fmt: skip


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

    def enter(*roles: Role, whole: bool = False) -> Client:
        email = f"{'-'.join(roles)}{'-all' if whole else ''}@example.com".replace("_", "-")
        user = User.objects.filter(email=email).first()
        where = {} if whole else {"entity_id": shop.entity.pk}
        return browser_of(user or a_person(email, *roles, **where))

    return enter
