"""Which days of a period are billed, and in which quantity."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cashwright.kernel.periods import days_between


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """[from_on, until_on); until_on None: no end."""

    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The quantity, and the negotiated version if any, of a charge for the days [from_on, until_on)."""

    from_on: date
    until_on: date | None
    quantity_e6: int
    price_version_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of one period that are billed at one quantity and version."""

    from_on: date
    until_on: date
    quantity_e6: int
    price_version_id: UUID | None = None

    @property
    def days(self) -> int:
        return days_between(self.from_on, self.until_on)


def billed_days(
    start_on: date,
    end_on: date,
    spans: Collection[Span],
    pauses: Collection[Days] = (),
    trial_until: date | None = None,
    ends_on: date | None = None,
) -> list[Segment]:
    """The segments of the period [start_on, end_on), in order.

    spans, pauses  any order; those of one charge do not overlap, nor do those of one subscription
    trial_until    days before it are free; ends_on the first day after the subscription
    """
    first = start_on if trial_until is None else max(start_on, trial_until)
    last = end_on if ends_on is None else min(end_on, ends_on)
    found: list[Segment] = []
    for span in sorted(spans, key=lambda s: s.from_on):
        start = max(first, span.from_on)
        end = last if span.until_on is None else min(last, span.until_on)
        found += [
            Segment(a, b, span.quantity_e6, span.price_version_id)
            for a, b in without(start, end, pauses)
        ]
    return found


def without(start: date, end: date, pauses: Collection[Days]) -> Iterator[tuple[date, date]]:
    """[start, end) less the pauses, in order; nothing when empty."""
    for pause in sorted(pauses):
        if pause.from_on >= end:
            break
        if start < pause.from_on:
            yield start, pause.from_on
        start = max(start, pause.until_on or end)
    if start < end:
        yield start, end
