"""Doing, about tax rates: one entered by hand, or a table of them; those known stay as they are."""

from datetime import date
from importlib.resources import files
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.catalog.events import TaxRatesAdded
from cashwright.areas.catalog.models import TaxRate
from cashwright.areas.catalog.policies import TaxClass
from cashwright.areas.catalog.refusals import TaxRateTaken
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.rules import words
from cashwright.columns.copy import write_frame
from cashwright.columns.dtypes import CODE, COUNT, DAY, TEXT
from cashwright.kernel.actors import Actor
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import new_id, new_ids
from cashwright.kernel.refusals import BadInput

RATES = {
    "country": CODE, "region": CODE, "tax_class": CODE, "rate_ppm": COUNT, "valid_from": DAY,
    "name": TEXT, "source": TEXT,
}  # fmt: skip
_STARTER = "tax_rates.csv"
_PPM = 1_000_000


@command
def set_tax_rate(
    *,
    country: str,
    tax_class: str,
    rate_ppm: int,
    valid_from: date,
    by: Actor,
    region: str = "",
    name: str = "",
    source: str = "",
) -> TaxRate:
    """Say what a place takes of a tax class (standard, reduced) from a day on.

    raises  TaxRateTaken when one is known of that day, BadInput
    """
    given: dict[str, Any] = {
        "country": words.country(country),
        "region": words.code("region", region, length_max=12) if region else "",
        "tax_class": tax_class,
        "valid_from": valid_from,
    }
    _check_one(tax_class, rate_ppm)
    if TaxRate.objects.filter(**given).exists():
        raise TaxRateTaken(**given)
    rate = TaxRate.objects.create(
        **given, rate_ppm=rate_ppm, name=words.one_line("name", name, length_max=80, may_be_empty=True),
        source=words.one_line("source", source, length_max=200, may_be_empty=True),
    )  # fmt: skip
    announce(_told(rate.pk, source, 1, (rate.country,)), by=by)
    return rate


def _check_one(tax_class: str, rate_ppm: int) -> None:
    if tax_class not in (TaxClass.STANDARD, TaxClass.REDUCED):
        raise BadInput(field="tax_class", value=tax_class[:16], expected="standard or reduced")
    if not 0 <= rate_ppm <= _PPM:
        raise BadInput(field="rate", value=str(rate_ppm), expected="0 to 100 %")


@command
def import_tax_rates(frame: pl.DataFrame, *, source: str, by: Actor) -> int:
    """Add a table of rates; those known of the same place, class and day stay. Returns how many.

    frame   RATES
    raises  BadInput for the first row that is no such rate
    """
    for row in frame.unique(["country", "tax_class", "rate_ppm"]).iter_rows(named=True):
        words.country(row["country"])
        _check_one(row["tax_class"], row["rate_ppm"])
    table = "catalog_taxrate_import"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DROP TABLE IF EXISTS pg_temp.{table};"
            f"CREATE TEMP TABLE {table} (LIKE catalog_taxrate) ON COMMIT DROP"
        )
        ids = pl.Series([str(made) for made in new_ids(len(frame))], dtype=pl.String)
        write_frame(frame.select(*RATES).with_columns(id=ids), table)
        columns = ", ".join(("id", *RATES))
        cursor.execute(
            f"INSERT INTO catalog_taxrate ({columns}) SELECT {columns} FROM {table}"  # noqa: S608
            " ON CONFLICT (country, region, tax_class, valid_from) DO NOTHING"
        )
        added: int = cursor.rowcount
    if added:
        countries = tuple(sorted(frame["country"].unique()))
        announce(_told(new_id(), source, added, countries), by=by)
    return added


def _told(import_id: UUID, source: str, added: int, countries: tuple[str, ...]) -> TaxRatesAdded:
    return TaxRatesAdded(
        entity_id=HOUSE, import_id=import_id, source=source, added=added, countries=countries
    )


def starter_tax_rates() -> pl.DataFrame:
    """The rates that come with the house, RATES: see data/SOURCE.md for what they are good for."""
    text = (files("cashwright.areas.catalog") / "data" / _STARTER).read_bytes()
    return pl.read_csv(text, schema=RATES).with_columns(pl.col("region").fill_null(""))


def load_starter_tax_rates(*, by: Actor) -> int:
    """Add the rates that come with the house. Returns how many were new."""
    return import_tax_rates(starter_tax_rates(), source=_STARTER, by=by)
