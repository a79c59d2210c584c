"""When the bill run does not post by itself: each reason a rule with its bound, set by policy.

Words: to *park* is to leave an invoice a draft with the code of the reason and the facts that explain
it; a person releases it, or discards it so that it is billed anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cashwright.areas.catalog.rules import UNION

POLICY = "billing.bounds"

TOTAL_JUMPED = "billing.total_jumped"
PRICE_JUMPED = "billing.price_jumped"
PURCHASE_ORDER_MISSING = "billing.purchase_order_missing"
PRICE_NOT_AGREED = "billing.price_not_agreed"
CUSTOMER_INCOMPLETE = "billing.customer_incomplete"
FIELDS = ("name", "postal_address")
"""What of a customer's card a policy may require."""
CODES = (
    PRICE_NOT_AGREED, PRICE_JUMPED, TOTAL_JUMPED, PURCHASE_ORDER_MISSING, CUSTOMER_INCOMPLETE,
)  # fmt: skip
"""In the order in which one of several is told."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is still posted without a person.

    total_factor    a total up to so many times the largest of the payer's last twelve months
    history_least   with fewer invoices than this the past tells nothing
    total_floor     and a total below so many major units never jumps
    price_factor    a new version up to so many times the one before it, or down to its inverse
    price_days      how many days a new version counts as new
    required        country (EU: any member state) -> fields of a customer that an invoice there names;
                    asked once the seller's own legal name, address and tax number are complete
    """

    total_factor: int = 3
    history_least: int = 3
    total_floor: int = 1_000
    price_factor: int = 100
    price_days: int = 45
    required: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: {"EU": ("postal_address",)}
    )

    def required_in(self, country: str) -> tuple[str, ...]:
        """The fields an invoice to a customer of this country must name."""
        own = self.required.get(country, self.required.get("EU", ()) if country in UNION else ())
        return tuple(name for name in own if name in FIELDS)


def bounds_of(value: Mapping[str, Any] | None) -> Bounds:
    """The bounds a policy's value stands for; the house's own where it says nothing."""
    given, usual = value or {}, Bounds()

    def number(name: str) -> int:
        return int(given.get(name, getattr(usual, name)))

    return Bounds(
        total_factor=number("total_factor"), history_least=number("history_least"),
        total_floor=number("total_floor"), price_factor=number("price_factor"),
        price_days=number("price_days"), required=given.get("required", usual.required),
    )  # fmt: skip


def total_jumped(
    total_minor: int, largest_minor: int, invoices: int, bounds: Bounds, units: int
) -> bool:
    """Whether a total is out of proportion to the largest of a payer's past ones."""
    return (
        invoices >= bounds.history_least
        and total_minor > bounds.total_floor * 10**units
        and total_minor > bounds.total_factor * largest_minor
    )


def price_jumped(price: int, before: int, bounds: Bounds) -> bool:
    """Whether a price is so many times the one before it, or so small a part, that a typing error is likely."""
    if not price or not before:
        return False
    larger, smaller = max(price, before), min(price, before)
    return larger >= bounds.price_factor * smaller
