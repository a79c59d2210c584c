"""How good is the matching: the four numbers, by way of finding, how well it knows itself, how far it may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.cash.queries import Quality, quality
from cashwright.areas.cash.queries.quality import Share
from cashwright.areas.cash.rules.shares import wilson
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.charts import Figure, Told, calibration
from cashwright.surfaces.console.formats import count_text, day_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.cash.autonomy import places_of, what_if
from cashwright.surfaces.console.screens.cash.proposals import lane_words
from cashwright.surfaces.console.screens.cash.scope import queue_url

SPANS = (30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Number:
    """One of the four: what it is, how it reads, of how many, and the lines behind it."""

    name: str
    value: str
    note: str
    hint: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One way of finding."""

    words: str
    applied: int
    undone: int
    right: str
    url: str
    undone_url: str


@page(permission="payments.read", section="cash_queue")
def cash_quality(request: HttpRequest) -> HttpResponse:
    """The quality of one company's matching over a span of days up to the frame's."""
    frame = frame_of(request)
    entity = company(request)
    days = _days(request.GET.get("days", ""))
    since = frame.as_of - timedelta(days=days)
    context: dict[str, Any] = {
        "title": "How good is the matching?", "entity": entity, "days": days,
        "spans": [(span, span == days) for span in SPANS], "since": since,
        "companies": whole_entities(request, "payments.read"),
        "crumbs": [("Review queue", queue_url(request)), ("How good is it?", "")],
    }  # fmt: skip
    if entity is not None:
        found = quality(entity.pk, since, frame.as_of)
        context |= {
            "numbers": _numbers(frame, entity, since, found), "lanes": _lanes(frame, entity, since, found),
            "plot": _chart(frame, entity, since, found), "found": found,
            "places": places_of(entity, frame.as_of), "what_ifs": what_if(entity.pk, since, frame.as_of),
            "may_set": may(request, "policies.edit"),
        }  # fmt: skip
    return render(request, "console/cash/quality.html", context)


def company(request: HttpRequest) -> LegalEntity | None:
    """The company the page is about: the one that is named, else the first. Raises NotFound."""
    entities = whole_entities(request, "payments.read")
    code = request.GET.get("of", "")
    if not code:
        return entities[0] if entities else None
    found = next((each for each in entities if each.code == code), None)
    if found is None:
        raise NotFound(document="legal entity", id=code[:12])
    return found


def _days(text: str) -> int:
    return int(text) if text in {str(span) for span in SPANS} else 90


def percent(share: Share) -> str:
    """A share in percent with two digits, never rounded up; a dash of nothing."""
    if share.ppm is None:
        return "–"
    return f"{share.ppm // 10_000}.{share.ppm % 10_000 // 100:02d} %"


def _link(frame: Frame, entity: LegalEntity, since: date, **more: str) -> str:
    kept = {
        "entity": entity.code,
        "booked_from": since.isoformat(),
        "booked_to": frame.as_of.isoformat(),
    }
    return frame.link("console:bank_lines", **(kept | more))


def _numbers(frame: Frame, entity: LegalEntity, since: date, found: Quality) -> list[Number]:
    def number(name: str, share: Share, of: str, hint: str, measured: str = "") -> Number:
        note = f"{count_text(share.part)} of {count_text(share.whole)} {of}"
        url = _link(frame, entity, since, measured=measured) if measured and share.whole else ""
        return Number(name, percent(share), note, hint, url)

    return [
        number("Lines by themselves", found.payment_rate, "lines",
               "Bank lines that brought customers' money and were applied without anybody.", "own"),
        number("Invoices by themselves", found.line_rate, "invoices",
               "Of the invoices that lines settled, those settled without anybody."),
        number("Precision", found.precision, interval(found.precision),
               "Of what was applied by itself, what nobody took back.", "right"),
        number("Straight through", found.straight_through, "lines",
               "Applied by itself and not taken back within thirty days, of all lines.", "straight"),
    ]  # fmt: skip


def interval(share: Share) -> str:
    """How far the true share may be from the counted one."""
    if not share.whole:
        return "lines"
    low = int(wilson(share.part, share.whole)[0] * 1_000_000)
    return f"lines; at least {low // 10_000}.{low % 10_000 // 100:02d} % with 95 % certainty"


def _lanes(frame: Frame, entity: LegalEntity, since: date, found: Quality) -> list[LaneRow]:
    return [
        LaneRow(
            lane_words(each.lane), each.applied, each.undone,
            percent(Share(each.applied - each.undone, each.applied)),
            _link(frame, entity, since, measured="own", lane=each.lane),
            _link(frame, entity, since, measured="undone", lane=each.lane) if each.undone else "",
        )
        for each in found.lanes
    ]  # fmt: skip


def _chart(frame: Frame, entity: LegalEntity, since: date, found: Quality) -> Figure | None:
    """Said against right; None while nothing was decided."""
    if not found.bins:
        return None
    told = [
        Told(
            tenth, each.said_ppm, each.decided, each.right,
            _link(frame, entity, since, said=str(tenth)),
        )
        for each in found.bins
        for tenth in [min(9, each.said_ppm // 100_000)]
    ]  # fmt: skip
    error = calibration_error_ppm(told)
    text = (
        f"On average what was said and what came true differ by {error // 10_000}."
        f"{error % 10_000 // 100:02d} percentage points since {day_text(since)}."
    )
    return calibration("Said against right", told, text=text)


def calibration_error_ppm(told: Sequence[Told]) -> int:
    """The mean distance of what was said from what came true, weighed by how often it was said."""
    decided = sum(each.decided for each in told)
    return sum(abs(each.said_ppm - each.right_ppm) * each.decided for each in told) // max(
        decided, 1
    )
