"""Which days a run bills, and in which portions of customers it is read and planned."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import Q

from cashwright.areas.contracts.models import Subscription
from cashwright.areas.parties.models import LegalEntity
from cashwright.runs.bill.facts import Slab, Window
from cashwright.runs.models import Run
from cashwright.runs.states import RunState

BILL = "bill"
KINDS = (BILL, "day")  # a day bills too
# A run stands at the noon of its day, changes are recorded by the machine's time of day.
_A_DAY = timedelta(days=1)
SLAB = 250_000  # subscriptions read and planned at once: what bounds the memory of a run


def window_of(entity: LegalEntity, on: date, own: Run | None = None) -> Window:
    """What is looked at: the days since the last run that was done, other than `own`."""
    done = Run.objects.filter(Q(kind__in=KINDS), entity_id=entity.pk, state=RunState.DONE)
    if own is not None:
        done = done.exclude(pk=own.pk)
    last = done.order_by("-as_of", "-started_at").values_list("as_of", "started_at").first()
    if last is None:
        never = datetime.min.replace(tzinfo=UTC)
        return Window(entity.pk, entity.zone, on, date.min, never)
    since, began = last
    return Window(entity.pk, entity.zone, on, since, began - _A_DAY)


def slabs(entity_id: UUID, buckets: int, at_least: int = 1) -> list[Slab]:
    """All buckets, in as few slabs as the memory allows."""
    count = Subscription.objects.filter(entity_id=entity_id).count()
    parts = min(buckets, max(at_least, -(-count // SLAB)))
    edges = [buckets * n // parts for n in range(parts + 1)]
    return [Slab(a, b - 1, buckets) for a, b in pairwise(edges)]
