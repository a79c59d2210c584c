"""Doing, about many customers at once: those of a file."""

from uuid import UUID

import polars as pl

from cashwright.areas.controls.services import announce_frame, command
from cashwright.areas.parties.events import CustomerAdded
from cashwright.areas.parties.frames import CUSTOMER_FIELDS, read_customers
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.policies import Delivery
from cashwright.areas.parties.queries import customer_ids
from cashwright.columns.copy import write_frame
from cashwright.columns.dtypes import ID
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id_texts
from cashwright.kernel.refusals import NotFound


@command
def create_customers(frame: pl.DataFrame, *, entity_id: UUID, by: Actor) -> pl.DataFrame:
    """Add the customers of `frame` that the legal entity does not have yet, by COPY.

    frame    as `frames.read_customers`: account_no, name and what else the file has
    returns  the rows in their order, with customer_id Utf8 (null where refused), is_new Boolean,
             refusal Utf8; a number the entity has already brings its customer, unchanged
    raises   NotFound for the legal entity
    repeat   a second call with the same frame adds nothing
    """
    # Read. The entity's row is locked: two imports at once would both find a number free.
    entity = LegalEntity.objects.select_for_update().filter(pk=entity_id).first()
    if entity is None:
        raise NotFound(document="legal entity", id=str(entity_id))
    known = customer_ids(entity_id)

    # Decide.
    defaults = {
        "country": entity.country, "currency": entity.currency, "zone": entity.zone,
        "language": "en", "delivery": str(Delivery.EMAIL),
    }  # fmt: skip
    rows = read_customers(frame.lazy(), defaults).collect()
    rows = rows.join(known, on="account_no", how="left", maintain_order="left")
    is_new = pl.col("refusal").is_null() & pl.col("customer_id").is_null()
    rows = rows.with_columns(is_new=is_new)
    fresh = rows.filter("is_new").select(CUSTOMER_FIELDS)
    fresh = fresh.with_columns(id=pl.Series(new_id_texts(fresh.height), dtype=ID))

    # Write.
    write_frame(
        fresh.with_columns(
            entity_id=pl.lit(str(entity_id)), is_active=pl.lit(True), created_at=pl.lit(now())
        ),
        Customer,
    )

    # Tell.
    _announce(fresh, entity_id, by)
    made = fresh.select("account_no", pl.col("id").alias("made_id"))
    rows = rows.join(made, on="account_no", how="left", maintain_order="left")
    id_or_made = pl.coalesce("customer_id", "made_id")
    kept = pl.when(pl.col("refusal").is_null()).then(id_or_made)
    return rows.with_columns(customer_id=kept).drop("made_id")


def _announce(fresh: pl.DataFrame, entity_id: UUID, by: Actor) -> None:
    facts = fresh.with_columns(customer_id="id", document_id="id", why=pl.lit(""))
    announce_frame(CustomerAdded, facts, entity_id=entity_id, by=by)
