"""Reading contracts: those in scope, what waits, what things cost, what will be billed when."""

from cashwright.areas.contracts.queries.agreements import (
    contracts_for,
    off_catalog,
    running_on,
    subscriptions_of,
    timeline,
)
from cashwright.areas.contracts.queries.pricing import Pricer, Wanted

__all__ = [
    "Pricer",
    "Wanted",
    "contracts_for",
    "off_catalog",
    "running_on",
    "subscriptions_of",
    "timeline",
]
