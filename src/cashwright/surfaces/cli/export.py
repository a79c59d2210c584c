"""Write what the books hold to CSV, Parquet or XLSX files, one table or everything."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from django.conf import settings

from cashwright.areas.exchange.queries.exports import EXPORTS, export_frames
from cashwright.connectors.files import FORMATS, write_frame_file

app = typer.Typer(help=__doc__)

EVERYTHING = "all"


@app.command()
def export(
    what: Annotated[str, typer.Argument(help=f"{', '.join(EXPORTS)}, or all.")],
    out: Annotated[Path, typer.Option(help="The file; with all, the folder.")],
    file_format: Annotated[str, typer.Option("--format", help=", ".join(FORMATS))] = "csv",
) -> None:
    """Write one table to a file, or all of them into a folder."""
    if what not in (*EXPORTS, EVERYTHING):
        raise typer.BadParameter(f"one of {', '.join(EXPORTS)}, or all", param_hint="WHAT")
    if file_format not in FORMATS:
        raise typer.BadParameter(", ".join(FORMATS), param_hint="--format")
    if what != EVERYTHING:
        typer.echo(f"{_write(what, out, file_format):,} {what} in {out}")
        return
    out.mkdir(parents=True, exist_ok=True)
    for name in EXPORTS:
        path = out / f"{name}.{file_format}"
        typer.echo(f"{_write(name, path, file_format):,} {name} in {path}")


def _write(what: str, path: Path, file_format: str) -> int:
    """By way of Parquet parts on disk, so that a table larger than memory can leave."""
    scratch = Path(settings.HOME) / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    rows = 0
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        for number, frame in enumerate(export_frames(what)):
            rows += frame.height
            frame.write_parquet(Path(folder) / f"{number:06}.parquet", compression="lz4")
        write_frame_file(pl.scan_parquet(Path(folder) / "*.parquet"), path, file_format)
    return rows
