"""Which legal entity a file belongs to, and what its books say about the file's rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import polars as pl
from django.conf import settings
from django.db import connection

from cashwright.areas.controls.queries import books_today
from cashwright.areas.exchange.frames.choices import currencies_of
from cashwright.areas.exchange.ports import Table
from cashwright.areas.exchange.refusals import EntityUnclear
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.reading import Asked
from cashwright.areas.exchange.services.reading import columns
from cashwright.areas.ledger.models import Period
from cashwright.areas.ledger.states import PeriodState
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import create_legal_entity
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, ID, TEXT, Schema
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import CURRENCIES
from cashwright.kernel.refusals import NotFound
from cashwright.runs.load.options import Books, LoadOptions

FIRST_CODE = "MAIN"
_CUSTOMERS: Schema = {"account_no": TEXT, "pk": ID, "currency": CODE, "terms_id": ID}


@dataclass(frozen=True, slots=True)
class Target:
    """`entity` is None for the first file of an empty house: it is set up with `code`, `currency`."""

    entity: LegalEntity | None
    code: str
    currency: str

    @property
    def entity_id(self) -> UUID | None:
        return self.entity.pk if self.entity else None


def find_target(table: Table, kind: Kind, asked: Asked, options: LoadOptions) -> Target:
    """The entity named, else the only one. Raises NotFound, EntityUnclear (there are several)."""
    entities = list(LegalEntity.objects.filter(is_active=True).order_by("code"))
    code = (options.entity or "").strip().upper()
    if not entities or (options.new_entity and code not in {e.code for e in entities}):
        return Target(None, code or FIRST_CODE, _first_currency(table, kind, asked))
    if not code and len(entities) > 1:
        raise EntityUnclear(file=table.file_name, known=[entity.code for entity in entities])
    found = next((entity for entity in entities if code in ("", entity.code)), None)
    if found is None:
        raise NotFound(document="legal entity", id=code[:12])
    return Target(found, found.code, asked.currency or found.currency)


def set_up(target: Target, by: Actor) -> LegalEntity:
    """The entity, made when the house had none; its row is locked until the import is through."""
    with connection.cursor() as cursor:  # of two first files at once one sets the entity up
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('first legal entity'))")
    found = LegalEntity.objects.select_for_update().filter(code=target.code).first()
    if found is not None:
        return found
    return create_legal_entity(
        code=target.code,
        name=target.code.title(),
        currency=target.currency,
        zone=getattr(settings, "FIRST_ENTITY_ZONE", "UTC"),
        country=getattr(settings, "FIRST_ENTITY_COUNTRY", "US"),
        by=by,
    )


def open_books(entity: LegalEntity) -> Books:
    """Read what the rows are checked against."""
    rows = Customer.objects.filter(entity_id=entity.pk)
    customers = read_frame(rows, schema=_CUSTOMERS).rename(
        {"pk": "customer_id", "currency": "customer_currency"}
    )
    shut = Period.objects.filter(entity_id=entity.pk).exclude(state=PeriodState.OPEN)
    return Books(
        entity=entity,
        today=books_today(entity.zone),
        customers=customers,
        closed=tuple(shut.values_list("starts_on", "ends_on")),
    )


def numbers_in(
    table: str, column: str, entity_id: UUID, numbers: Iterable[str], schema: Schema
) -> pl.DataFrame:
    """The rows of a table of documents whose `column` is among `numbers`, of one entity."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table} WHERE entity_id = %s)", [entity_id])  # noqa: S608
        if not cursor.fetchone()[0]:
            return pl.DataFrame(schema=schema)
    names = ", ".join(f"d.{name}" for name in schema)
    return read_frame(
        f"SELECT {names} FROM {table} d JOIN unnest(%s::text[]) AS asked(no)"  # noqa: S608 - own names
        f" ON d.{column} = asked.no WHERE d.entity_id = %s",
        [list(numbers), entity_id],
        schema=schema,
    )


def _first_currency(table: Table, kind: Kind, asked: Asked) -> str:
    """As said, else the file's when it has but one, else the house's default."""
    if asked.currency:
        return asked.currency
    taken = {g.field: g.column for g in columns(table, kind, asked).guesses}
    found = currencies_of(table, taken["currency"]) if "currency" in taken else []
    known = [code for code in found if code in CURRENCIES]
    return known[0] if len(known) == 1 else str(getattr(settings, "DEFAULT_CURRENCY", "USD"))
