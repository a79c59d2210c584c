"""Makers: a price book of a few prices, contracts and subscriptions on them."""

from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.catalog.models import Price, PriceVersion, Product
from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.contracts.models import Contract, Subscription
from cashwright.areas.contracts.services import (
    ChargeDraft,
    activate_contract,
    add_subscription,
    create_contract,
)
from cashwright.areas.ledger.models import Account
from cashwright.areas.parties.models import Customer
from cashwright.kernel.ids import new_id
from tests.makers import ANN

JAN_1 = date(2026, 1, 1)


def product(code: str = "APP") -> Product:
    income = Account.objects.get(code="4000")
    made, _ = Product.objects.get_or_create(
        code=code, defaults={"name": code.title(), "account": income}
    )
    return made


def price(
    code: str = "SEAT",
    minor: int = 10_00,
    *,
    currency: str = "EUR",
    model: ChargeModel = ChargeModel.FLAT,
    timing: Timing = Timing.ADVANCE,
    months: int | None = 1,
    days: int | None = None,
    valid_from: date = date(2020, 1, 1),
    digits: int = 2,
) -> Price:
    """A price of `minor`: the flat amount, or that of a unit."""
    is_once = timing == Timing.ONCE
    made = Price.objects.create(
        product=product(), code=code, name=code.title(), model=model, timing=timing,
        interval_months=None if is_once else months, interval_days=None if is_once else days,
    )  # fmt: skip
    version(made, minor, currency=currency, valid_from=valid_from, digits=digits)
    return made


def version(
    of: Price,
    minor: int,
    *,
    currency: str = "EUR",
    valid_from: date = date(2020, 1, 1),
    owner_id: UUID | None = None,
    digits: int = 2,
) -> PriceVersion:
    is_flat = of.model == ChargeModel.FLAT
    return PriceVersion.objects.create(
        id=new_id(), price=of, currency=currency, valid_from=valid_from, owner_id=owner_id,
        flat_minor=minor if is_flat else 0,
        unit_price_e9=0 if is_flat else minor * 10 ** (9 - digits),
    )  # fmt: skip


def contract(of: Customer, *, starts_on: date = JAN_1, **more: Any) -> Contract:
    """An active contract."""
    made = create_contract(customer_id=of.pk, starts_on=starts_on, by=ANN, **more)
    return activate_contract(contract_id=made.pk, by=ANN)


def subscription(
    of: Contract, prices: Price | list[Price], quantity: int = 1, *, on: date = JAN_1, **more: Any
) -> Subscription:
    given = prices if isinstance(prices, list) else [prices]
    drafts = [ChargeDraft(price_id=p.pk, quantity_e6=quantity * 1_000_000) for p in given]
    return add_subscription(contract_id=of.pk, name="Seats", charges=drafts, on=on, by=ANN, **more)
