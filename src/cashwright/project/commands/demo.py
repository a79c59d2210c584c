"""Build the demo company, then serve it."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cashwright.areas.parties.models import LegalEntity
from cashwright.project.demo.people import DOMAIN, introduction
from cashwright.project.demo.story import build, is_built
from cashwright.project.migrating import migrate
from cashwright.surfaces.cli.main import perform

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    serve: Annotated[bool, typer.Option(help="Serve the console when it is built.")] = True,
    port: Annotated[int, typer.Option(help="The port to serve on.")] = 8000,
) -> None:
    """200 customers in three countries and currencies, twelve months: imported, then run day by day."""
    migrate()
    if not is_built():
        _refuse_other_books()
        _build()
    typer.echo("\nThe demo company is ready. Log in as:")
    for line in introduction():
        typer.echo(line)
    connection.close()
    if serve:
        perform("serve", "--port", str(port))


def _refuse_other_books() -> None:
    codes = set(LegalEntity.objects.values_list("code", flat=True))
    if codes and not codes <= {"NWDE", "NWUS", "NWUK"}:
        typer.echo(
            f"These books hold other companies ({', '.join(sorted(codes))}); the demo does not go on top"
            f" of them. Give it a home of its own: CASHWRIGHT_HOME=some/folder make demo ({DOMAIN}).",
            err=True,
        )
        raise typer.Exit(1)


def _build() -> None:
    started = time.monotonic()
    shown = Progress(
        TextColumn("{task.description:>16}"), BarColumn(), TimeElapsedColumn(),
        console=Console(stderr=True),
    )  # fmt: skip
    with shown:
        bar = shown.add_task("founding", total=None)
        build(
            lambda text, done, total: shown.update(
                bar, description=text, completed=done, total=total
            )
        )
    typer.echo(f"A year of Northwind Cloud in {time.monotonic() - started:.0f} s.")
