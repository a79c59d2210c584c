"""Mail between two days: what waited for its hour, was put off by a server, or was written by a person since.

It asks the same questions as the day's own sending and may run beside it: messages are locked while
they are handed over, so each goes out once. Books on a test clock whose mail stays on this machine
live by their days alone.
"""

from cashwright.areas.controls.queries import books_today, test_clock_day
from cashwright.areas.messaging.queries import entities_waiting
from cashwright.areas.messaging.services import sends_by_the_machines_clock, sweep_lost
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import SystemClock
from cashwright.runs.deliver import deliver_once
from cashwright.runs.harness import Tally

BY = Actor.rule("runs.send_waiting")


def send_waiting() -> dict[str, Tally]:
    """Send what is due now, for each company that has any; what came of it by the company's code.

    repeat  a second call sends nothing more
    """
    if test_clock_day() is not None and not sends_by_the_machines_clock():
        return {}
    sweep_lost(by=BY)
    ids = entities_waiting(at=SystemClock().now())
    return {
        entity.code: deliver_once(entity_id=entity.pk, on=books_today(entity.zone), by=BY)
        for entity in LegalEntity.objects.filter(pk__in=ids).order_by("code")
    }
