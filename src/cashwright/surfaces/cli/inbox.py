"""Mail of customers: taken from files, or polled from the mailbox of CASHWRIGHT_INBOX_URL."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from cashwright.areas.controls.queries import books_today
from cashwright.areas.messaging.refusals import MailUnreadable
from cashwright.connectors.inbound import Box, mails_in
from cashwright.connectors.inbound import poll as poll_box
from cashwright.kernel.actors import Actor
from cashwright.runs.answer_mail import take_mail
from cashwright.surfaces.cli.choosing import Entity, one_entity

app = typer.Typer(no_args_is_help=True, add_completion=False)
BY = Actor.rule("cli.inbox")
_WORDS = {
    "taken": "taken, for somebody to look at", "known": "known before",
    "bounce": "reports of undelivered mail", "unreadable": "not readable",
}  # fmt: skip


@app.callback()
def inbox() -> None:
    """Take in what customers wrote."""


@app.command()
def take(
    path: Annotated[
        Path, typer.Argument(exists=True, help="A raw mail, an mbox, or a folder of them.")
    ],
    entity: Entity = "",
) -> None:
    """Take mails from files; each once, whatever is taken twice."""
    home = one_entity(entity)
    counts: Counter[str] = Counter()
    for name, raw in mails_in(path):
        try:
            counts[take_mail(raw, entity_id=home.pk, on=books_today(home.zone), by=BY)] += 1
        except MailUnreadable as refusal:
            counts["unreadable"] += 1
            typer.echo(f"{name}: not readable ({refusal.facts['reason']})", err=True)
    _tell(counts)


@app.command()
def poll(entity: Entity = "") -> None:
    """Take the unseen mails of the mailbox; each is marked as seen once it is taken."""
    url = os.environ.get("CASHWRIGHT_INBOX_URL", "")
    if not url:
        typer.echo("Set CASHWRIGHT_INBOX_URL, such as imaps://user:password@host/INBOX", err=True)
        raise typer.Exit(2)
    try:
        box = Box.from_url(url)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    home = one_entity(entity)
    counts: Counter[str] = Counter()

    def taken(raw: bytes) -> None:
        counts[take_mail(raw, entity_id=home.pk, on=books_today(home.zone), by=BY)] += 1

    counts["unreadable"] = poll_box(box, taken).unread
    _tell(counts)


def _tell(counts: Counter[str]) -> None:
    for outcome, said in _WORDS.items():
        if counts[outcome]:
            typer.echo(f"{counts[outcome]:>6}  {said}")
    if not counts.total():
        typer.echo("There is no new mail.")
