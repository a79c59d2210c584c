"""Lines over time: DSO, CEI, balances; and the sparkline of a tile.

Values are integers (days times ten, basis points, minor units: whatever `tick` reads) or None
for a day without a figure. The drawing is stretched to its place; strokes and dots are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cashwright.surfaces.console.charts.markup import WIDE, Figure, element, joined, linked

HEIGHT = 200
DENSE = 40  # more points than this are not drawn one by one


@dataclass(frozen=True, slots=True)
class Line:
    """One series: a value per point; `urls` open what is behind each."""

    name: str
    values: Sequence[int | None]
    urls: Sequence[str] = ()


def steps(least: int, most: int, count: int = 4) -> list[int]:
    """Round values for an axis from at most `least` to at least `most`, about `count` of them."""
    assert least <= most
    room = max(most - least, 1)
    size = 1
    while room // size > count:
        digits = size // 10 ** (len(str(size)) - 1)
        size = size * (5 if digits == 2 else 2) // (2 if digits == 2 else 1)
    low = least // size * size
    found = [low]
    while found[-1] < most or len(found) < 2:
        found.append(found[-1] + size)
    return found


def _x(at: int, count: int) -> int:
    return 0 if count < 2 else at * WIDE // (count - 1)


def _y(value: int, low: int, high: int) -> int:
    return HEIGHT - (value - low) * HEIGHT // (high - low)


def _runs(values: Sequence[int | None]) -> list[list[tuple[int, int]]]:
    """The unbroken runs of a series as (position, value)."""
    runs: list[list[tuple[int, int]]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((at, value))
    return [run for run in runs if run]


def _path(run: list[tuple[int, int]], count: int, low: int, high: int) -> str:
    return "M" + "L".join(f"{_x(at, count)} {_y(value, low, high)}" for at, value in run)


def _dot(
    line: Line, number: int, at: int, value: int, words: str, box: tuple[int, int, int]
) -> SafeString:
    count, low, high = box
    here = f"M{_x(at, count)} {_y(value, low, high)}h0"
    mark = joined(
        [
            element("title", words),
            element("path", d=here, class_="dot-reach"),
            element("path", d=here, class_=f"dot dot-{number}"),
        ]
    )
    if line.urls:
        return element("a", mark, href=line.urls[at], aria_label=words)
    return element("g", mark)


def _dots(
    line: Line,
    number: int,
    points: Sequence[str],
    tick: Callable[[int], str],
    box: tuple[int, int, int],
) -> list[SafeString]:
    """The points of a series; of a dense one only the last."""
    return [
        _dot(line, number, at, value, f"{line.name}, {points[at]}: {tick(value)}", box)
        for at, value in enumerate(line.values)
        if value is not None and (len(points) <= DENSE or at == len(points) - 1)
    ]


def time_series(
    title: str,
    points: Sequence[str],
    lines: Sequence[Line],
    tick: Callable[[int], str],
    *,
    text: str = "",
    of: str = "Day",
    from_zero: bool = False,
) -> Figure:
    """Lines over the same points, at most three.

    points     the words of each point in time, oldest first
    tick       how a value reads, on the axis, on a point and in the table
    from_zero  whether the axis must start at zero
    """
    assert 0 < len(lines) <= 3, "three lines are what strokes can tell apart"
    assert all(len(line.values) == len(points) for line in lines)
    known = [value for line in lines for value in line.values if value is not None]
    marks = steps(min([*known, *([0] if from_zero else [])], default=0), max(known, default=1))
    low, high, count = marks[0], marks[-1], len(points)
    drawn = [
        element("path", d=f"M0 {_y(mark, low, high)}H{WIDE}", class_="grid-line") for mark in marks
    ]
    box = (count, low, high)
    drawn += [
        element("path", d=_path(run, *box), class_=f"line line-{number}")
        for number, line in enumerate(lines)
        for run in _runs(line.values)
    ]
    for number, line in enumerate(lines):
        drawn += _dots(line, number, points, tick, box)
    picture = element(
        "svg",
        joined(drawn),
        viewBox=f"0 0 {WIDE} {HEIGHT}",
        preserveAspectRatio="none",
        role="group",
        aria_label=f"{title}. {text}",
        class_="line-svg",
    )
    axis = joined(element("span", tick(mark)) for mark in reversed(marks))
    shown = [points[at] for at in spread(count)]
    plot = element(
        "div",
        element("div", axis, class_="axis-y", aria_hidden="true"),
        picture,
        element(
            "div", joined(element("span", p) for p in shown), class_="axis-x", aria_hidden="true"
        ),
        class_="plot",
    )
    rows = [[point, *(_cell(line, at, tick) for line in lines)] for at, point in enumerate(points)]
    legend = [(f"line-{n}", line.name) for n, line in enumerate(lines)] if len(lines) > 1 else []
    return Figure(title, text, plot, legend, [of, *(line.name for line in lines)], rows)


def _cell(line: Line, at: int, tick: Callable[[int], str]) -> object:
    value = line.values[at]
    if value is None:
        return "–"
    return linked(tick(value), line.urls[at] if line.urls else "")


def spread(count: int, most: int = 6) -> list[int]:
    """Up to `most` positions spread evenly from the first to the last."""
    if count <= most:
        return list(range(count))
    return [at * (count - 1) // (most - 1) for at in range(most)]


def sparkline(values: Sequence[int], label: str) -> SafeString:
    """The shape of a series without axes; `label` says what it shows."""
    if len(values) < 2:
        return SafeString("")
    low, high = min(values), max(values)
    high = high if high > low else low + 1
    path = _path(list(enumerate(values)), len(values), low, high)
    area = f"{path}L{WIDE} {HEIGHT}L0 {HEIGHT}Z"
    return element(
        "svg",
        element("path", d=area, class_="area"),
        element("path", d=path, class_="line"),
        viewBox=f"0 -8 {WIDE} {HEIGHT + 16}",
        preserveAspectRatio="none",
        role="img",
        aria_label=label,
        class_="spark",
    )
