"""How contracts go on: more seats, fewer, another plan, support, a pause, the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random

from cashwright.connectors.simulator.company import Buyer, Company, Entity, dice
from cashwright.connectors.simulator.deals import (
    has_support,
    main_price,
    main_reference,
    support_reference,
    usage_reference,
)
from cashwright.kernel.periods import add_months

PAUSE_MONTH, RESUME_MONTH, STEP_MONTH, ORDER_MONTH = 7, 9, 6, 4


@dataclass(frozen=True, slots=True)
class Wish:
    """What a buyer asks for on a day.

    kind      quantity, price, add, remove, pause, resume, cancel, coterm, order
    price     the price it pays now (quantity, price, remove) or wants (add)
    new       price: the one it wants; order: the purchase order
    quantity  how many from now on
    at_once   billed by an invoice of its own instead of with the next
    with_credit   cancel: what is paid ahead is given back
    """

    buyer: Buyer
    on: date
    kind: str
    reference: str
    price: str = ""
    new: str = ""
    quantity: int = 1
    at_once: bool = False
    with_credit: bool = True

    @property
    def key(self) -> str:
        return f"{self.reference}-{self.kind}-{self.on}"


@dataclass(slots=True)
class _State:
    """Where a contract stands on the way through its months."""

    seats: int
    plan: str
    support: bool


def wishes_on(company: Company, entity: Entity, on: date) -> list[Wish]:
    """What an entity's customers ask for on a day, by account number."""
    return [
        wish
        for buyer in company.buyers
        if buyer.entity == entity
        for wish in _wishes(company.seed, company.starts_on, buyer, (on.year, on.month))
        if wish.on == on
    ]


@lru_cache(maxsize=20_000)
def _wishes(seed: int, starts_on: date, buyer: Buyer, until: tuple[int, int]) -> tuple[Wish, ...]:
    """The wishes of the month `until`; those before it are lived through to know where it stands."""
    state = _State(buyer.seats, main_price(buyer), has_support(seed, buyer))
    month, found = add_months(buyer.starts_on.replace(day=1), 1), tuple[Wish, ...]()
    while (month.year, month.month) <= until:
        found = tuple(_month(seed, starts_on, buyer, month, state))
        if buyer.leaves_on is not None and month > buyer.leaves_on:
            return ()
        month = add_months(month, 1)
    return found


def _month(seed: int, starts_on: date, buyer: Buyer, month: date, state: _State) -> list[Wish]:
    roll = dice(seed, "wish", buyer.account_no, month)
    day = month.replace(day=2 + roll.randrange(26))
    number = (month.year - starts_on.year) * 12 + month.month - starts_on.month
    if buyer.leaves_on is not None and (buyer.leaves_on.year, buyer.leaves_on.month) == (
        month.year, month.month,
    ):  # fmt: skip
        return _leaving(buyer, buyer.leaves_on, roll)
    if buyer.part:
        return _part(buyer, day, number, state)
    chance = roll.random()
    if buyer.segment == "enterprise":
        return _plan(buyer, day, state, "SUITE-YEAR", "SUITE-XL-YEAR") if chance < 0.015 else []
    if chance < 0.06:
        return _seats(buyer, day, roll, state, roll.randint(10, 40))
    if chance < 0.08:
        return _seats(buyer, day, roll, state, -roll.randint(10, 30))
    if chance < 0.10 and buyer.segment == "startup":
        return _plan(buyer, day, state, "SEATS", "SEATS-PRO")
    if chance < 0.11 and buyer.segment == "startup":
        return _plan(buyer, day, state, "SEATS-PRO", "SEATS")
    if chance < 0.10 and buyer.segment == "midmarket":
        return _support(buyer, day, state)
    return []


def _leaving(buyer: Buyer, on: date, roll: Random) -> list[Wish]:
    with_credit = roll.random() < 0.5
    found = [Wish(buyer, on, "cancel", main_reference(buyer), with_credit=with_credit)]
    if buyer.calls:
        found.append(Wish(buyer, on, "cancel", usage_reference(buyer)))
    return found


def _seats(buyer: Buyer, on: date, roll: Random, state: _State, percent: int) -> list[Wish]:
    step = max(1, state.seats * abs(percent) // 100)
    after = max(1, state.seats + (step if percent > 0 else -step))
    if after == state.seats:
        return []
    state.seats = after
    return [
        Wish(
            buyer, on, "quantity", main_reference(buyer), state.plan, quantity=after,
            at_once=percent > 0 and roll.random() < 0.25,
        )
    ]  # fmt: skip


def _plan(buyer: Buyer, on: date, state: _State, old: str, new: str) -> list[Wish]:
    if state.plan != old:
        return []
    state.plan = new
    quantity = 1 if buyer.segment == "enterprise" else state.seats
    return [Wish(buyer, on, "price", main_reference(buyer), old, new, quantity)]


def _support(buyer: Buyer, on: date, state: _State) -> list[Wish]:
    state.support = not state.support
    kind = "add" if state.support else "remove"
    return [Wish(buyer, on, kind, main_reference(buyer), "SUPPORT")]


def _part(buyer: Buyer, on: date, number: int, state: _State) -> list[Wish]:
    """Those with a part do what it says, and nothing else."""
    reference = main_reference(buyer)
    if buyer.part == "pauses" and number in (PAUSE_MONTH, RESUME_MONTH):
        return [Wish(buyer, on, "pause" if number == PAUSE_MONTH else "resume", reference)]
    if buyer.part == "in step" and number == STEP_MONTH:
        return [Wish(buyer, on, "coterm", support_reference(buyer))]
    if buyer.part == "order late" and number == ORDER_MONTH:
        return [Wish(buyer, on, "order", reference, new=f"PO-{buyer.account_no[2:]}-7")]
    return []
