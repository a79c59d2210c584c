"""Makers of the price book, by the services everyone uses."""

from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.catalog.models import Meter, Price, PriceVersion, Product
from cashwright.areas.catalog.services import (
    PriceNumbers,
    add_meter,
    add_price,
    add_product,
    set_price,
)
from cashwright.kernel.ids import new_id
from tests.makers import ANN

JAN_1 = date(2026, 1, 1)
CENT_E9 = 10**7
ONE_E6 = 10**6


def product(code: str = "API", **more: Any) -> Product:
    return add_product(code=code, name=f"{code} access", account="4000", by=ANN, **more)


def meter(code: str = "CALLS", **more: Any) -> Meter:
    given = {"aggregation": "count", "event_kind": "api.call", "unit_name": "calls", **more}
    return add_meter(code=code, name=code.title(), by=ANN, **given)


def price(of: Product | None = None, code: str = "API-M", **more: Any) -> Price:
    """A price a month in advance, per unit unless told otherwise."""
    given = {"model": "per_unit", "timing": "advance", "interval_months": 1, **more}
    return add_price(product_id=(of or product()).pk, code=code, name=code, by=ANN, **given)


def version(
    of: Price, currency: str = "EUR", valid_from: date = JAN_1, **numbers: Any
) -> PriceVersion:
    """A version of the price book; a cent a unit unless numbers are given."""
    given = PriceNumbers(**(numbers or {"unit_price_e9": CENT_E9}))
    return set_price(
        price_id=of.pk, currency=currency, valid_from=valid_from, numbers=given,
        billed=nothing_billed, by=ANN,
    )  # fmt: skip


def nothing_billed(*_: object) -> None:
    """No line was billed at the price; invoicing says otherwise."""


def contract_id() -> UUID:
    """The id of a contract that negotiates; catalog does not know it further."""
    return new_id()
