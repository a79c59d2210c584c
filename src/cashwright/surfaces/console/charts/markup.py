"""The few words of markup charts are made of: escaped elements and the table twin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString

WIDE = 1000  # the horizontal extent of every drawing; it is stretched to the room there is


def element(name: str, *inside: object, **attributes: object) -> SafeString:
    """One element; every value and every text not yet safe is escaped. `class_` is `class`."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value not in (None, "")
    )
    body = "".join(conditional_escape(cast("str", each)) for each in inside)
    return SafeString(f"<{name}{told}>{body}</{name}>")


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Elements one after the other."""
    return SafeString("".join(parts))


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its title, its sentence, its legend and the table that says the same.

    title   what is shown, as a heading of the figure for screen readers
    text    one sentence with the finding; read out with the drawing
    legend  (class of the series, its words)
    head    the heads of the table; cells are text or links
    """

    title: str
    text: str
    drawing: SafeString
    legend: Sequence[tuple[str, str]]
    head: Sequence[str]
    rows: Sequence[Sequence[object]]

    def __html__(self) -> str:
        keys = joined(
            element(
                "li", element("svg", _square(kind), viewBox="0 0 11 11", aria_hidden="true"), words
            )
            for kind, words in self.legend
        )
        return element(
            "figure",
            element("figcaption", self.title, ". ", self.text, class_="visually-hidden"),
            element("ul", keys, class_="legend") if self.legend else "",
            self.drawing,
            _twin(self.title, self.head, self.rows),
            class_="chart",
        )

    def __str__(self) -> str:
        return self.__html__()


def _square(kind: str) -> SafeString:
    if kind.startswith("line"):
        return element("path", d="M0 5.5h11", class_=f"line {kind}", stroke_width="3")
    return element("rect", width=11, height=11, rx=3, class_=kind)


def _twin(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> SafeString:
    """The figure's numbers as a table behind a summary."""
    heads = joined(element("th", each, scope="col") for each in head)
    lines = joined(
        element(
            "tr",
            element("th", row[0], scope="row"),
            joined(element("td", each) for each in row[1:]),
        )
        for row in rows
    )
    table = element(
        "table",
        element("caption", title, class_="visually-hidden"),
        element("thead", element("tr", heads)),
        element("tbody", lines),
    )
    scroll = element(
        "div", table, class_="twin-table", tabindex="0", role="region", aria_label=title
    )
    return element("details", element("summary", "Show as table"), scroll, class_="twin")


def linked(text: str, url: str) -> SafeString:
    """Text that opens `url`, or plain text without one."""
    return format_html('<a href="{}">{}</a>', url, text) if url else format_html("{}", text)


def extent(part: int, whole: int) -> int:
    """`part` of `whole` in drawing units; a thing that is there never vanishes."""
    if whole <= 0 or part <= 0:
        return 0
    return max(2, part * WIDE // whole)
