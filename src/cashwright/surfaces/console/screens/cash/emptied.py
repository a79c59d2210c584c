"""What an empty queue tells: how much of the last thirty days was matched without anybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest

from cashwright.areas.cash.queries import quality
from cashwright.surfaces.console.charts import Bar, Figure, bars
from cashwright.surfaces.console.formats import count_text
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.screens.cash.proposals import lane_words

DAYS = 30


@dataclass(frozen=True, slots=True)
class Emptied:
    """`words` when there were lines at all; the chart shows how they were matched."""

    words: str
    chart: Figure | None


def emptied(request: HttpRequest) -> Emptied:
    """The last thirty days, up to the frame's day, of every company in it."""
    frame = frame_of(request)
    from_on = frame.as_of - timedelta(days=DAYS)
    found = [quality(entity_id, from_on, frame.as_of) for entity_id in frame.entity_ids]
    own, whole = sum(q.payment_rate.part for q in found), sum(q.payment_rate.whole for q in found)
    if not whole:
        return Emptied("", None)
    lanes: Counter[str] = Counter()
    for each in found:
        for lane in each.lanes:
            lanes[lane.lane] += lane.applied
    words = f"Everything matched: {count_text(own)} of {count_text(whole)} automatically"
    rows = [Bar(lane_words(lane), n, count_text(n)) for lane, n in lanes.most_common()]
    if whole > own:
        rows.append(Bar("By people", whole - own, count_text(whole - own)))
    chart = bars(
        "How the last thirty days were matched", rows, text=f"{words}.", of="How", value="Lines"
    )
    return Emptied(words, chart)
