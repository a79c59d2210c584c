"""Tax facts: rates, registrations and exemptions as the rules take them, buyers as the engine does."""

from collections.abc import Collection
from uuid import UUID

from cashwright.areas.catalog.models import TaxExemption, TaxRate, TaxRegistration
from cashwright.areas.catalog.ports import Buyer, TaxEngine
from cashwright.areas.catalog.rules import DatedRate, DatedTables, Exemption, Registration
from cashwright.areas.parties.models import Customer, TaxId


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
