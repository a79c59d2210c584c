"""A strip: one bar for each thing in turn, the higher the worse, each a link to what it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cashwright.surfaces.console.charts.markup import Figure, element, joined, linked

STEP, GAP = 28, 4  # wide enough to press: 24 of each step is bar
HEIGHT = 64
LEVELS = 5


@dataclass(frozen=True, slots=True)
class Tick:
    """One bar: `level` 1 to 5 is its height, `kind` its class, `words` what it says."""

    label: str
    level: int
    kind: str
    words: str
    url: str


def strip(
    title: str, ticks: Sequence[Tick], *, text: str, legend: Sequence[tuple[str, str]],
    head: Sequence[str],
) -> Figure:  # fmt: skip
    """The bars in their order, on one ground line; at most as wide as they need to be pressed."""
    assert all(1 <= tick.level <= LEVELS for tick in ticks)
    drawn = joined(_bar(number, tick) for number, tick in enumerate(ticks))
    width = STEP * len(ticks)
    picture = element(
        "svg", drawn, viewBox=f"0 0 {width} {HEIGHT}", width=width, height=HEIGHT, role="group",
        aria_label=f"{title}. {text}", class_="strip-svg",
    )  # fmt: skip
    scroll = element(
        "div", picture, class_="strip-scroll", tabindex="0", role="region", aria_label=title
    )
    rows = [[linked(tick.label, tick.url), tick.words] for tick in ticks]
    return Figure(title, text, scroll, legend, head, rows)


def _bar(number: int, tick: Tick) -> SafeString:
    height = HEIGHT * tick.level // LEVELS
    # The whole column is pressed, not the drawn part alone: a bar of one step is too low for a finger.
    column = element(
        "rect", x=STEP * number, y=0, width=STEP - GAP, height=HEIGHT, class_="strip-column"
    )
    shape = element(
        "rect", element("title", f"{tick.label}: {tick.words}"), x=STEP * number, y=HEIGHT - height,
        width=STEP - GAP, height=height, rx=3, class_=tick.kind,
    )  # fmt: skip
    return element("a", column, shape, href=tick.url, aria_label=f"{tick.label}: {tick.words}")
