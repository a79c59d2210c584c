"""Take customers, contracts, invoices or payments from a file (CSV, XLSX, Parquet) into the books.

Nothing goes in unless all of it can, or --accept-valid says otherwise; refused rows are written
to a file of their own, to be corrected and imported again. Exit codes: 0 taken, 1 refused.
"""

from __future__ import annotations

import getpass
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Self

import typer

from cashwright.areas.exchange.refusals import FileRefused
from cashwright.areas.exchange.rules.dates import Order
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.numbers import Mark
from cashwright.areas.exchange.rules.reading import Asked
from cashwright.kernel.actors import Actor
from cashwright.runs.load import LoadOptions, LoadReport
from cashwright.surfaces.cli.rates import rates
from cashwright.surfaces.importing import import_file, refused_file

app = typer.Typer(no_args_is_help=True, help=__doc__)
app.command()(rates)

File = Annotated[Path, typer.Argument(help="CSV (also gzipped), XLSX or Parquet.")]
Entity = Annotated[
    str | None, typer.Option(help="Code of the legal entity; the only one if not said.")
]
NewEntity = Annotated[
    bool, typer.Option("--new-entity", help="Set that legal entity up when it is missing.")
]
Currency = Annotated[str | None, typer.Option(help="For rows that name none: EUR, USD, ...")]
Dates = Annotated[Order | None, typer.Option(help="What comes first in 1/2/2026.")]
Decimals = Annotated[str | None, typer.Option("--decimal", help="point or comma, before decimals.")]
Map = Annotated[
    list[str] | None, typer.Option("--map", help="field=column: which column a field is in.")
]
AcceptValid = Annotated[bool, typer.Option("--accept-valid", help="Take what is right.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]
Encoding = Annotated[str | None, typer.Option(help="Of the text, where it is not UTF-8.")]
Sheet = Annotated[str | None, typer.Option(help="Of a workbook; the first if not said.")]
Refused = Annotated[Path | None, typer.Option(help="Where refused rows are written.")]
OtherCurrencies = Annotated[
    bool, typer.Option("--other-currencies", help="Take documents in another than the customer's.")
]


@app.command()
def invoices(
    file: File,
    entity: Entity = None,
    new_entity: NewEntity = False,
    currency: Currency = None,
    dates: Dates = None,
    decimal: Decimals = None,
    column: Map = None,
    accept_valid: AcceptValid = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    encoding: Encoding = None,
    sheet: Sheet = None,
    refused: Refused = None,
    other_currencies: OtherCurrencies = False,
    no_customer: Annotated[
        str | None, typer.Option(help="Account for rows that name no customer.")
    ] = None,
    no_new_customers: Annotated[
        bool, typer.Option("--no-new-customers", help="Refuse customers nobody has set up.")
    ] = False,
    negative_credits: Annotated[
        bool, typer.Option("--negative-credits", help="A negative invoice is a credit note.")
    ] = False,
    opening: Annotated[
        bool, typer.Option("--opening", help="Open items of the day these books begin.")
    ] = False,
    cutover: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="That day, with --opening.")
    ] = None,
) -> None:
    """Invoices and credit notes: one row each, or several rows (lines) with one number."""
    asked = _asked(column, dates, decimal, currency)
    asked = Asked(
        asked.columns, asked.dates, asked.decimal, asked.currency, no_customer, negative_credits
    )
    options = LoadOptions(
        entity=entity,
        new_entity=new_entity,
        accept_valid=accept_valid,
        dry_run=dry_run,
        no_new_customers=no_new_customers,
        other_currencies=other_currencies,
        opening=opening,
        cutover=cutover.date() if cutover else None,
        fixed_up=refused or refused_file(file.name),
    )
    _import(Kind.INVOICES, file, asked, options, encoding, sheet, as_json)


@app.command()
def payments(
    file: File,
    entity: Entity = None,
    new_entity: NewEntity = False,
    currency: Currency = None,
    dates: Dates = None,
    decimal: Decimals = None,
    column: Map = None,
    accept_valid: AcceptValid = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    encoding: Encoding = None,
    sheet: Sheet = None,
    refused: Refused = None,
    other_currencies: OtherCurrencies = False,
) -> None:
    """Payments of known customers; the day's run finds what they settle."""
    options = LoadOptions(
        entity=entity,
        new_entity=new_entity,
        accept_valid=accept_valid,
        dry_run=dry_run,
        other_currencies=other_currencies,
        fixed_up=refused or refused_file(file.name),
    )
    asked = _asked(column, dates, decimal, currency)
    _import(Kind.PAYMENTS, file, asked, options, encoding, sheet, as_json)


@app.command()
def customers(
    file: File,
    entity: Entity = None,
    new_entity: NewEntity = False,
    currency: Currency = None,
    column: Map = None,
    accept_valid: AcceptValid = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    encoding: Encoding = None,
    sheet: Sheet = None,
    refused: Refused = None,
) -> None:
    """Customers: new ones are set up, known ones changed where the file says otherwise."""
    options = LoadOptions(
        entity=entity,
        new_entity=new_entity,
        accept_valid=accept_valid,
        dry_run=dry_run,
        fixed_up=refused or refused_file(file.name),
    )
    asked = _asked(column, None, None, currency)
    _import(Kind.CUSTOMERS, file, asked, options, encoding, sheet, as_json)


@app.command()
def contracts(
    file: File,
    entity: Entity = None,
    new_entity: NewEntity = False,
    currency: Currency = None,
    dates: Dates = None,
    decimal: Decimals = None,
    column: Map = None,
    accept_valid: AcceptValid = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    encoding: Encoding = None,
    sheet: Sheet = None,
    refused: Refused = None,
    no_new_customers: Annotated[
        bool, typer.Option("--no-new-customers", help="Refuse customers nobody has set up.")
    ] = False,
    cutover: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Start of rows that tell none.")
    ] = None,
) -> None:
    """Contracts with one subscription each, at the monthly amount they were agreed for."""
    options = LoadOptions(
        entity=entity,
        new_entity=new_entity,
        accept_valid=accept_valid,
        dry_run=dry_run,
        no_new_customers=no_new_customers,
        cutover=cutover.date() if cutover else None,
        fixed_up=refused or refused_file(file.name),
    )
    asked = _asked(column, dates, decimal, currency)
    _import(Kind.CONTRACTS, file, asked, options, encoding, sheet, as_json)


def _asked(
    column: list[str] | None, dates: Order | None, decimal: str | None, currency: str | None
) -> Asked:
    columns = dict(_pair(text) for text in column or [])
    marks = {"point": Mark.POINT, "comma": Mark.COMMA, ".": Mark.POINT, ",": Mark.COMMA, None: None}
    if decimal not in marks:
        raise typer.BadParameter("point or comma", param_hint="--decimal")
    code = currency.strip().upper() if currency else None
    return Asked(columns, dates, marks[decimal], code)


def _pair(text: str) -> tuple[str, str]:
    name, sign, header = text.partition("=")
    if not sign or not header:
        raise typer.BadParameter("field=column", param_hint="--map")
    return name.strip(), header.strip()


def _import(
    kind: Kind,
    file: Path,
    asked: Asked,
    options: LoadOptions,
    encoding: str | None,
    sheet: str | None,
    as_json: bool,
) -> None:
    try:
        with _Line() as line:
            report = import_file(
                file, kind=kind, asked=asked, options=options, by=Actor.human(_who()),
                encoding=encoding, sheet=sheet, progress=line,
            )  # fmt: skip
    except FileRefused as refusal:
        _print_refusal(refusal, as_json)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(report.as_json(), indent=1, ensure_ascii=False))
    else:
        _print(report)
    if report.state == "refused":
        raise typer.Exit(1)


def _who() -> str:
    """Whoever is logged in at this machine."""
    try:
        return f"cli:{getpass.getuser()}"[:80]
    except (KeyError, OSError):
        return "cli"


def _print_refusal(refusal: FileRefused, as_json: bool) -> None:
    """Which file, where in it, what is wrong, and what to do."""
    if as_json:
        told = {"state": "refused", "code": refusal.code, **refusal.facts}
        typer.echo(json.dumps(told, indent=1, ensure_ascii=False, default=str))
        return
    facts = dict(refusal.facts)
    where = [f"{name} {facts.pop(name)}" for name in ("row", "column") if name in facts]
    typer.echo(
        f"Refused, nothing was taken: {', '.join([str(facts.pop('file')), *where])}", err=True
    )
    remedy = facts.pop("remedy")
    rest = "; ".join(f"{name.replace('_', ' ')}: {_words(value)}" for name, value in facts.items())
    typer.echo(f"  {refusal.code}{': ' if rest else ''}{rest}", err=True)
    typer.echo(f"  {remedy}", err=True)


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} ({example})" for name, example in value.items()) or "nothing"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _print(report: LoadReport) -> None:
    refused = report.state == "refused"
    head = (
        "Refused, nothing was taken"
        if refused
        else "Would be taken"
        if report.is_dry_run
        else "Taken"
    )
    typer.echo(f"{head}: {report.file_name} into {report.entity} ({report.seconds} s)")
    for note in report.notes:
        typer.echo(f"  {note}")
    columns = ", ".join(f"{name} = {header}" for name, header in report.columns.items())
    typer.echo(f"  columns: {columns}")
    if report.unused:
        typer.echo(f"  not used: {', '.join(report.unused)}")
    verb = "would be posted" if refused or report.is_dry_run else "posted"
    typer.echo(
        f"  {report.rows:,} rows, {report.documents:,} documents: {report.posted:,} {verb},"
        f" {report.known:,} known already, {report.refused:,} refused;"
        f" {report.new_customers:,} new customers"
    )
    for code, sums in report.amounts.items():
        typer.echo(f"  {code}: " + ", ".join(f"{kind} {amount}" for kind, amount in sums.items()))
    for refusal in report.refusals:
        typer.echo(
            f"  {refusal['code']} ({refusal['field']}): {refusal['rows']:,} rows, first in row"
            f" {refusal['first_row']}. {refusal['remedy']}"
        )
    if report.fixed_up:
        typer.echo(f"  refused rows: {report.fixed_up}")


class _Line:
    """One line on a terminal's standard error; silent everywhere else."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._is_shown:
            share = f" {100 * done // total} %" if total else ""
            sys.stderr.write(f"\r\x1b[K{stage}{share}")
            sys.stderr.flush()
