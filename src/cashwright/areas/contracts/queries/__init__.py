"""Reading contracts: those in scope, what waits, what things cost, what will be billed when."""

from cashwright.areas.contracts.queries.agreements import (
    contracts_for,
    off_catalog,
    running_on,
    subscriptions_of,
    timeline,
    waiting_items,
)
from cashwright.areas.contracts.queries.pricing import Pricer, Wanted
from cashwright.areas.contracts.queries.upcoming import Upcoming, upcoming

__all__ = [
    "Pricer",
    "Upcoming",
    "Wanted",
    "contracts_for",
    "off_catalog",
    "running_on",
    "subscriptions_of",
    "timeline",
    "upcoming",
    "waiting_items",
]
