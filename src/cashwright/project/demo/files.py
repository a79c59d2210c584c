"""Handing the simulator's files to the imports everybody uses."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from django.conf import settings

from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.reading import Asked
from cashwright.areas.ledger.services import import_rates
from cashwright.connectors.files import read_table, write_rows_file
from cashwright.connectors.simulator import Company, known_mothers, rates_on, write_customers
from cashwright.kernel.rates import Rate
from cashwright.project.demo.people import BY
from cashwright.runs.load import LoadOptions, load


def days(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def take_customers(company: Company) -> None:
    """Every buyer becomes a customer of their entity."""
    above = known_mothers(company)
    for entity in company.entities:
        buyers = [buyer for buyer in company.buyers if buyer.entity == entity]
        _take(Kind.CUSTOMERS, entity.code, lambda path, b=buyers: write_customers(b, above, path))  # type: ignore[misc]


def take_rates(company: Company, on_days: Iterable[date]) -> None:
    """The rates published on these days."""
    rows = [
        ("EUR", code, on, *_exact(text))
        for on in on_days
        for code, text in rates_on(company, on).items()
    ]
    schema = {
        "base": pl.String, "quote": pl.String, "on": pl.Date, "numerator": pl.Int64,
        "denominator": pl.Int64,
    }  # fmt: skip
    if rows:
        import_rates(pl.DataFrame(rows, schema=schema, orient="row"), source="simulated", by=BY)


def _exact(text: str) -> tuple[int, int]:
    rate = Rate.of(text)
    return rate.numerator, rate.denominator


def _take(kind: Kind, entity: str, write: Callable[[Path], Path]) -> None:
    scratch = Path(settings.HOME) / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        file = write(Path(folder) / f"{entity.lower()}-{kind}.csv")
        work = Path(folder) / "work"
        work.mkdir()
        report = load(
            read_table(file, work), kind=kind, asked=Asked(),
            options=LoadOptions(entity=entity, other_currencies=True), by=BY,
            write_rows=write_rows_file,
        )  # fmt: skip
    assert report.state == "done", report.as_json()
