"""Show what a day or a bill run would do, with nothing done."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.table import Table

from cashwright.connectors.files import FORMATS, write_frame_file
from cashwright.kernel.currencies import format_minor
from cashwright.runs.bill import BillPlan, plan_bill
from cashwright.runs.dun_ahead import dunning_days, plan_dunning, put_off
from cashwright.runs.plan import plan_day
from cashwright.surfaces.cli.choosing import AsJson, AsOf, Entity, day, some_entities
from cashwright.surfaces.cli.reports.sheet import console

app = typer.Typer(no_args_is_help=True, add_completion=False)
_SHOWN_MAX = 200
Out = Annotated[
    Path | None, typer.Option("--out", help="Write the plan to a .csv, .parquet or .xlsx file.")
]


@app.callback()
def plan() -> None:
    """Show what a run would do."""


@app.command(name="day")
def day_(
    as_of: AsOf = None,
    entity: Entity = "",
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Show what `run day` would do: cash applied, questions asked, reminders sent or held back."""
    chosen = some_entities(entity)
    on = day(as_of, chosen)
    planned = _readable(pl.concat([plan_day(one, on) for one in chosen]))
    if out is not None:
        _write(planned, out)
        typer.echo(f"{planned.height:,} rows in {out}")
    elif as_json:
        typer.echo(json.dumps({"as_of": on.isoformat(), "actions": planned.to_dicts()}, indent=1))
    else:
        _print(planned, on)


@app.command(name="dun")
def dun_(
    days: Annotated[
        int, typer.Option("--days", min=1, max=366, help="How many days ahead, this one first.")
    ] = 60,
    as_of: AsOf = None,
    entity: Entity = "",
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Show whom the ladders would remind over the coming days, if nobody paid or answered."""
    chosen = some_entities(entity)
    on = day(as_of, chosen)
    planned = pl.concat([plan_dunning(one, on, days) for one in chosen])
    if out is not None:
        _write(planned, out)
        typer.echo(f"{planned.height:,} rows in {out}")
    elif as_json:
        told = {"from": on.isoformat(), "days": days, "steps": planned.to_dicts()}
        typer.echo(json.dumps(told, indent=1, default=str))
    else:
        _print_dunning(planned, on, days)


def _print_dunning(planned: pl.DataFrame, on: date, days: int) -> None:
    if planned.is_empty():
        typer.echo(f"Nobody is reminded in the {days} days from {on}.")
        return
    table = Table(
        box=None, pad_edge=False, title=f"The {days} days from {on}, if nobody paid",
        title_justify="left",
    )  # fmt: skip
    by_day = dunning_days(planned)
    for name in by_day.columns:
        table.add_column(name.replace("_", " "), justify="left" if name == "day" else "right")
    for row in by_day.iter_rows():
        table.add_row(*(str(value) for value in row))
    console().print(table)
    for code, count in put_off(planned).iter_rows():
        typer.echo(f"{count:,} times put off: {code}")
    typer.echo("--out FILE writes who gets what.")


@app.command(name="bill")
def bill_(
    as_of: AsOf = None,
    entity: Entity = "",
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Show what `run bill` would do: documents posted, credited or parked, and what cannot be billed."""
    chosen = some_entities(entity)
    on = day(as_of, chosen)
    plans = [plan_bill(one, on) for one in chosen]
    planned = BillPlan(
        pl.concat([one.documents for one in plans]), pl.concat([one.exceptions for one in plans])
    )
    if out is not None:
        _write(_in_words(planned.documents), out)
        typer.echo(f"{planned.documents.height:,} documents in {out}")
    elif as_json:
        typer.echo(json.dumps(_told(planned, on), indent=1, default=str))
    else:
        _print_bill(planned, on)


_MONEY = ("net_minor", "tax_minor", "total_minor")


def _in_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Amounts with the decimals of their currency: net, tax and total."""
    for name in _MONEY:
        pairs = rows.select(name, "currency").iter_rows()
        said = [format_minor(minor, code) for minor, code in pairs]
        rows = rows.with_columns(pl.Series(name, said, pl.String)).rename(
            {name: name.removesuffix("_minor")}
        )
    return rows


def _told(planned: BillPlan, on: date) -> dict[str, object]:
    return {
        "as_of": on.isoformat(),
        "totals": _in_words(planned.totals()).to_dicts(),
        "exceptions": planned.exceptions.to_dicts(),
    }


def _print_bill(planned: BillPlan, on: date) -> None:
    if planned.documents.is_empty() and planned.exceptions.is_empty():
        typer.echo(f"Nothing is to be billed as of {on}.")
        return
    title = f"What billing {on} would do"
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    numbers = ("documents", "net", "tax", "total")
    totals = _in_words(planned.totals())
    for name in totals.columns:
        table.add_column(name, justify="right" if name in numbers else "left")
    for row in totals.iter_rows():
        table.add_row(*(f"{value:,}" if isinstance(value, int) else value for value in row))
    console().print(table)
    held = planned.documents.filter(pl.col("why").is_not_null())
    for code, count in held["why"].value_counts().sort("why").iter_rows():
        typer.echo(f"{count:,} left for a person: {code}")
    for code, count in planned.exceptions["refusal"].value_counts().sort("refusal").iter_rows():
        typer.echo(f"{count:,} charges cannot be billed yet: {code}")


def _readable(planned: pl.DataFrame) -> pl.DataFrame:
    """Amounts as people and files have them: 1234.50, with the currency's own decimals."""
    pairs = planned.select("amount_minor", "currency").iter_rows()
    amounts = pl.Series("amount", [format_minor(minor, code) for minor, code in pairs], pl.String)
    place = planned.columns.index("amount_minor")
    return planned.insert_column(place, amounts).drop("amount_minor")


def _write(planned: pl.DataFrame, out: Path) -> None:
    file_format = out.suffix.removeprefix(".").lower()
    if file_format not in FORMATS:
        raise typer.BadParameter(f"a file ending in .{', .'.join(FORMATS)}", param_hint="--out")
    write_frame_file(planned.lazy(), out, file_format)


def _print(planned: pl.DataFrame, on: date) -> None:
    if planned.is_empty():
        typer.echo(f"Nothing is to be done as of {on}.")
        return
    columns = ["step", "action", "customer", "document", "invoice_no", "amount", "currency", "why"]
    table = Table(box=None, pad_edge=False, title=f"What {on} would do", title_justify="left")
    for name in columns:
        table.add_column(name, justify="right" if name == "amount" else "left")
    for row in planned.select(columns).head(_SHOWN_MAX).iter_rows():
        table.add_row(*(value or "" for value in row))
    console().print(table)
    if planned.height > _SHOWN_MAX:
        typer.echo(f"{planned.height - _SHOWN_MAX:,} more; --out FILE writes all of them.")
