"""The list kit; how to declare a list stands at the top of listing.py."""

from cashwright.surfaces.console.lists.columns import Column, Kind, Row
from cashwright.surfaces.console.lists.filters import (
    AmountRange,
    Choice,
    DateRange,
    Filter,
    Flag,
    Reading,
    Search,
)
from cashwright.surfaces.console.lists.listing import Bulk, Empty, Listing, Tab

__all__ = [
    "AmountRange",
    "Bulk",
    "Choice",
    "Column",
    "DateRange",
    "Empty",
    "Filter",
    "Flag",
    "Kind",
    "Listing",
    "Reading",
    "Row",
    "Search",
    "Tab",
]
