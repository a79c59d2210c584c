"""What arrives at the bank, by each buyer's habit, for the invoices that reached it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.connectors.simulator.company import Buyer, Company, dice
from cashwright.connectors.simulator.spans import known_on

LOOK_BACK_DAYS = 210  # nobody pays later than this after the invoice


@dataclass(frozen=True, slots=True)
class Received:
    """An invoice as a buyer received it, less what was credited since."""

    account_no: str
    document_no: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment as the bank tells it; `covers` is the truth, for tests alone."""

    payment_id: str
    buyer: Buyer
    received_on: date
    currency: str
    amount_minor: int
    reference: str
    payer_text: str
    covers: tuple[str, ...]


def payments_between(
    company: Company, invoices: Iterable[Received], first: date, last: date
) -> list[Paid]:
    """The payments received from `first` to `last`, by day and account number."""
    buyers = {buyer.account_no: buyer for buyer in company.buyers}
    due: dict[tuple[date, str, str], list[tuple[Received, int]]] = {}
    for invoice in invoices:
        buyer = buyers.get(invoice.account_no)
        if buyer is None:
            continue
        for on, amount in _parts(company, buyer, invoice):
            if first <= on <= last and amount > 0:
                due.setdefault((on, invoice.account_no, invoice.currency), []).append(
                    (invoice, amount)
                )
    return [
        paid
        for (on, account_no, _), parts in sorted(due.items())
        for paid in _payments(company, buyers[account_no], sorted(parts, key=_by_no), on)
    ]


def _by_no(part: tuple[Received, int]) -> str:
    return part[0].document_no


def _parts(company: Company, buyer: Buyer, invoice: Received) -> list[tuple[date, int]]:
    """When and in which parts an invoice is paid; nothing once the buyer has stopped paying."""
    habit, roll = buyer.habit, dice(company.seed, "pay", buyer.account_no, invoice.document_no)
    on = invoice.due_on + timedelta(days=round(roll.gauss(habit.delay_days, habit.spread)))
    on = max(on, known_on(invoice.issued_on))
    if habit.bundles_on:
        on = _next(max(on, invoice.due_on), habit.bundles_on)
    on = _working_day(on)
    if habit.stops_on and on >= habit.stops_on:
        return []
    if roll.random() < habit.share:
        return [(on, invoice.total_minor)]
    half = invoice.total_minor // 2
    return [
        (on, half),
        (_working_day(on + timedelta(days=roll.randint(7, 25))), invoice.total_minor - half),
    ]


def _next(on: date, day: int) -> date:
    while on.day != day:
        on += timedelta(days=1)
    return on


def _working_day(on: date) -> date:
    return on + timedelta(days=max(0, 7 - on.weekday()) % 7) if on.weekday() >= 5 else on


def _payments(
    company: Company, buyer: Buyer, parts: list[tuple[Received, int]], on: date
) -> list[Paid]:
    if buyer.habit.bundles_on:
        return [_paid(company, buyer, parts, on)]
    return [_paid(company, buyer, [part], on) for part in parts]


def _paid(company: Company, buyer: Buyer, parts: list[tuple[Received, int]], on: date) -> Paid:
    numbers = tuple(invoice.document_no for invoice, _ in parts)
    roll = dice(company.seed, "text", on, *numbers)
    told = " ".join(numbers) if roll.random() < 0.6 else ""
    return Paid(
        f"BANK-{on:%Y%m%d}-{numbers[0]}", buyer, on, parts[0][0].currency,
        sum(amount for _, amount in parts), told, buyer.name.upper(), numbers,
    )  # fmt: skip
