"""A sheet: rows under headers, shown as a table, as CSV, or as the JSON value that says the same."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from cashwright.areas.exchange.rules.cells import csv_safe

Form = Literal["table", "csv", "json"]
_WIDE = 200


@dataclass(frozen=True, slots=True)
class Column:
    """`is_number`: to the right, and written to a CSV as it stands."""

    name: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report of one legal entity. `value` is what --json prints of it: a list of objects."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    value: list[dict[str, Any]]
    closing: Sequence[str] | None = None


def show(sheets: Sequence[Sheet], form: Form) -> None:
    """Print the sheets; their JSON values follow one another in one list."""
    if form == "json":
        value = [one for sheet in sheets for one in sheet.value]
        typer.echo(json.dumps(value, indent=1, ensure_ascii=False))
        return
    if form == "csv":
        _csv(sheets)
        return
    for sheet in sheets:
        _table(sheet)


def console() -> Console:
    """As wide as the terminal; where there is none, wide enough for every column."""
    return Console() if sys.stdout.isatty() else Console(width=_WIDE)


def _csv(sheets: Sequence[Sheet]) -> None:
    out = csv.writer(sys.stdout)
    for place, sheet in enumerate(sheets):
        if place == 0:
            out.writerow([column.name for column in sheet.columns])
        numbers = [column.is_number for column in sheet.columns]
        for row in sheet.rows:
            cells = zip(row, numbers, strict=True)
            out.writerow([cell if is_number else csv_safe(cell) for cell, is_number in cells])


def _table(sheet: Sheet) -> None:
    table = Table(box=None, pad_edge=False, title=sheet.title, title_justify="left")
    for column in sheet.columns:
        table.add_column(
            column.name.replace("_", " "), justify="right" if column.is_number else "left"
        )
    for row in sheet.rows:
        table.add_row(*row)
    if sheet.closing:
        table.add_row(*sheet.closing, style="bold")
    console().print(table)
    if not sheet.rows:
        typer.echo("Nothing.")
