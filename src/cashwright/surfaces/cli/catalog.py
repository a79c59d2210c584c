"""The price book: bring it up to a file, or show what is sold at which prices."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cashwright.areas.catalog.models import Price, PriceVersion
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.queries import price_terms
from cashwright.areas.catalog.rules import PriceTerms, plain
from cashwright.areas.controls.queries import books_today
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor
from cashwright.runs.price_book import Step, apply_price_book, plan_price_book, read_price_book
from cashwright.surfaces.cli.choosing import AsJson, AsOf
from cashwright.surfaces.cli.reports.sheet import console

app = typer.Typer(no_args_is_help=True, add_completion=False)
BY = Actor.rule("cli.catalog")
_MARKS = {"add": "+", "change": "~"}
File = Annotated[
    Path, typer.Argument(help="The price book, a .toml file.", exists=True, dir_okay=False)
]


@app.callback()
def catalog() -> None:
    """The price book."""


@app.command()
def apply(
    file: File,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add what the file has and the books have not; twice changes nothing."""
    book = read_price_book(file.read_bytes())
    steps = plan_price_book(book) if dry_run else apply_price_book(book, by=BY)
    if as_json:
        typer.echo(json.dumps([_told(step) for step in steps], indent=1))
        return
    for step in steps:
        typer.echo(f"{_MARKS[step.action]} {step.kind:16} {step.code}")
    done = "to do" if dry_run else "done"
    typer.echo(f"{len(steps)} {done}." if steps else "The books say all of it already.")


@app.command(name="list")
def list_(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show every price with what it costs on a day."""
    on = as_of.date() if isinstance(as_of, datetime) else books_today("UTC")
    rows = [
        (price.product.code, price.code, price.model, price.timing, _every(price), version)
        for price in Price.objects.select_related("product").order_by("product__code", "code")
        for version in _in_force(price, on)
    ]
    if as_json:
        names = ("product", "price", "model", "timing", "every", "currency", "amounts")
        told = [dict(zip(names, (*row[:5], row[5].currency, _cost(row[5])), strict=True)) for row in rows]  # fmt: skip
        typer.echo(json.dumps(told, indent=1))
        return
    table = Table("Product", "Price", "Model", "Timing", "Every", "", "Costs", box=None)
    for *words, version in rows:
        table.add_row(*words, version.currency, _cost(version))
    console().print(table)


def _told(step: Step) -> dict[str, str]:
    return {"action": step.action, "kind": step.kind, "code": step.code}


def _every(price: Price) -> str:
    if price.interval_months:
        return f"{price.interval_months} months" if price.interval_months > 1 else "month"
    return f"{price.interval_days} days" if price.interval_days else ""


def _in_force(price: Price, on: date) -> list[PriceVersion]:
    """The version of the price book in each currency on a day."""
    found: dict[str, PriceVersion] = {}
    versions = price.versions.filter(owner_id=None, valid_from__lte=on).order_by("valid_from")
    for version in versions.select_related("price").prefetch_related("tiers"):
        found[version.currency] = version
    return [found[currency] for currency in sorted(found)]


def _cost(version: PriceVersion) -> str:
    terms, currency = price_terms(version), version.currency
    parts = [_model(terms, currency)]
    if terms.free_e6:
        parts.append(f"{plain(terms.free_e6, 6)} free")
    if terms.minimum_minor is not None:
        parts.append(f"at least {format_minor(terms.minimum_minor, currency)}")
    if terms.maximum_minor is not None:
        parts.append(f"at most {format_minor(terms.maximum_minor, currency)}")
    return ", ".join(part for part in parts if part)


def _model(terms: PriceTerms, currency: str) -> str:
    if terms.tiers:
        return "; ".join(
            f"to {plain(tier.up_to_e6, 6)}: {_tier(tier.unit_price_e9, tier.flat_minor, tier.rate_e9, currency)}"
            if tier.up_to_e6 is not None
            else f"above: {_tier(tier.unit_price_e9, tier.flat_minor, tier.rate_e9, currency)}"
            for tier in terms.tiers
        )
    if terms.model is ChargeModel.FLAT:
        return format_minor(terms.flat_minor, currency)
    if terms.model is ChargeModel.PACKAGE:
        return f"{format_minor(terms.package_minor, currency)} for {plain(terms.package_e6, 6)}"
    if terms.model is ChargeModel.PERCENTAGE:
        fee = f" and {plain(terms.event_fee_e9, 9, 2)} each" if terms.event_fee_e9 else ""
        return f"{plain(terms.rate_e9, 7)} %{fee}"
    return f"{plain(terms.unit_price_e9, 9, 2)} each"


def _tier(unit_price_e9: int, flat_minor: int, rate_e9: int, currency: str) -> str:
    parts = []
    if unit_price_e9:
        parts.append(f"{plain(unit_price_e9, 9, 2)} each")
    if rate_e9:
        parts.append(f"{plain(rate_e9, 7)} %")
    if flat_minor or not parts:
        parts.append(format_minor(flat_minor, currency))
    return " + ".join(parts)
