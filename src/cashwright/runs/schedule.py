"""The day on a schedule: which companies' days are due now, by their own clocks.

Books that run on a test clock are never worked by themselves: their days pass when somebody says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.areas.controls.queries import test_clock_day
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import now
from cashwright.kernel.local_days import zone_of
from cashwright.runs.day import DAY
from cashwright.runs.models import Run
from cashwright.runs.policies import day_hour
from cashwright.runs.queries import entities_to_run
from cashwright.runs.states import RunState

PAUSE = timedelta(hours=1)  # between two tries of a day that broke off


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One company and the hour of its own clock from which its day is run by itself."""

    entity: LegalEntity
    hour: int


def scheduled() -> list[Scheduled]:
    """The companies whose day is run by itself, by code; none on a test clock."""
    if test_clock_day() is not None:
        return []
    hours = [(e, day_hour(entity_id=e.pk, on=_local(e)[0])) for e in entities_to_run()]
    return [Scheduled(entity, hour) for entity, hour in hours if hour is not None]


def due() -> list[tuple[LegalEntity, date]]:
    """Whose day is to be run now, and which: its hour has come and it is neither done nor at work."""
    found = []
    for each in scheduled():
        on, hour = _local(each.entity)
        if hour >= each.hour and not _is_settled(each.entity, on):
            found.append((each.entity, on))
    return found


def _local(entity: LegalEntity) -> tuple[date, int]:
    """The date and hour on the wall where the company is."""
    there = now().astimezone(zone_of(entity.zone))
    return there.date(), there.hour


def _is_settled(entity: LegalEntity, on: date) -> bool:
    """Done, or broken off less than an hour ago; one that is merely `running` may have been killed."""
    latest = Run.objects.filter(kind=DAY, entity=entity, as_of=on).order_by("-round_no").first()
    if latest is None or latest.state == RunState.RUNNING:
        return False
    failed_at = latest.finished_at if latest.state == RunState.FAILED else None
    return failed_at is None or now() - failed_at < PAUSE
