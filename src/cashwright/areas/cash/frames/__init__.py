"""The set-based twins of cash application: finding what a payment settles, and settling it."""

from cashwright.areas.cash.frames.matching import apply_oldest_first, exact_items
from cashwright.areas.cash.frames.settlement import checked, functional_amounts, settlement_postings

__all__ = [
    "apply_oldest_first",
    "checked",
    "exact_items",
    "functional_amounts",
    "settlement_postings",
]
