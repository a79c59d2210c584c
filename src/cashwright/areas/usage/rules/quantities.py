"""The quantity of a span: one number of many readings. No readings make zero.

sum, count     as they say
unique         how many different identities
max, last      the largest, or that of the latest reading (of two at one instant the one received
               later, then the larger)
weighted_sum   each value counts for the share of the span it was in force: from its reading to the
               next. What was read before the span is in force when it starts. Rounded half up, once
percentile     nearest rank: the smallest value that at least p percent of the readings do not exceed
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.usage.policies import UNIT_E6
from cashwright.kernel.rounding import round_half_up

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Reading:
    """A reading in the order that `last` and `weighted_sum` mean."""

    occurred_at: datetime
    received_at: datetime
    value_e6: int
    identity_key: int | None = None
    superseded_at: datetime | None = None

    def is_known(self, at: datetime) -> bool:
        """Whether it had been taken, and not yet corrected, at that instant."""
        return self.received_at <= at and (self.superseded_at is None or self.superseded_at > at)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`event_count` counts the readings within the span."""

    quantity_e6: int
    event_count: int


def quantity(
    aggregation: Aggregation,
    readings: Iterable[Reading],
    span: tuple[datetime, datetime],
    known_at: datetime,
    percentile: int | None = None,
) -> Quantity:
    """The quantity of one subscription and meter in a span [from, until), as known at an instant."""
    start, end = span
    known = sorted(
        (r for r in readings if r.is_known(known_at) and r.occurred_at < end),
        key=lambda r: (r.occurred_at, r.received_at, r.value_e6),
    )
    within = [r for r in known if r.occurred_at >= start]
    values = [r.value_e6 for r in within]
    match aggregation:
        case Aggregation.SUM | Aggregation.COUNT:
            size = sum(values)
        case Aggregation.MAX:
            size = max(values, default=0)
        case Aggregation.LAST:
            size = values[-1] if values else 0
        case Aggregation.UNIQUE:
            size = len({r.identity_key for r in within}) * UNIT_E6
        case Aggregation.WEIGHTED_SUM:
            size = _weighted(known, start, end)
        case Aggregation.PERCENTILE:
            assert percentile is not None, "a percentile says which"
            size = _nearest_rank(sorted(values), percentile)
    return Quantity(size, len(within))


def _weighted(known: list[Reading], start: datetime, end: datetime) -> int:
    changes = [max(r.occurred_at, start) for r in known] + [end]
    held = sum(
        reading.value_e6 * ((until - since) // _MICROSECOND)
        for reading, (since, until) in zip(known, pairwise(changes), strict=True)
    )
    return round_half_up(held, (end - start) // _MICROSECOND)


def _nearest_rank(ordered: list[int], percentile: int) -> int:
    if not ordered:
        return 0
    rank = -(-percentile * len(ordered) // 100)
    return ordered[rank - 1]
