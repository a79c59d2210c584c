"""The story as files, the way outside systems would send it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from cashwright.connectors.simulator.billing import Bill
from cashwright.connectors.simulator.company import Buyer
from cashwright.connectors.simulator.paying import Paid


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
            (b.account_no, b.name, b.entity.country, b.currency, b.email, b.contact, b.language, b.terms)
            for b in buyers
        ),
    )  # fmt: skip


def write_invoices(bills: Iterable[Bill], path: Path) -> Path:
    """One row a line, as a billing system exports it."""
    head = (
        "Invoice number", "Account", "Invoice date", "Due date", "Currency", "Description",
        "Quantity", "Unit price", "Net amount", "Tax rate", "Tax amount",
    )  # fmt: skip
    return _write(
        path, head,
        (
            (
                bill.invoice_no, bill.buyer.account_no, bill.issued_on, bill.due_on,
                bill.buyer.currency, line.description, line.quantity, line.unit_price,
                _major(line.net_minor), bill.tax_bp / 100, _major(line.tax_minor),
            )
            for bill in bills
            for line in bill.lines
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
                p.buyer.currency, p.reference, p.payer_text,
            )
            for p in payments
        ),
    )  # fmt: skip
