"""Office time: when a step is due, and how long each team has had a case.

Words: *office minutes* are those between opening and closing, by the company's clock, on the
business days of its calendar. A step's clock stops when the next step begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cashwright.areas.disputes.states import CLOSED
from cashwright.kernel.business_days import is_business_day
from cashwright.kernel.local_days import local_date, zone_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Office:
    """When a company is at work: `place` is its calendar (see kernel.business_days)."""

    zone: str
    place: str
    opens_at: int = 9
    closes_at: int = 17

    def hours_on(self, on: date) -> tuple[datetime, datetime] | None:
        """The office hours of a day as instants; None on a day off."""
        if not is_business_day(on, self.place):
            return None
        return self._instant(on, self.opens_at), self._instant(on, self.closes_at)

    def _instant(self, on: date, hour: int) -> datetime:
        day, hour = (on + _DAY, 0) if hour == 24 else (on, hour)
        return datetime.combine(day, time(hour), tzinfo=zone_of(self.zone)).astimezone(UTC)


def due_at(from_at: datetime, minutes: int, office: Office) -> datetime:
    """The instant `minutes` office minutes after `from_at`, which may lie outside office hours."""
    assert minutes > 0
    on, left = local_date(from_at, office.zone), timedelta(minutes=minutes)
    while True:
        hours = office.hours_on(on)
        if hours is not None:
            start = max(from_at, hours[0])
            if hours[1] - start >= left:
                return start + left
            left -= max(hours[1] - start, timedelta())
        on += _DAY


def office_minutes(from_at: datetime, until_at: datetime, office: Office) -> int:
    """How many whole office minutes lie between two instants; 0 when they are the wrong way round."""
    on, last = local_date(from_at, office.zone), local_date(until_at, office.zone)
    spent = timedelta()
    while on <= last:
        hours = office.hours_on(on)
        if hours is not None:
            spent += max(min(until_at, hours[1]) - max(from_at, hours[0]), timedelta())
        on += _DAY
    return int(spent // timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Step:
    """From `at` a case was in `state`, with `department` and `owner`."""

    at: datetime
    state: str
    department: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """Office minutes one holder had a case: a team, or "customer" while we waited for them."""

    holder: str
    minutes: int


CUSTOMER = "customer"


def time_by_holder(steps: Sequence[Step], until_at: datetime, office: Office) -> tuple[Spent, ...]:
    """How long each team had the case up to `until_at`, in the order they first got it.

    steps  in order; a closed state ends the counting
    """
    found: dict[str, int] = {}
    ends = [*(step.at for step in steps[1:]), until_at]
    for step, end in zip(steps, ends, strict=True):
        if step.state in CLOSED:
            break
        holder = CUSTOMER if step.state == "waiting_customer" else step.department
        spent = office_minutes(step.at, min(end, until_at), office)
        found[holder] = found.get(holder, 0) + spent
    return tuple(Spent(holder, minutes) for holder, minutes in found.items())
