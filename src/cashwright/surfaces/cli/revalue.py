"""Value open foreign items at a day's rates, before a month is closed; taken back the day after."""

from __future__ import annotations

import typer

from cashwright.areas.ledger.revaluation import revalue as revalue_entity
from cashwright.kernel.actors import Actor
from cashwright.surfaces.cli.choosing import AsOf, Entity, day, some_entities

app = typer.Typer(add_completion=False)
BY = Actor.rule("cli.revalue")


@app.command()
def revalue(as_of: AsOf = None, entity: Entity = "") -> None:
    """Revalue what customers owe, and have to their credit, in foreign currencies."""
    of = some_entities(entity)
    on = day(as_of, of)
    for each in of:
        made = revalue_entity(entity_id=each.pk, on=on, by=BY)
        said = "nothing to revalue" if made is None else "revalued, and taken back the day after"
        typer.echo(f"{each.code} as of {on}: {said}")
