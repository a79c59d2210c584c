"""What a subscription used so far, and what it will cost."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from cashwright.areas.contracts.models import Subscription
from cashwright.areas.controls.queries import books_today
from cashwright.areas.usage.queries import LiveUsage, live_usage
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.api.bodies import Day
from cashwright.surfaces.api.calling import entity_of, needs
from cashwright.surfaces.api.schemas import DayUsed, GroupUsed, MeterUsed, Usage


def add_to(router: Router, problems: dict[int, Any]) -> None:
    """Add the operation."""
    router.get(
        "/subscriptions/{reference}/usage", response={200: Usage, **problems},
        operation_id="getUsage", summary="Usage of the running period",
    )(needs("usage.read")(used))  # fmt: skip


def used(
    request: HttpRequest,
    reference: Annotated[str, Path(min_length=1, max_length=80)],
    on: Annotated[Day | None, Query()] = None,
    entity: Annotated[str | None, Query(max_length=12)] = None,
) -> Usage:
    """Quantities by meter and day of the period a day lies in, what they cost, and what they will."""
    whose = entity_of(request, entity)
    found = (
        Subscription.objects.filter(entity=whose, reference=reference)
        .select_related("entity", "contract")
        .first()
    )
    if found is None:
        raise NotFound(document="subscription", id=reference)
    day = on or books_today(whose.zone)
    return _told(found, day, live_usage(found, on=day, known_at=now()))


def _told(subscription: Subscription, on: date, live: LiveUsage) -> Usage:
    meters = [
        MeterUsed(
            code=m.code, name=m.name, unit_name=m.unit_name, aggregation=str(m.aggregation),
            quantity_e6=m.so_far_e6, event_count=m.event_count, projected_e6=m.projected_e6,
            amount_minor=m.amount_minor, projected_minor=m.projected_minor,
            days=[DayUsed(on=day.isoformat(), quantity_e6=size) for day, size in m.days],
            groups=[GroupUsed(value=value, quantity_e6=size) for value, size in m.groups],
        )
        for m in live.meters
    ]  # fmt: skip
    return Usage(
        subscription=subscription.reference, from_on=live.from_on.isoformat(),
        until_on=live.until_on.isoformat(), as_of=on.isoformat(), currency=live.currency,
        amount_minor=live.amount_minor, projected_minor=live.projected_minor, meters=meters,
    )  # fmt: skip
