"""Write the heads of all journals of facts on a page to be kept elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cashwright.areas.controls import checkpoints
from cashwright.kernel.clock import now

app = typer.Typer(add_completion=False)


@app.command(name="checkpoint")
def write_page(
    out: Annotated[
        Path, typer.Option(help="The file to write; keep it where nobody here can change it.")
    ],
    key: Annotated[Path | None, typer.Option(help="A file with a key: seals the page.")] = None,
) -> None:
    """Write a page that `cashwright verify --checkpoint` holds the books against later."""
    point = checkpoints.checkpoint(now())
    out.write_text(checkpoints.written(point, key.read_bytes() if key else b""), "utf-8")
    facts = sum(head.seq for head in point.heads)
    typer.echo(f"{out}: {len(point.heads)} journals, {facts} facts.")
