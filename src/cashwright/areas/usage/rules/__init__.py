"""Decisions about usage: reading an event, what a meter makes of it, the quantity of many."""

from cashwright.areas.usage.rules.events import UsageEvent, event_key, read_cloud_event, read_event
from cashwright.areas.usage.rules.meters import MeterTerms, Read, meter_reads
from cashwright.areas.usage.rules.quantities import Quantity, Reading, quantity
from cashwright.areas.usage.rules.values import quantity_e6, text_of

__all__ = [
    "MeterTerms",
    "Quantity",
    "Read",
    "Reading",
    "UsageEvent",
    "event_key",
    "meter_reads",
    "quantity",
    "quantity_e6",
    "read_cloud_event",
    "read_event",
    "text_of",
]
