"""The database: start and stop the embedded one, ask how it is, open a prompt."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import typer
from django.conf import settings
from django.db import connection

from cashwright.project import database
from cashwright.project.embedded import layout, server

app = typer.Typer(no_args_is_help=True, add_completion=False)
NOT_OURS = "The database is the one at DATABASE_URL; it is not ours to start or stop."


def _places() -> layout.Layout:
    if not database.is_embedded():
        typer.echo(NOT_OURS, err=True)
        raise typer.Exit(1)
    return layout.layout_of(settings.HOME)


@app.command()
def start() -> None:
    """Start the embedded database. It stops by itself when nobody uses it for half a minute."""
    server.ensure(_places())
    typer.echo("The database is running.")


@app.command()
def stop() -> None:
    """Stop the embedded database now, whoever uses it; the next use starts it again."""
    stopped = server.stop(_places())
    typer.echo("The database has stopped." if stopped else "The database was not running.")


@app.command()
def status(as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Say whether the embedded database runs and where it keeps its data."""
    places = _places()
    facts = {
        "running": server.ready(places),
        "folder": str(places.folder),
        "socket": str(places.socket),
        "log": str(places.log),
    }
    if as_json:
        typer.echo(json.dumps(facts))
        return
    typer.echo("running" if facts["running"] else "stopped")
    for name in ("folder", "socket", "log"):
        typer.echo(f"{name:<8}{facts[name]}")


@app.command()
def prompt() -> None:
    """Open psql on the database (the one brought along, or the one of this machine)."""
    connection.ensure_connection()
    tools = layout.programs()
    psql = str(tools / "psql") if tools else shutil.which("psql")
    if psql is None:
        typer.echo("There is no psql on this machine.", err=True)
        raise typer.Exit(1)
    given = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    names["NAME"] = "PGDATABASE"
    known = {name: str(given[key]) for key, name in names.items() if given[key]}
    # A child and not a replacement: we stay a user of the embedded database while it is open.
    raise typer.Exit(subprocess.run([psql], env=os.environ | known, check=False).returncode)
