"""Columns over days: parts stacked on one another, each column one link; the table twin says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cashwright.surfaces.console.charts.lines import spread, steps
from cashwright.surfaces.console.charts.markup import WIDE, Figure, element, joined, linked

HEIGHT = 200


@dataclass(frozen=True, slots=True)
class Column:
    """One day. `counts` are plain numbers, one for each series; `url` opens what is behind them."""

    label: str
    counts: Sequence[int]
    url: str = ""


def columns(
    title: str, series: Sequence[str], shown: Sequence[Column], *, text: str = "", of: str = ""
) -> Figure:
    """Columns side by side, in the order given; at most six series."""
    assert shown, "a figure shows something"
    assert len(series) <= 6, "six series are what colors can tell apart"
    most = max(sum(one.counts) for one in shown)
    marks = steps(0, max(most, 1))
    slot = WIDE // len(shown)
    grid = [
        element("path", d=f"M0 {HEIGHT - HEIGHT * mark // marks[-1]}H{WIDE}", class_="grid-line")
        for mark in marks
    ]
    drawn = [_column(one, series, at * slot, slot, marks[-1]) for at, one in enumerate(shown)]
    picture = element(
        "svg", joined([*grid, *drawn]), viewBox=f"0 0 {WIDE} {HEIGHT}", preserveAspectRatio="none",
        role="group", aria_label=f"{title}. {text}", class_="line-svg columns-svg",
    )  # fmt: skip
    axis = joined(element("span", str(mark)) for mark in reversed(marks))
    below = joined(element("span", shown[at].label) for at in spread(len(shown)))
    plot = element(
        "div", element("div", axis, class_="axis-y", aria_hidden="true"), picture,
        element("div", below, class_="axis-x", aria_hidden="true"), class_="plot",
    )  # fmt: skip
    rows = [
        [one.label, *(str(count) for count in one.counts), linked(str(sum(one.counts)), one.url)]
        for one in shown
        if any(one.counts)
    ]
    legend = [(f"s{number}", name) for number, name in enumerate(series)]
    return Figure(title, text, plot, legend, [of, *series, "In all"], rows)


def _column(one: Column, series: Sequence[str], left: int, slot: int, high: int) -> SafeString:
    told = ", ".join(
        f"{count} {name.lower()}" for count, name in zip(one.counts, series, strict=True) if count
    )
    words, top, parts = f"{one.label}: {told}", HEIGHT, []
    for number, count in enumerate(one.counts):
        size = max(2, HEIGHT * count // high) if count else 0
        top -= size
        if size:
            parts.append(
                element(
                    "rect",
                    x=left + slot // 8,
                    y=top,
                    width=max(slot * 3 // 4, 1),
                    height=size,
                    class_=f"s{number}",
                )
            )
    drawn = joined([element("title", words), *parts])
    return element("a", drawn, href=one.url, aria_label=words) if one.url else element("g", drawn)
