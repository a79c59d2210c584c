"""What several commands ask alike: for which legal entities, as of which day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cashwright.areas.controls.queries import books_today
from cashwright.runs.queries import entities_to_run

if TYPE_CHECKING:
    from cashwright.areas.parties.models import LegalEntity

_DAY = ["%Y-%m-%d"]
Entity = Annotated[str, typer.Option("--entity", help="Code of one legal entity; all if not said.")]
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=_DAY, help="The day; today if not said.")
]
From = Annotated[datetime | None, typer.Option("--from", formats=_DAY, help="The first day.")]
Until = Annotated[datetime | None, typer.Option("--to", formats=_DAY, help="The last day.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]


def some_entities(code: str) -> list[LegalEntity]:
    """The entity of that code, or all; where there is none it says what to do, and leaves."""
    found = entities_to_run(code)
    if not found:
        typer.echo("There are no books yet. Begin with: cashwright import invoices FILE", err=True)
        raise typer.Exit(1)
    return found


def one_entity(code: str) -> LegalEntity:
    """The entity of that code, or the only one; where there are several it asks which."""
    found = some_entities(code)
    if len(found) > 1:
        raise typer.BadParameter("say which legal entity", param_hint="--entity")
    return found[0]


def day(asked: datetime | None, of: list[LegalEntity]) -> date:
    """The day asked for, else the earliest that one of the entities calls today."""
    return asked.date() if asked else min(books_today(entity.zone) for entity in of)
