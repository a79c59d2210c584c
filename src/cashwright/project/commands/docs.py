"""Write the pages of docs/ that come from the code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cashwright.project.reference import pages

app = typer.Typer(add_completion=False)


@app.command()
def docs(folder: Annotated[Path, typer.Option(help="Where the pages go.")] = Path("docs")) -> None:
    """Write states, refusals, events and permissions as Markdown."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text)
        typer.echo(str(folder / name))
