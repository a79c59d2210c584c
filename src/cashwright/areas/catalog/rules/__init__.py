"""Pricing and tax, pure: terms in, exact amounts out. Every file is one subject."""

from cashwright.areas.catalog.rules.commitment import markup, minimum_topup
from cashwright.areas.catalog.rules.coupons import CouponTerms, check_redeemable
from cashwright.areas.catalog.rules.discounts import DiscountTerms, discounted_lines
from cashwright.areas.catalog.rules.explaining import Words, explain
from cashwright.areas.catalog.rules.numbers import plain
from cashwright.areas.catalog.rules.rating import rate
from cashwright.areas.catalog.rules.tax import (
    BY_REGION,
    UNION,
    DatedRate,
    DatedTables,
    Exemption,
    Registration,
    TaxReason,
)
from cashwright.areas.catalog.rules.tax_split import TaxableLine, TaxedLine, split_tax
from cashwright.areas.catalog.rules.terms import EXACT, PriceTerms, Rated, Step, TierTerms
from cashwright.areas.catalog.rules.tiers import TierDraft, check_terms, check_tiers

__all__ = [
    "BY_REGION",
    "EXACT",
    "UNION",
    "CouponTerms",
    "DatedRate",
    "DatedTables",
    "DiscountTerms",
    "Exemption",
    "PriceTerms",
    "Rated",
    "Registration",
    "Step",
    "TaxReason",
    "TaxableLine",
    "TaxedLine",
    "TierDraft",
    "TierTerms",
    "Words",
    "check_redeemable",
    "check_terms",
    "check_tiers",
    "discounted_lines",
    "explain",
    "markup",
    "minimum_topup",
    "plain",
    "rate",
    "split_tax",
]
