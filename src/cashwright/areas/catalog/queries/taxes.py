"""Tax facts: rates, registrations and exemptions as the rules take them, buyers as the engine does."""

from collections.abc import Collection
from uuid import UUID

import polars as pl

from cashwright.areas.catalog.models import TaxExemption, TaxRate, TaxRegistration
from cashwright.areas.catalog.ports import Buyer, TaxEngine
from cashwright.areas.catalog.rules import DatedRate, DatedTables, Exemption, Registration
from cashwright.areas.parties.models import Customer, TaxId
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, ID

BUYERS = {
    "customer_id": ID, "country": CODE, "region": CODE, "tax_countries": CODE, "exempt_id": ID,
}  # fmt: skip
_BUYERS = """
SELECT c.id AS customer_id, c.country, c.region, n.tax_countries, e.customer_id AS exempt_id
FROM parties_customer c
LEFT JOIN (
    SELECT customer_id, string_agg(country, ' ' ORDER BY country) AS tax_countries
    FROM parties_taxid WHERE kind = 'vat' GROUP BY customer_id
) n ON n.customer_id = c.id
LEFT JOIN (
    SELECT DISTINCT x.customer_id FROM catalog_taxexemption x
    JOIN parties_customer o ON o.id = x.customer_id WHERE o.entity_id = %s
) e ON e.customer_id = c.id
WHERE c.entity_id = %s
"""


def tax_rates() -> tuple[DatedRate, ...]:
    """Every rate of every place."""
    names = ("country", "region", "tax_class", "rate_ppm", "valid_from")
    return tuple(DatedRate(**row) for row in TaxRate.objects.values(*names))


def registrations(entity_id: UUID | None = None) -> tuple[Registration, ...]:
    """Where a legal entity (or each of them) collects tax."""
    rows = TaxRegistration.objects.all()
    if entity_id is not None:
        rows = rows.filter(entity_id=entity_id)
    names = ("entity_id", "country", "region", "valid_from", "valid_until")
    return tuple(Registration(**row) for row in rows.values(*names))


def exemptions(entity_id: UUID | None = None) -> tuple[Exemption, ...]:
    """The evidence of the customers of a legal entity (or of all)."""
    rows = TaxExemption.objects.order_by("valid_from", "pk")
    if entity_id is not None:
        rows = rows.filter(customer__entity_id=entity_id)
    names = (
        "customer_id", "country", "region", "category", "certificate_no", "valid_from", "valid_until",
    )  # fmt: skip
    return tuple(Exemption(**row) for row in rows.values(*names))


def tax_engine(entity_id: UUID | None = None) -> TaxEngine:
    """The built-in engine over the dated tables as they stand now."""
    return DatedTables(tax_rates(), registrations(entity_id), exemptions(entity_id))


def buyers_frame(entity_id: UUID) -> pl.DataFrame:
    """The customers of a legal entity as frames.treat_lines takes them: BUYERS, one row each."""
    found = read_frame(_BUYERS, [entity_id, entity_id], schema=BUYERS)
    return found.with_columns(pl.col("tax_countries").fill_null(""))


def buyers(customer_ids: Collection[UUID]) -> dict[UUID, Buyer]:
    """Each customer as a tax engine sees it: place, and the countries of its VAT numbers."""
    numbers: dict[UUID, set[str]] = {}
    named = TaxId.objects.filter(customer_id__in=customer_ids, kind="vat")
    for customer_id, country in named.values_list("customer_id", "country"):
        numbers.setdefault(customer_id, set()).add(country)
    places = Customer.objects.filter(pk__in=customer_ids).values_list("pk", "country", "region")
    return {
        pk: Buyer(
            country=country,
            region=region,
            tax_countries=frozenset(numbers.get(pk, ())),
            customer_id=pk,
        )
        for pk, country, region in places
    }
