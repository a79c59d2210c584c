"""What arrives at the bank on a day, by each buyer's habit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from cashwright.connectors.simulator.billing import Bill, invoices_on
from cashwright.connectors.simulator.company import Buyer, Company, company, dice

LOOK_BACK_DAYS = 210  # nobody pays later than this after the invoice


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment as the bank tells it; `covers` is the truth, for tests alone."""

    payment_id: str
    buyer: Buyer
    received_on: date
    amount_minor: int
    reference: str
    payer_text: str
    covers: tuple[str, ...]


def payments_on(company: Company, on: date) -> list[Paid]:
    """The payments received on a day, by account number."""
    parts = _arrivals(company.seed, company.starts_on, on.year, on.month).get(on, [])
    due: dict[str, list[tuple[Bill, int]]] = {}
    for bill, amount in parts:
        due.setdefault(bill.buyer.account_no, []).append((bill, amount))
    return [made for account_no in sorted(due) for made in _payments(company, due[account_no], on)]


@lru_cache(maxsize=24)
def _arrivals(
    seed: int, starts_on: date, year: int, month: int
) -> dict[date, list[tuple[Bill, int]]]:
    """What arrives on each day of a month; made once, asked for day by day."""
    first = date(year, month, 1)
    found: dict[date, list[tuple[Bill, int]]] = {}
    told = company(seed, starts_on)
    day = max(starts_on, first - timedelta(days=LOOK_BACK_DAYS))
    while (day.year, day.month) <= (year, month):
        for bill in _issued(seed, starts_on, day):
            for paid_on, amount in _parts(told, bill):
                if (paid_on.year, paid_on.month) == (year, month):
                    found.setdefault(paid_on, []).append((bill, amount))
        day += timedelta(days=1)
    return found


@lru_cache(maxsize=800)
def _issued(seed: int, starts_on: date, on: date) -> tuple[Bill, ...]:
    return tuple(invoices_on(company(seed, starts_on), on))


def _parts(company: Company, bill: Bill) -> list[tuple[date, int]]:
    """When and in which parts a bill is paid; nothing once the buyer has stopped paying."""
    habit, roll = bill.buyer.habit, dice(company.seed, "pay", bill.invoice_no)
    on = bill.due_on + timedelta(days=round(roll.gauss(habit.delay_days, habit.spread)))
    on = max(on, bill.issued_on + timedelta(days=1))
    if habit.bundles_on:
        on = _next(max(on, bill.due_on), habit.bundles_on)
    on = _working_day(on)
    if habit.stops_on and on >= habit.stops_on:
        return []
    if roll.random() < habit.share:
        return [(on, bill.total_minor)]
    half = bill.total_minor // 2
    return [
        (on, half),
        (_working_day(on + timedelta(days=roll.randint(7, 25))), bill.total_minor - half),
    ]


def _next(on: date, day: int) -> date:
    while on.day != day:
        on += timedelta(days=1)
    return on


def _working_day(on: date) -> date:
    return on + timedelta(days=max(0, 7 - on.weekday()) % 7) if on.weekday() >= 5 else on


def _payments(company: Company, parts: list[tuple[Bill, int]], on: date) -> list[Paid]:
    buyer = parts[0][0].buyer
    if buyer.habit.bundles_on:
        return [_paid(company, buyer, parts, on)]
    return [_paid(company, buyer, [part], on) for part in parts]


def _paid(company: Company, buyer: Buyer, parts: list[tuple[Bill, int]], on: date) -> Paid:
    numbers = tuple(bill.invoice_no for bill, _ in parts)
    roll = dice(company.seed, "text", on, *numbers)
    told = " ".join(numbers) if roll.random() < 0.6 else ""
    return Paid(
        f"BANK-{on:%Y%m%d}-{numbers[0]}", buyer, on, sum(amount for _, amount in parts), told,
        buyer.name.upper(), numbers,
    )  # fmt: skip
