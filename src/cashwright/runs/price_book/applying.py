"""Doing what a plan of a price book says, as one command: all of it or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from cashwright.areas.catalog.models import Product
from cashwright.areas.catalog.queries import meter_by_code, price_by_code, product_by_code
from cashwright.areas.catalog.services import (
    add_coupon,
    add_meter,
    add_price,
    add_product,
    change_product,
    load_starter_tax_rates,
    register_for_tax,
    set_price,
    set_tax_rate,
)
from cashwright.areas.controls.services import command
from cashwright.areas.invoicing.queries import price_billed_on
from cashwright.areas.parties.queries import entity_by_code
from cashwright.kernel.actors import Actor
from cashwright.runs.price_book.book import PriceBook
from cashwright.runs.price_book.planning import Step, plan_price_book


@command
def apply_price_book(book: PriceBook, *, by: Actor) -> list[Step]:
    """Bring the books up to the file; returns what was done. Applied twice it does nothing.

    raises  what `plan_price_book` and the services of the catalog raise; then nothing is done
    """
    if book.starter_rates:
        load_starter_tax_rates(by=by)
    steps = plan_price_book(book)
    for step in steps:
        _DOERS[step.kind](step, by)
    return steps


def _product(step: Step, by: Actor) -> None:
    asked = asdict(step.entry)
    if step.action == "add":
        add_product(**asked, by=by)
        return
    product: Product = product_by_code(step.code)
    changes = {
        "name": asked["name"],
        "account_id": asked["account"],
        "tax_class": asked["tax_class"],
    }
    change_product(product_id=product.pk, changes=changes, by=by)


def _meter(step: Step, by: Actor) -> None:
    asked = _shallow(step)
    add_meter(**asked, by=by)


def _price(step: Step, by: Actor) -> None:
    asked = _shallow(step)
    meter, product = asked.pop("meter"), asked.pop("product")
    del asked["amounts"]
    add_price(
        **asked, product_id=product_by_code(product).pk,
        meter_id=meter_by_code(meter).pk if meter else None, by=by,
    )  # fmt: skip


def _amounts(step: Step, by: Actor) -> None:
    price = price_by_code(step.price)
    set_price(price_id=price.pk, **_shallow(step), billed=price_billed_on, by=by)


def _coupon(step: Step, by: Actor) -> None:
    asked = _shallow(step)
    product = asked.pop("product")
    add_coupon(**asked, product_id=product_by_code(product).pk if product else None, by=by)


def _rate(step: Step, by: Actor) -> None:
    set_tax_rate(**_shallow(step), by=by)


def _registration(step: Step, by: Actor) -> None:
    asked = _shallow(step)
    register_for_tax(entity_id=entity_by_code(asked.pop("entity")).pk, **asked, by=by)


def _shallow(step: Step) -> dict[str, Any]:
    """The entry's fields by name; those that are values themselves stay so."""
    return {name: getattr(step.entry, name) for name in step.entry.__dataclass_fields__}


_DOERS: Mapping[str, Callable[[Step, Actor], None]] = {
    "product": _product,
    "meter": _meter,
    "price": _price,
    "amounts": _amounts,
    "coupon": _coupon,
    "tax rate": _rate,
    "tax registration": _registration,
}
