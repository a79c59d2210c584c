"""What an order must say. It is read strictly: an unknown word is an error, never ignored.

    {"kind": "subscription", "customer": "C-1", "starts_on": "2026-03-01", "lines": [
        {"price": "SEAT", "quantity": "5"}], "name": "Seats", "reference": "acme-1",
     "ends_on": null, "trial_until": null, "anchor_on": null, "currency": "EUR",
     "purchase_order_no": "PO 7"}
    {"kind": "one_off", "customer": "C-1", "product": "SETUP", "amount": "250.00",
     "bill_on": "2026-03-01", "description": "Training", "contract": "CT-000001"}
    {"kind": "milestone", "contract": "CT-000001", "position": 2, "reached_on": "2026-03-01"}

Quantities and amounts are text in plain decimals, days are ISO 8601; amounts are major units of the
contract's currency. Without `contract` a single item gets a contract of its own.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from cashwright.areas.contracts.refusals import OrderUnreadable

T = TypeVar("T")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """A price of the book and how many of it, in millionths."""

    price: str
    quantity_e6: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedSubscription:
    """A contract with one subscription."""

    customer: str
    name: str
    starts_on: date
    lines: tuple[OrderedLine, ...]
    reference: str = ""
    ends_on: date | None = None
    trial_until: date | None = None
    anchor_on: date | None = None
    currency: str | None = None
    purchase_order_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedItem:
    """A single line; `amount` is decimal text in major units."""

    customer: str
    product: str
    amount: str
    bill_on: date
    description: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedMilestone:
    """The news that a milestone of a contract is reached."""

    contract: str
    position: int
    reached_on: date


Ordered = OrderedSubscription | OrderedItem | OrderedMilestone


def read_order(payload: Mapping[str, Any]) -> Ordered:
    """The order as values. Raises OrderUnreadable, naming the first field that is wrong."""
    fields = _Fields(payload, "")
    readers: dict[str, Callable[[_Fields], Ordered]] = {
        "subscription": _subscription,
        "one_off": _item,
        "milestone": _milestone,
    }
    kind = fields.text("kind")
    if kind not in readers:
        raise OrderUnreadable(field="kind", value=kind[:40], expected=", ".join(readers))
    found = readers[kind](fields)
    fields.nothing_else()
    return found


def amount_minor(text: str, units: int) -> int:
    """Decimal text in major units as minor units. Raises OrderUnreadable for too many decimals."""
    whole, _, decimals = text.removeprefix("-").partition(".")
    if len(decimals.rstrip("0")) > units:
        raise OrderUnreadable(field="amount", value=text, expected=f"at most {units} decimals")
    minor = int(whole + decimals[:units].ljust(units, "0"))
    return -minor if text.startswith("-") else minor


def _subscription(fields: "_Fields") -> OrderedSubscription:
    lines = tuple(_line(part) for part in fields.parts("lines"))
    names = ", ".join(line.price for line in lines)
    return OrderedSubscription(
        customer=fields.text("customer"), starts_on=fields.day("starts_on"), lines=lines,
        name=fields.text("name", names)[:120], reference=fields.text("reference", ""),
        ends_on=fields.maybe_day("ends_on"), trial_until=fields.maybe_day("trial_until"),
        anchor_on=fields.maybe_day("anchor_on"), currency=fields.text("currency", "") or None,
        purchase_order_no=fields.text("purchase_order_no", ""),
    )  # fmt: skip


def _line(fields: "_Fields") -> OrderedLine:
    text = fields.decimal("quantity", "1")
    whole, _, decimals = text.partition(".")
    if text.startswith("-") or len(decimals.rstrip("0")) > 6:
        raise OrderUnreadable(
            field=fields.path("quantity"), value=text, expected="0 or more, at most 6 decimals"
        )
    found = OrderedLine(
        price=fields.text("price"), quantity_e6=int(whole + decimals[:6].ljust(6, "0"))
    )
    fields.nothing_else()
    return found


def _item(fields: "_Fields") -> OrderedItem:
    return OrderedItem(
        customer=fields.text("customer"), product=fields.text("product"),
        amount=fields.decimal("amount"), bill_on=fields.day("bill_on"),
        description=fields.text("description", ""), contract=fields.text("contract", ""),
    )  # fmt: skip


def _milestone(fields: "_Fields") -> OrderedMilestone:
    return OrderedMilestone(
        contract=fields.text("contract"), position=fields.number("position"),
        reached_on=fields.day("reached_on"),
    )  # fmt: skip


class _Fields:
    """The fields of one object, each taken once, so that those nobody knows are found."""

    def __init__(self, given: object, at: str) -> None:
        if not isinstance(given, Mapping):
            raise OrderUnreadable(field=at or "order", value=_shown(given), expected="an object")
        self._given, self._at, self._taken = given, at, set[str]()

    def path(self, name: str) -> str:
        return f"{self._at}.{name}" if self._at else name

    def text(self, name: str, default: str | None = None) -> str:
        return self._take(
            name, default, lambda v: v if isinstance(v, str) and v.isprintable() else None, "text"
        )

    def decimal(self, name: str, default: str | None = None) -> str:
        def read(value: object) -> str | None:
            return value if isinstance(value, str) and _DECIMAL.fullmatch(value) else None

        return self._take(name, default, read, 'a number as text, such as "12.50"')

    def number(self, name: str) -> int:
        return self._take(name, None, lambda v: v if type(v) is int else None, "a whole number")

    def day(self, name: str) -> date:
        return self._take(name, None, _day, "a day such as 2026-03-01")

    def maybe_day(self, name: str) -> date | None:
        if self._given.get(name) is None:
            self._taken.add(name)
            return None
        return self.day(name)

    def parts(self, name: str) -> "list[_Fields]":
        given = self._take(
            name, None, lambda v: v if isinstance(v, list) and v else None, "a list with a line"
        )
        return [_Fields(part, f"{self.path(name)}[{at}]") for at, part in enumerate(given)]

    def nothing_else(self) -> None:
        for name in self._given:
            if name not in self._taken:
                raise OrderUnreadable(
                    field=self.path(str(name)[:40]), value=_shown(self._given[name]),
                    expected="no such field",
                )  # fmt: skip

    def _take(
        self, name: str, default: T | None, read: Callable[[Any], T | None], expected: str
    ) -> T:
        self._taken.add(name)
        value = self._given.get(name)
        if value is None and default is not None:
            return default
        found = read(value)
        if found is None or (found == "" and default is None):
            raise OrderUnreadable(field=self.path(name), value=_shown(value), expected=expected)
        return found


def _day(value: object) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)[:40]
