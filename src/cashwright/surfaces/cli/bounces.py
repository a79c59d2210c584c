"""Mail that came back, taken from files: what a mail server or provider delivered to the bounce address."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from cashwright.areas.controls.queries import books_today
from cashwright.areas.messaging.rules.bounces import REPORT_BYTES_MAX
from cashwright.kernel.actors import Actor
from cashwright.runs.send_documents.bounced import take_bounce

app = typer.Typer(add_completion=False)
BY = Actor.rule("cli.bounces")


@app.command()
def bounces(
    path: Annotated[Path, typer.Argument(help="One mail, or a folder of mails, as raw messages.")],
) -> None:
    """Take reports of undelivered mail: each document goes to the next person, or a task is opened."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    counts: Counter[str] = Counter()
    for file in files:
        if file.is_file():
            with file.open("rb") as source:
                raw = source.read(REPORT_BYTES_MAX + 1)
            counts[take_bounce(raw, on=books_today("UTC"), by=BY).outcome] += 1
    words = {"none": "no report about a message of ours", "known": "known before",
             "sent_on": "sent to another person", "asked": "left to a person"}  # fmt: skip
    for outcome, said in words.items():
        if counts[outcome]:
            typer.echo(f"{counts[outcome]:>6}  {said}")
    if not counts:
        typer.echo("There is no mail in there.")
