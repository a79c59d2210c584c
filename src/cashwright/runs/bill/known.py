"""What a whole run knows: the price book, tax, terms and bounds, read once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import polars as pl

from cashwright.areas.catalog.ports import Seller, TaxEngine
from cashwright.areas.catalog.queries import (
    book_versions,
    price_facts,
    product_facts,
    tax_engine,
    terms_frames,
)
from cashwright.areas.controls.queries import policy_value, test_clock_day
from cashwright.areas.ledger.queries import accounts_by_role, rate
from cashwright.areas.ledger.refusals import NoRate
from cashwright.areas.parties.models import LegalEntity, Terms
from cashwright.areas.parties.queries import terms_value
from cashwright.areas.parties.rules import HOUSE_TERMS
from cashwright.areas.parties.rules import Terms as TermsRule
from cashwright.areas.usage.services import known_instant
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, ID
from cashwright.kernel.clock import SystemClock
from cashwright.runs.bill.bounds import POLICY, Bounds, bounds_of

OWNERS = {"price_version_id": ID, "owner_id": ID, "currency": CODE}
_OWNERS = """
SELECT id AS price_version_id, owner_id, currency FROM catalog_priceversion WHERE owner_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Known:
    """All that does not depend on the customer.

    prices, products, versions   catalog.queries.price_facts, product_facts and book_versions
    owners             OWNERS of what contracts negotiated
    terms, tiers       catalog.frames.TERMS and TIERS of every version
    at                 usage received later is not in this run
    """

    entity: LegalEntity
    on: date
    at: datetime
    prices: pl.DataFrame
    products: pl.DataFrame
    versions: pl.DataFrame
    terms: pl.DataFrame
    tiers: pl.DataFrame
    owners: pl.DataFrame
    engine: TaxEngine
    payment_terms: dict[str, TermsRule]
    default_terms: TermsRule
    roles: dict[str, str]
    bounds: Bounds

    @property
    def seller(self) -> Seller:
        return Seller(entity_id=self.entity.pk, country=self.entity.country)

    def has_rate(self, currency: str) -> bool:
        """Whether an amount in `currency` can be put into the books' own."""
        try:
            rate(currency, self.entity.currency, self.on)
        except NoRate:
            return False
        return True


def _known_at(entity_id: UUID) -> datetime:
    """What usage is known: a run stands at the noon of its day, and knows nothing of hours to come."""
    at = known_instant(entity_id)
    return at if test_clock_day() else min(at, SystemClock().now())


def known(entity_id: UUID, on: date) -> Known:
    """Read what a run of `on` goes by."""
    entity = LegalEntity.objects.select_related("default_terms").get(pk=entity_id)
    terms, tiers = terms_frames()
    value: dict[str, Any] | None = policy_value(POLICY, on=on, entity_id=entity_id)
    own = entity.default_terms
    return Known(
        entity=entity, on=on, at=_known_at(entity_id), prices=price_facts(),
        products=product_facts(), versions=book_versions(),
        terms=terms, tiers=tiers, owners=read_frame(_OWNERS, schema=OWNERS), engine=tax_engine(entity_id),
        payment_terms={str(row.pk): terms_value(row) for row in Terms.objects.all()},
        default_terms=terms_value(own) if own else HOUSE_TERMS,
        roles=accounts_by_role(), bounds=bounds_of(value),
    )  # fmt: skip
