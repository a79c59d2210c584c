"""What the made-up company bills on a day: seats, and calls by the thousand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.connectors.simulator.company import Buyer, Company, dice

CALL_PRICE = "0.0125"  # major units a call, below a cent on purpose


@dataclass(frozen=True, slots=True)
class Line:
    """One invoice line; `unit_price` in major units as an outside system writes it."""

    description: str
    quantity: int
    unit_price: str
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Bill:
    """One invoice of the outside billing system."""

    invoice_no: str
    buyer: Buyer
    issued_on: date
    due_on: date
    tax_bp: int
    lines: tuple[Line, ...]

    @property
    def total_minor(self) -> int:
        return sum(line.net_minor + line.tax_minor for line in self.lines)


def invoices_on(company: Company, on: date) -> list[Bill]:
    """The invoices issued on a day, by account number."""
    return [_bill(company, buyer, on) for buyer in company.buyers if _bills(buyer, on)]


def _bills(buyer: Buyer, on: date) -> bool:
    return (
        buyer.bills_on == on.day
        and buyer.starts_on <= on
        and (buyer.ends_on is None or on < buyer.ends_on)
    )


def _bill(company: Company, buyer: Buyer, on: date) -> Bill:
    roll = dice(company.seed, "bill", buyer.account_no, on)
    months = (on.year - buyer.starts_on.year) * 12 + on.month - buyer.starts_on.month
    seats = buyer.seats + months * buyer.seats // 60
    tax_bp = buyer.entity.tax_bp if buyer.currency == buyer.entity.currency else 0
    lines = [_line(f"Platform seats, {on:%B %Y}", seats, f"{buyer.seat_minor / 100:.2f}", tax_bp)]
    if buyer.usage:
        season = 1.35 if on.month in (11, 12) else 0.8 if on.month == 8 else 1.0
        calls = int(buyer.usage * season * roll.uniform(0.7, 1.3))
        lines.append(_line("API calls above the plan", calls, CALL_PRICE, tax_bp))
    return Bill(
        f"{buyer.entity.code}-{on:%y%m}-{buyer.account_no[2:]}", buyer, on,
        on + timedelta(days=buyer.term_days), tax_bp, tuple(lines),
    )  # fmt: skip


def _line(description: str, quantity: int, unit_price: str, tax_bp: int) -> Line:
    ten_thousandths = quantity * int(unit_price.replace(".", "").ljust(len(unit_price) - 1, "0"))
    places = len(unit_price.partition(".")[2])
    unit = 10 ** (places - 2)
    net = (2 * ten_thousandths + unit) // (2 * unit)
    return Line(description, quantity, unit_price, net, (2 * net * tax_bp + 10_000) // 20_000)
