"""What catalog needs from outside: how a sale is taxed, and what was billed at a price.

The built-in answer is `rules.DatedTables`: rates, registrations and exemptions kept in the books.
An engine of a tax service implements the same Protocol in connectors. Amounts are not its matter:
it says category and rate, and the house computes and rounds.

What was billed is known to a later area: invoicing.queries.price_billed_on fulfils BilledPrices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from cashwright.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """The legal entity that issues the invoice."""

    entity_id: UUID
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who is invoiced. `tax_countries`: the countries whose tax number (kind vat) it has."""

    country: str
    region: str = ""
    tax_countries: frozenset[str] = frozenset()
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxSituation:
    """All that the tax of a line depends on, besides its amount."""

    seller: Seller
    buyer: Buyer
    tax_class: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTreatment:
    """`category` is a code of EN 16931 (policies.TaxCategory); `reason` is a word of rules.tax.

    country, region   whose tax it is; empty when none is
    evidence          the certificate of an exemption
    """

    category: str
    rate_ppm: int
    reason: str
    country: str = ""
    region: str = ""
    evidence: str = ""


class TaxEngine(Protocol):
    """Says how sales are taxed. A question it declines is answered by the refusal itself."""

    def treat(self, situations: Sequence[TaxSituation]) -> Sequence[TaxTreatment | Refusal]:
        """One answer a situation, in their order."""
        ...


class BilledPrices(Protocol):
    """The latest first day, of [from_on, until_on), that was billed at the book's price; None: none."""

    def __call__(
        self, price_id: UUID, currency: str, from_on: date, until_on: date | None, /
    ) -> date | None: ...
