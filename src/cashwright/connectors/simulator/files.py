"""The story as files, the way outside systems would send it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from cashwright.connectors.simulator.company import Buyer
from cashwright.connectors.simulator.paying import Paid


def price_book() -> str:
    """What the company sells, as the text of a price book file."""
    return (files("cashwright.connectors.simulator") / "prices.toml").read_text("utf-8")


def _major(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def write_customers(buyers: Iterable[Buyer], path: Path) -> Path:
    """Customers with the person who handles their invoices."""
    head = ("Account", "Name", "Country", "Currency", "Email", "Contact", "Language", "Terms")
    return _write(
        path, head,
        (
            (b.account_no, b.name, b.country, b.currency, b.email, b.contact, b.language, b.terms)
            for b in buyers
        ),
    )  # fmt: skip


def write_payments(payments: Iterable[Paid], path: Path) -> Path:
    """One row a payment, as a bank export after the payer was recognized."""
    head = ("Payment id", "Date", "Account", "Amount", "Currency", "Reference", "Payer")
    return _write(
        path, head,
        (
            (
                p.payment_id, p.received_on, p.buyer.account_no, _major(p.amount_minor),
                p.currency, p.reference, p.payer_text,
            )
            for p in payments
        ),
    )  # fmt: skip
