"""Serve the console, with a worker for the jobs behind it."""

from __future__ import annotations

import os

import typer
from django.db import connection

from cashwright.project.collecting import collect_static
from cashwright.project.doctor.safety import refuse_unsafe
from cashwright.project.migrating import migrate
from cashwright.project.serving import PortTaken, Serving, require_free

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    host: str = typer.Option("127.0.0.1", help="The address to listen on."),
    port: int = typer.Option(8000, help="The port to listen on."),
    processes: int = typer.Option(0, help="Web processes; 0: one for each processor, at most 4."),
) -> None:
    """Bring the tables up to date, collect static files, then serve until Ctrl-C."""
    try:
        require_free(host, port)
        refuse_unsafe()
        migrate()
        collect_static()
        connection.close()
        chosen = processes or min(os.cpu_count() or 1, 4)
        raise typer.Exit(Serving(host, port, chosen, typer.echo).run())
    except PortTaken as taken:
        typer.echo(f"{taken} Another port: cashwright serve --port {port + 1}", err=True)
        raise typer.Exit(1) from None
