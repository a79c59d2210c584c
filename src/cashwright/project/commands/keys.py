"""Keys that personal data is sealed under: list them, add one, change to it, drop old ones."""

from __future__ import annotations

import typer

from cashwright.areas.controls.key_ring import add_key, ring
from cashwright.areas.controls.keys import drop_idle_keys, rewrap_keys, ring_keys_in_use
from cashwright.kernel.actors import Actor

app = typer.Typer(no_args_is_help=True, add_completion=False)
BY = Actor.rule("keys.rotate")


@app.command(name="list")
def list_() -> None:
    """Show the keys of the ring, oldest first, by their fingerprints."""
    held, used = ring(), ring_keys_in_use()
    for name in held.keys:
        told = ["current"] if name == held.current else []
        told += ["in use"] if name in used else []
        typer.echo(f"{name}  {', '.join(told)}".rstrip())


@app.command()
def add() -> None:
    """Add a key and make it current. Copy the ring to every machine before you rotate."""
    typer.echo(f"{add_key()} is the current key.")


@app.command()
def rotate() -> None:
    """Wrap every data key with the current key, while the house goes on working.

    Stopped anywhere, it goes on the next time; when all is done, it changes nothing.
    """
    changed = 0
    while done := rewrap_keys(by=BY):
        changed += done
    typer.echo(f"{changed} data keys are wrapped with {ring().current} now.")


@app.command()
def drop() -> None:
    """Forget the keys that wrap nothing any more: copies made before open no longer with this ring."""
    typer.echo(f"Forgotten: {', '.join(drop_idle_keys()) or 'none'}.")
