"""Bring the database's tables up to this version."""

from __future__ import annotations

import typer

from cashwright.project import migrating

app = typer.Typer(add_completion=False)


@app.command()
def migrate() -> None:
    """Bring the database's tables up to this version. Does nothing when they are."""
    applied = migrating.migrate()
    typer.echo(f"{applied} migrations applied." if applied else "Nothing to do.")
