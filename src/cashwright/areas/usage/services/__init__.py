"""Doing, about usage: events are taken, once each."""

from cashwright.areas.usage.services.intake import (
    Outcome,
    Sent,
    Taken,
    known_instant,
    sent_cloud_events,
    sent_events,
    take_events,
)

__all__ = [
    "Outcome",
    "Sent",
    "Taken",
    "known_instant",
    "sent_cloud_events",
    "sent_events",
    "take_events",
]
