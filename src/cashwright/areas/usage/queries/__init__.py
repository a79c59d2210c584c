"""Reading usage: quantities of many spans, what came late, what a subscription used so far."""

from cashwright.areas.usage.queries.live import LiveMeter, LiveUsage, live_usage
from cashwright.areas.usage.queries.meters import meters_of, terms_of
from cashwright.areas.usage.queries.quantities import (
    late,
    quantities,
    quantities_by_group,
    readings,
    readings_for_lake,
)

__all__ = [
    "LiveMeter",
    "LiveUsage",
    "late",
    "live_usage",
    "meters_of",
    "quantities",
    "quantities_by_group",
    "readings",
    "readings_for_lake",
    "terms_of",
]
