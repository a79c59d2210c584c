"""What one subscription used in the period that runs, day by day, and what it costs so far."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.usage.models import Event
from cashwright.areas.usage.queries import LiveMeter, LiveUsage, live_usage
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.local_days import bounds_of_day, start_of_day
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.books.pricing import AGGREGATIONS, quantity_text
from cashwright.surfaces.console.charts import Bar, Figure, bars
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.usage.listing import metered

EVENTS_SHOWN = 50
_ADDS_UP = (Aggregation.SUM, Aggregation.COUNT)


@page(permission="usage.read", section="usage")
def usage(request: HttpRequest, public: str) -> HttpResponse:
    """Live usage; `?day=` and `?meter=` narrow the events below to those of one bar."""
    frame = frame_of(request)
    shown = _one(request, public)
    live = _live(shown, frame.as_of)
    day = _day(request.GET.get("day", ""))
    code = request.GET.get("meter", "")
    context = {
        "subscription": shown, "public": public, "title": shown.name, "live": live,
        "meters": [_meter(meter, public, frame) for meter in live.meters] if live else [],
        "events": _events(shown, day, code), "day": day, "meter_code": code,
        "may_see_contract": may(request, "contracts.read"), "may_take": may(request, "usage.take"),
        "crumbs": [("Usage", frame.link("console:usage")), (shown.name, "")],
    }  # fmt: skip
    return render(request, "console/usage/one.html", context)


def _one(request: HttpRequest, public: str) -> Subscription:
    rows = metered(request).select_related("contract", "customer", "entity")
    found = rows.filter(pk=parse_public_id(Subscription.PREFIX, public)).first()
    if found is None:
        raise NotFound(document="metered subscription", id=public[:40])
    return found


def _live(shown: Subscription, on: date) -> LiveUsage | None:
    """The period that runs; None when none does."""
    try:
        return live_usage(shown, on=on, known_at=bounds_of_day(on, shown.entity.zone)[1])
    except NotFound:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _meter(meter: LiveMeter, public: str, frame: Frame) -> dict[str, Any]:
    return {
        "row": meter, "how": AGGREGATIONS[meter.aggregation],
        "so_far": quantity_text(meter.so_far_e6, meter.unit_name),
        "at_end": quantity_text(meter.projected_e6, meter.unit_name),
        "groups": [(value, quantity_text(size, meter.unit_name)) for value, size in meter.groups],
        "chart": _chart(meter, public, frame),
    }  # fmt: skip


def _chart(meter: LiveMeter, public: str, frame: Frame) -> Figure:
    """A bar a day, each leading to its events."""
    lines = [
        Bar(
            day_text(on).rpartition(" ")[0], quantity, quantity_text(quantity),
            frame.link("console:usage_one", public, day=on.isoformat(), meter=meter.code) + "#events",
        )
        for on, quantity in meter.days
    ]  # fmt: skip
    told = "They add up to the quantity." if meter.aggregation in _ADDS_UP else (
        f"{AGGREGATIONS[meter.aggregation]}; days do not add up."
    )  # fmt: skip
    return bars(
        f"{meter.name} by day", lines, text=told, of="Day", value=meter.unit_name.capitalize()
    )


def _events(shown: Subscription, day: date | None, code: str) -> list[Event]:
    """The latest events, or those of one day and meter."""
    rows = Event.objects.filter(subscription=shown).select_related("meter")
    if code:
        rows = rows.filter(meter__code=code)
    if day is not None:
        zone = shown.entity.zone
        after = date.fromordinal(day.toordinal() + 1)
        rows = rows.filter(
            occurred_at__gte=start_of_day(day, zone), occurred_at__lt=start_of_day(after, zone)
        )
    return list(rows.order_by("-occurred_at", "-received_at")[:EVENTS_SHOWN])
