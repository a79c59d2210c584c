"""Jobs of runs: the day, when its hour has come; worklists kept current; mail that waited.

Twice does nothing: while a company's day waits in the queue it is not queued again, a day that is
done stays as it is, and of two at once the second waits for the first.
"""

from contextlib import suppress
from datetime import date
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from cashwright.areas.parties.models import LegalEntity
from cashwright.runs.day import run_day
from cashwright.runs.keep_worklists import keep_worklists
from cashwright.runs.schedule import due
from cashwright.runs.send_waiting import send_waiting


@app.periodic(cron="*/5 * * * *")
@app.task(name="runs.days_due", queueing_lock="runs.days_due")
def days_due(timestamp: int) -> None:
    """Every five minutes: queue the day of each company whose hour has come."""
    for entity, on in due():
        key = f"runs.day {entity.pk} {on}"
        with suppress(AlreadyEnqueued):
            day.configure(queueing_lock=key, lock=key).defer(
                entity_id=str(entity.pk), on=on.isoformat()
            )


@app.task(name="runs.day")
def day(entity_id: str, on: str) -> None:
    """Run one day of one company, unless it is done."""
    run_day(LegalEntity.objects.get(pk=UUID(entity_id)), date.fromisoformat(on))


@app.periodic(cron="*/5 * * * *")
@app.task(name="runs.worklists", queueing_lock="runs.worklists")
def worklists(timestamp: int) -> None:
    """Every five minutes: worklists of another day, or too far behind for a page to follow."""
    keep_worklists()


@app.periodic(cron="2-59/5 * * * *")
@app.task(name="runs.waiting_mail", queueing_lock="runs.waiting_mail")
def waiting_mail(timestamp: int) -> None:
    """Every five minutes: what waited for its hour, and what people wrote since, goes out."""
    send_waiting()
