"""Show the books as of any day: aging, open items, KPIs, trial balance, statements, what is out of line."""

from __future__ import annotations

from typing import Annotated

import typer

from cashwright.surfaces.cli.choosing import AsJson, AsOf, Entity, From, day, some_entities
from cashwright.surfaces.cli.reports import agreements, books, bounds, receivables
from cashwright.surfaces.cli.reports.sheet import Sheet, show

app = typer.Typer(no_args_is_help=True, add_completion=False)
AsCsv = Annotated[bool, typer.Option("--csv", help="For spreadsheets.")]
Customer = Annotated[str, typer.Option("--customer", help="The account number of one customer.")]
OneCustomer = Annotated[str, typer.Option("--customer", help="The customer's account number.")]


@app.command()
def aging(
    as_of: AsOf = None, entity: Entity = "", as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """Open balances by how late they are, with unapplied cash beside them."""
    chosen = some_entities(entity)
    _show([receivables.aging(one, day(as_of, [one])) for one in chosen], as_json, as_csv)


@app.command()
def open_items(
    as_of: AsOf = None,
    entity: Entity = "",
    customer: Customer = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Every invoice that was open as of the day, with what was open of it."""
    chosen = some_entities(entity)
    sheets = [receivables.open_items(one, day(as_of, [one]), customer) for one in chosen]
    _show(sheets, as_json, as_csv)


@app.command()
def kpis(
    as_of: AsOf = None, entity: Entity = "", as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """DSO, ADD, CEI and the others, each with its formula filled in."""
    chosen = some_entities(entity)
    _show([receivables.kpis(one, day(as_of, [one])) for one in chosen], as_json, as_csv)


@app.command()
def trial_balance(
    as_of: AsOf = None, entity: Entity = "", as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """The balance of every account, by currency; each currency sums to zero."""
    chosen = some_entities(entity)
    _show([books.trial_balance(one, day(as_of, [one])) for one in chosen], as_json, as_csv)


@app.command()
def statement(
    customer: OneCustomer,
    from_on: From = None,
    as_of: AsOf = None,
    entity: Entity = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """What a customer owed, what moved it, what the customer owes; from the first of the month."""
    chosen = some_entities(entity)
    until = day(as_of, chosen)
    first = from_on.date() if from_on else until.replace(day=1)
    _show([books.statement(chosen, customer, first, until)], as_json, as_csv)


@app.command()
def terms_drift(
    as_of: AsOf = None, entity: Entity = "", as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """Contracts whose payment terms are not of the catalog, or not of today's any more."""
    chosen = some_entities(entity)
    _show([agreements.terms_drift(one, day(as_of, [one])) for one in chosen], as_json, as_csv)


@app.command()
def held_invoices(entity: Entity = "", as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """How often the bounds of the bill run held back an invoice, and how often for nothing."""
    _show([bounds.held_invoices(one) for one in some_entities(entity)], as_json, as_csv)


def _show(sheets: list[Sheet], as_json: bool, as_csv: bool) -> None:
    if as_json and as_csv:
        raise typer.BadParameter("either --json or --csv")
    show(sheets, "json" if as_json else "csv" if as_csv else "table")
