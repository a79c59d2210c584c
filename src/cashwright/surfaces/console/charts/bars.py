"""Bars: stacked (aging by currency or segment), plain, and the progress of one number.

Amounts are integers of one unit per bar (minor units of one currency); `text` is how they read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cashwright.surfaces.console.charts.markup import WIDE, Figure, element, extent, joined, linked

HEIGHT = 30
PRESSABLE = 40  # drawing units: narrower parts are pressed in the table twin instead


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a stacked bar. `amount` >= 0."""

    amount: int
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """One stacked bar: a label, a part per series, and the total in words."""

    label: str
    parts: Sequence[Part]
    total: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One plain bar. `amount` >= 0; `note` stands beside the label."""

    label: str
    amount: int
    text: str
    url: str = ""
    note: str = ""


def _part(part: Part, kind: str, words: str, left: int, width: int) -> SafeString:
    shape = element(
        "rect",
        element("title", words),
        x=left,
        y=0,
        width=max(width - 2, 1),
        height=HEIGHT,
        class_=kind,
    )
    if not part.url or width < PRESSABLE:
        return shape
    return element("a", shape, href=part.url, aria_label=words)


def _stack(stack: Stack, series: Sequence[str], whole: int) -> SafeString:
    drawn, left = [], 0
    for number, (part, name) in enumerate(zip(stack.parts, series, strict=True)):
        width = extent(part.amount, whole)
        if width:
            drawn.append(
                _part(part, f"s{number}", f"{stack.label}, {name}: {part.text}", left, width)
            )
        left += width
    picture = element(
        "svg",
        joined(drawn),
        viewBox=f"0 0 {max(WIDE, left)} {HEIGHT}",
        preserveAspectRatio="none",
        role="group",
        aria_label=f"{stack.label}: {stack.total}",
        class_="bar-svg",
    )
    label = element("span", linked(stack.label, stack.url), class_="bar-label")
    return element(
        "div", label, picture, element("span", stack.total, class_="bar-value"), class_="bar-row"
    )


def stacked_bars(
    title: str,
    series: Sequence[str],
    stacks: Sequence[Stack],
    *,
    text: str = "",
    of: str = "",
    is_one_scale: bool = False,
) -> Figure:
    """Stacked bars, one under the other.

    series        the names of the parts, at most six, in the order of `Stack.parts`
    of            the head of the first column of the table: Currency, Segment
    is_one_scale  whether bars share a scale; leave it off where units differ (currencies)
    """
    assert len(series) <= 6, "six series are what colors can tell apart"
    assert all(part.amount >= 0 for stack in stacks for part in stack.parts)
    sizes = [sum(part.amount for part in stack.parts) for stack in stacks]
    most = max(sizes, default=0)
    drawn = joined(
        _stack(stack, series, most if is_one_scale else size)
        for stack, size in zip(stacks, sizes, strict=True)
    )
    rows = [
        [stack.label, *(linked(p.text, p.url) for p in stack.parts), linked(stack.total, stack.url)]
        for stack in stacks
    ]
    return Figure(
        title,
        text,
        element("div", drawn, class_="bars"),
        [(f"s{number}", name) for number, name in enumerate(series)],
        [of or "", *series, "Total"],
        rows,
    )


def bars(
    title: str, lines: Sequence[Bar], *, text: str = "", of: str = "", value: str = ""
) -> Figure:
    """Plain bars on one scale, in the order given."""
    most = max((bar.amount for bar in lines), default=0)
    drawn = []
    for bar in lines:
        width = extent(bar.amount, most)
        shape = element("rect", x=0, y=0, width=width, height=HEIGHT, class_="bar")
        picture = element(
            "svg",
            element("rect", x=0, y=0, width=WIDE, height=HEIGHT, class_="track"),
            shape,
            viewBox=f"0 0 {WIDE} {HEIGHT}",
            preserveAspectRatio="none",
            aria_hidden="true",
            focusable="false",
            class_="bar-svg thin",
        )
        note = element("span", bar.note, class_="bar-note") if bar.note else ""
        label = element("span", linked(bar.label, bar.url), note, class_="bar-label")
        amount = element("span", bar.text, class_="bar-value")
        drawn.append(element("div", label, picture, amount, class_="bar-row"))
    rows = [[bar.label, linked(bar.text, bar.url)] for bar in lines]
    return Figure(title, text, element("div", joined(drawn), class_="bars"), [], [of, value], rows)


def progress(label: str, done: int, whole: int, text: str) -> SafeString:
    """How much of `whole` is `done`, as a bar with its words beside it."""
    bar = element("progress", text, value=min(done, whole), max=max(whole, 1), aria_label=label)
    return element("div", bar, element("span", text, class_="progress-text"), class_="progress-row")
