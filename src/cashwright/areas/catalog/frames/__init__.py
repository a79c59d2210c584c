"""Pricing and tax for a million lines: the same answers as rules, tests/areas/catalog/test_twins.py.

Frames keep their rows and order; what cannot be answered says so in `refusal` (a code) and stays.
"""

from cashwright.areas.catalog.frames.discounting import DISCOUNTS, discount_lines
from cashwright.areas.catalog.frames.rating import ITEMS, TERMS, TIERS, rate_lines
from cashwright.areas.catalog.frames.taxing import TAXABLE, tax_lines
from cashwright.areas.catalog.frames.transactions import TRANSACTIONS, rate_transactions
from cashwright.areas.catalog.frames.treating import SITUATIONS, treat_lines

__all__ = [
    "DISCOUNTS",
    "ITEMS",
    "SITUATIONS",
    "TAXABLE",
    "TERMS",
    "TIERS",
    "TRANSACTIONS",
    "discount_lines",
    "rate_lines",
    "rate_transactions",
    "tax_lines",
    "treat_lines",
]
