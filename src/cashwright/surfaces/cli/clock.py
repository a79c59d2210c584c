"""The day these books believe it is: for trying out, never for real ones."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from cashwright.areas.controls.queries import test_clock_day
from cashwright.areas.controls.services import set_book_clock
from cashwright.areas.invoicing.models import Invoice
from cashwright.surfaces.cli.acting import me

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command(name="set")
def set_(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="It only goes forward.")],
) -> None:
    """Let the books believe it is a day. Books that have issued invoices by the real day keep it."""
    if test_clock_day() is None and Invoice.objects.exists():
        typer.echo(
            "These books run on the real day. Try things out in a home of its own.", err=True
        )
        raise typer.Exit(1)
    set_book_clock(today=day.date(), by=me())
    typer.echo(f"It is {day.date()} in these books.")


@app.command()
def show() -> None:
    """Show which day it is in these books."""
    clock = test_clock_day()
    typer.echo(f"It is {clock} in these books." if clock else "These books run on the real day.")
