"""Said against right: a column for each tenth of confidence, as high as it came true, with a mark where it said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cashwright.surfaces.console.charts.markup import WIDE, Figure, element, joined, linked

HEIGHT = 200
_TENTHS = 10
_SLOT = WIDE // _TENTHS
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """Proposals of one tenth: said to be right with about `said_ppm`, `right` of `decided` were."""

    tenth: int
    said_ppm: int
    decided: int
    right: int
    url: str = ""

    @property
    def right_ppm(self) -> int:
        return self.right * _ALL // self.decided

    @property
    def label(self) -> str:
        return f"{self.tenth * 10} to {self.tenth * 10 + 10} %"


def calibration(title: str, told: Sequence[Told], *, text: str = "") -> Figure:
    """The columns of the tenths that were said at all; each opens its lines."""
    assert all(0 <= each.tenth < _TENTHS and each.decided > 0 for each in told)
    grid = [
        element("path", d=f"M0 {HEIGHT * at // 4}H{WIDE}", class_="grid-line") for at in range(5)
    ]
    picture = element(
        "svg", joined([*grid, *(_column(each) for each in told)]), viewBox=f"0 0 {WIDE} {HEIGHT}",
        preserveAspectRatio="none", role="group", aria_label=f"{title}. {text}", class_="line-svg",
    )  # fmt: skip
    axis = joined(element("span", f"{at} %") for at in (100, 75, 50, 25, 0))
    below = joined(element("span", f"{at * 10} %") for at in range(0, _TENTHS + 1, 2))
    plot = element(
        "div", element("div", axis, class_="axis-y", aria_hidden="true"), picture,
        element("div", below, class_="axis-x", aria_hidden="true"), class_="plot",
    )  # fmt: skip
    rows = [
        [each.label, _percent(each.said_ppm), _percent(each.right_ppm), linked(str(each.decided), each.url)]
        for each in told
    ]  # fmt: skip
    legend = [("bar", "came true"), ("line-1", "was said")]
    return Figure(title, text, plot, legend, ["Confidence", "Said", "Came true", "Decided"], rows)


def _percent(ppm: int) -> str:
    return f"{ppm // 10_000}.{ppm % 10_000 // 1_000} %"


def _column(each: Told) -> SafeString:
    words = (
        f"{each.label}: {_percent(each.right_ppm)} of {each.decided} came true,"
        f" {_percent(each.said_ppm)} was said"
    )
    left, high = each.tenth * _SLOT + 12, max(2, each.right_ppm * HEIGHT // _ALL)
    said = HEIGHT - each.said_ppm * HEIGHT // _ALL
    drawn = joined(
        [
            element("title", words),
            element("rect", x=left, y=HEIGHT - high, width=_SLOT - 24, height=high, class_="bar"),
            element("path", d=f"M{left - 8} {said}H{left + _SLOT - 16}", class_="line line-1"),
        ]
    )
    return element("a", drawn, href=each.url, aria_label=words) if each.url else element("g", drawn)
