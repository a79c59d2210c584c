"""The story as files, the way outside systems would send it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from cashwright.connectors.simulator.company import Buyer


def price_book() -> str:
    """What the company sells, as the text of a price book file."""
    return (files("cashwright.connectors.simulator") / "prices.toml").read_text("utf-8")


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def write_customers(buyers: Iterable[Buyer], mothers: Mapping[str, str], path: Path) -> Path:
    """Customers with the person who handles their invoices, and the company above them if it is known."""
    head = (
        "Account",
        "Name",
        "Country",
        "Currency",
        "Email",
        "Contact",
        "Language",
        "Terms",
        "Parent",
    )
    return _write(
        path, head,
        (
            (
                b.account_no, b.name, b.country, b.currency, b.email, b.contact, b.language, b.terms,
                mothers.get(b.account_no, ""),
            )
            for b in buyers
        ),
    )  # fmt: skip
