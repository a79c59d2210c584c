"""How a sale is taxed: whose tax, which category of EN 16931, which rate, and why.

Services sold at a distance, which is what software companies sell. Words: the *place* is the
buyer's country and region; a seller is *registered* where it collects tax, in its own country or
elsewhere (in the Union by One Stop Shop). Source: Directive 2006/112/EC articles 44, 58, 196 and 59c.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from cashwright.areas.catalog.policies import TaxCategory, TaxClass
from cashwright.areas.catalog.ports import Buyer, Seller, TaxSituation, TaxTreatment
from cashwright.areas.catalog.refusals import NoTaxRate
from cashwright.kernel.refusals import Refusal

UNION = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
        "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
"""The 27 member states whose common VAT this is."""

BY_REGION = frozenset({"US"})
"""Countries without a tax of their own: only a registration in the region counts."""


class TaxReason(StrEnum):
    """Why a sale is taxed as it is; surfaces turn it into words."""

    DOMESTIC = "domestic"
    BUYERS_COUNTRY = "buyers_country"  # registered there: One Stop Shop, or a local number
    SELLERS_COUNTRY = "sellers_country"  # a consumer elsewhere in the Union, below the threshold
    REVERSE_CHARGE = "reverse_charge"
    EXPORT = "export"
    OUTSIDE = "outside"  # the seller collects no tax there
    EXEMPT_BUYER = "exempt_buyer"
    EXEMPT_GOOD = "exempt_good"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRate:
    """What a place takes of a tax class from a day on; `region` empty: the whole country."""

    country: str
    region: str
    tax_class: str
    rate_ppm: int
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Where a legal entity collects tax; the last day counts."""

    entity_id: UUID
    country: str
    region: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Evidence that a customer pays no tax in a place; the last day counts."""

    customer_id: UUID
    country: str
    region: str
    category: str
    certificate_no: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class DatedTables:
    """The built-in TaxEngine: rates, registrations and exemptions as dated facts."""

    rates: tuple[DatedRate, ...]
    registrations: tuple[Registration, ...]
    exemptions: tuple[Exemption, ...] = ()
    _newest_first: dict[tuple[str, str, str], list[DatedRate]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for row in sorted(self.rates, key=lambda r: r.valid_from, reverse=True):
            self._newest_first.setdefault((row.country, row.region, row.tax_class), []).append(row)

    def treat(self, situations: Sequence[TaxSituation]) -> Sequence[TaxTreatment | Refusal]:
        """One answer a situation; a refusal is given, not raised."""
        return [self._answer(situation) for situation in situations]

    def _answer(self, situation: TaxSituation) -> TaxTreatment | Refusal:
        try:
            return self.treatment(situation)
        except NoTaxRate as refusal:
            return refusal

    def treatment(self, asked: TaxSituation) -> TaxTreatment:
        """The one answer. Raises NoTaxRate."""
        seller, buyer, on = asked.seller, asked.buyer, asked.on
        exempt = self._exemption(buyer, on)
        if exempt is not None:
            return _untaxed(exempt.category, TaxReason.EXEMPT_BUYER, exempt.certificate_no)
        if buyer.country == seller.country:
            if not self._collects(seller, buyer.country, buyer.region, on):
                return _untaxed(TaxCategory.OUTSIDE, TaxReason.OUTSIDE)
            return self._taxed(asked, buyer.country, buyer.region, TaxReason.DOMESTIC)
        if buyer.country in UNION and _is_business(buyer, seller):
            return self._to_business(seller, on)
        if self._collects(seller, buyer.country, buyer.region, on):
            return self._taxed(asked, buyer.country, buyer.region, TaxReason.BUYERS_COUNTRY)
        if not self._collects(seller, seller.country, "", on):
            return _untaxed(TaxCategory.OUTSIDE, TaxReason.OUTSIDE)
        if buyer.country in UNION and seller.country in UNION:
            return self._taxed(asked, seller.country, "", TaxReason.SELLERS_COUNTRY)
        return _untaxed(TaxCategory.EXPORT, TaxReason.EXPORT)

    def _to_business(self, seller: Seller, on: date) -> TaxTreatment:
        """A business elsewhere in the Union accounts for the tax itself."""
        if seller.country in UNION and self._collects(seller, seller.country, "", on):
            return _untaxed(TaxCategory.REVERSE_CHARGE, TaxReason.REVERSE_CHARGE)
        return _untaxed(TaxCategory.OUTSIDE, TaxReason.OUTSIDE)

    def _collects(self, seller: Seller, country: str, region: str, on: date) -> bool:
        allowed = {region} if country in BY_REGION else {region, ""}
        return any(
            r.entity_id == seller.entity_id and r.country == country and r.region in allowed
            and r.valid_from <= on and (r.valid_until is None or on <= r.valid_until)
            for r in self.registrations
        )  # fmt: skip

    def _exemption(self, buyer: Buyer, on: date) -> Exemption | None:
        return next(
            (
                e for e in self.exemptions
                if e.customer_id == buyer.customer_id and e.country == buyer.country
                and e.region in {buyer.region, ""} and e.valid_from <= on
                and (e.valid_until is None or on <= e.valid_until)
            ),
            None,
        )  # fmt: skip

    def _taxed(
        self, asked: TaxSituation, country: str, region: str, reason: TaxReason
    ) -> TaxTreatment:
        if asked.tax_class == TaxClass.EXEMPT:
            return _untaxed(TaxCategory.EXEMPT, TaxReason.EXEMPT_GOOD)
        rate_ppm, where = 0, region
        if asked.tax_class != TaxClass.ZERO:
            rate_ppm, where = self._rate(country, region, asked)
        category = TaxCategory.STANDARD if rate_ppm else TaxCategory.ZERO
        return TaxTreatment(
            category=category, rate_ppm=rate_ppm, reason=reason, country=country, region=where
        )

    def _rate(self, country: str, region: str, asked: TaxSituation) -> tuple[int, str]:
        """The rate of the region, or else of the country, that was the newest on the day."""
        for where in dict.fromkeys((region, "")):
            for row in self._newest_first.get((country, where, asked.tax_class), ()):
                if row.valid_from <= asked.on:
                    return row.rate_ppm, where
        raise NoTaxRate(country=country, region=region, tax_class=asked.tax_class, on=asked.on)


def _is_business(buyer: Buyer, seller: Seller) -> bool:
    """Whether the buyer has a VAT number of a member state that is not the seller's."""
    numbers = {"GR" if c == "EL" else c for c in buyer.tax_countries}  # Greek numbers begin with EL
    return bool(numbers & UNION - {seller.country})


def _untaxed(category: str, reason: TaxReason, evidence: str = "") -> TaxTreatment:
    return TaxTreatment(category=category, rate_ppm=0, reason=reason, evidence=evidence)
