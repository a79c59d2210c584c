"""Reading what is set about reminding: the ladders, and who climbs which."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import polars as pl

from cashwright.areas.collections.policies import (
    DUNNING,
    LADDER,
    READY,
    Dunning,
    Ladder,
    dunning_of,
    ladder_of,
)
from cashwright.areas.collections.rules import Day, day_of
from cashwright.areas.controls.models import PolicyVersion
from cashwright.areas.controls.queries import policy_value
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.events import HOUSE


def ladders_in_force(entity_id: UUID, on: date) -> dict[str, Ladder]:
    """Every ladder of an entity on a day by its name: those set, and the ready ones beside them."""
    names = PolicyVersion.objects.filter(
        name__startswith=f"{LADDER}.", entity_id__in={entity_id, HOUSE}, valid_from__lte=on
    ).values_list("name", flat=True)
    found = dict(READY)
    for name in sorted(set(names)):
        value = policy_value(name, on=on, entity_id=entity_id)
        if value is not None:
            found[name.removeprefix(f"{LADDER}.")] = ladder_of(value)
    return found


def ladder_in_force(name: str, entity_id: UUID, on: date) -> Ladder | None:
    """One ladder of an entity on a day; None when there is none of that name."""
    value = policy_value(f"{LADDER}.{name}", on=on, entity_id=entity_id)
    return READY.get(name) if value is None else ladder_of(value)


def dunning_in_force(entity_id: UUID, on: date) -> Dunning:
    """How an entity reminds on a day: by its own policy, the house's, else as a house starts."""
    return dunning_of(policy_value(DUNNING, on=on, entity_id=entity_id))


def calendar_of(entity: LegalEntity) -> str:
    """The calendar of business days an entity reminds by."""
    return entity.calendar or entity.country


def days_of(entity: LegalEntity, on: date, ladders: Mapping[str, Ladder]) -> dict[str, Day]:
    """The day as each ladder's rule for days off sees it, by the ladder's name."""
    calendar = calendar_of(entity)
    return {name: day_of(on, ladder.day_rule, calendar) for name, ladder in ladders.items()}


def climbing(dunning: Dunning, customers: pl.DataFrame) -> pl.DataFrame:
    """Add ladder and autonomy to a frame that has segment and risk."""
    kinds = customers.select("segment", "risk").unique()
    rows = [
        (segment, risk, one.ladder, str(one.autonomy))
        for segment, risk in kinds.rows()
        for one in [dunning.of(segment, risk)]
    ]
    schema = {name: pl.String() for name in ("segment", "risk", "ladder", "autonomy")}
    return customers.join(
        pl.DataFrame(rows, schema=schema, orient="row"), on=["segment", "risk"], how="left"
    )
