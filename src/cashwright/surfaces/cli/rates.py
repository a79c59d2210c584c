"""`cashwright import rates`: published exchange rates into the ledger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cashwright.areas.ledger.services import import_rates
from cashwright.connectors.fx_ecb import read_rates
from cashwright.kernel.actors import Actor

_SOURCE = "ecb"


def rates(
    file: Annotated[Path, typer.Argument(help="The ECB's history: .csv, .csv.gz or .zip.")],
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Exchange rates as the European Central Bank publishes them; known ones stay as they are."""
    frame = read_rates(file)
    added = import_rates(frame, source=_SOURCE, by=Actor.rule("cli.import_rates"))
    days = frame["on"]
    told = {
        "file": file.name,
        "days": days.n_unique(),
        "currencies": frame["quote"].n_unique(),
        "from": str(days.min()),
        "to": str(days.max()),
        "rates": frame.height,
        "new": added,
    }
    if as_json:
        typer.echo(json.dumps(told, indent=1))
        return
    typer.echo(
        f"{told['days']:,} days, {told['from']} to {told['to']}, {told['currencies']} currencies:"
        f" {told['rates']:,} rates, {added:,} of them new."
    )
