"""The set-based twins of cash application: finding what a payment settles, and settling it."""

from cashwright.areas.cash.frames.differences import (
    DIFFERENCES,
    OPEN,
    ROLE,
    clearing_postings,
    judged,
    with_amounts,
)
from cashwright.areas.cash.frames.matching import apply_oldest_first, exact_items
from cashwright.areas.cash.frames.settlement import checked, functional_amounts, settlement_postings

__all__ = [
    "DIFFERENCES",
    "OPEN",
    "ROLE",
    "apply_oldest_first",
    "checked",
    "clearing_postings",
    "exact_items",
    "functional_amounts",
    "judged",
    "settlement_postings",
    "with_amounts",
]
