"""Charts: widths that tell the truth, links, text that stays text, and a table that says the same."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.surfaces.console.charts import (
    Bar,
    Figure,
    Line,
    Part,
    Stack,
    bars,
    progress,
    sparkline,
    stacked_bars,
    steps,
    time_series,
)

HOSTILE = '<script>"&'


def _parsed(drawn: object) -> Element:
    """The markup as a tree; fails when it is not well-formed."""
    return fromstring(str(drawn))


def _stacked(*amounts: int, label: str = "EUR") -> Figure:
    parts = [Part(a, f"{a} €", f"/?n={n}") for n, a in enumerate(amounts)]
    return stacked_bars("Aging", [f"b{n}" for n in range(len(amounts))],
                        [Stack(label, parts, f"{sum(amounts)} €", "/all")], of="Currency")  # fmt: skip


def test_the_parts_of_a_bar_are_as_wide_as_their_share() -> None:
    widths = [
        int(r.get("width", 0)) for r in _parsed(_stacked(500, 300, 200)).iter("rect") if r.get("x")
    ]
    assert widths == [498, 298, 198]  # a hair of ground between neighbors


def test_every_part_of_a_bar_opens_its_rows_and_says_what_it_is() -> None:
    links = list(_parsed(_stacked(500, 300, 200)).find(".//svg[@role='group']"))  # type: ignore[arg-type]
    assert [a.get("href") for a in links] == ["/?n=0", "/?n=1", "/?n=2"]
    assert links[1].get("aria-label") == "EUR, b1: 300 €"


def test_a_part_too_narrow_to_press_is_pressed_in_the_table() -> None:
    figure = _parsed(_stacked(10_000, 1))
    drawing = figure.find(".//svg[@role='group']")
    assert drawing is not None
    assert [a.get("href") for a in drawing.iter("a")] == ["/?n=0"]
    table = figure.find(".//table")
    assert table is not None
    assert [a.get("href") for a in table.iter("a")] == ["/?n=0", "/?n=1", "/all"]


def test_nothing_is_drawn_for_nothing_and_a_cent_never_vanishes() -> None:
    tree = _parsed(_stacked(10**12, 0, 1))
    kinds = [r.get("class") for r in tree.iter("rect") if r.get("x")]
    assert kinds == ["s0", "s2"]
    assert "0 €" in str(_stacked(0, 0))


@given(st.lists(st.integers(0, 10**15), min_size=1, max_size=6))
def test_the_table_beside_a_bar_holds_every_number(amounts: list[int]) -> None:
    row = _parsed(_stacked(*amounts)).find(".//tbody/tr")
    assert row is not None
    cells = ["".join(td.itertext()) for td in row.iter("td")]
    assert cells == [f"{a} €" for a in [*amounts, sum(amounts)]]


def test_bars_on_one_scale_compare_with_each_other() -> None:
    figure = stacked_bars(
        "Segments", ["all"],
        [Stack("A", [Part(100, "100")], "100"), Stack("B", [Part(50, "50")], "50")], is_one_scale=True,
    )  # fmt: skip
    widths = [int(r.get("width", 0)) for r in _parsed(figure).iter("rect") if r.get("x")]
    assert widths == [998, 498]


def test_names_of_customers_stay_text() -> None:
    drawn = str(bars(HOSTILE, [Bar(HOSTILE, 5, HOSTILE, '/?q="><script>', HOSTILE)], of=HOSTILE))
    assert "<script" not in drawn
    assert _parsed(drawn).find(".//caption") is not None
    drawn = str(_stacked(1, label=HOSTILE)) + str(sparkline([1, 2], HOSTILE))
    assert "<script" not in drawn


def test_charts_carry_no_style_and_no_script() -> None:
    line = time_series("DSO", ["Jan", "Feb"], [Line("DSO", [1, 2])], str)
    for drawn in (_stacked(1, 2), line, sparkline([1, 2], "x"), progress("Done", 1, 2, "1 of 2")):
        assert not re.search(r"\sstyle=|\son\w+=|<script|<style", str(drawn))


def test_a_line_breaks_where_there_is_no_figure() -> None:
    figure = time_series("DSO", ["a", "b", "c", "d"], [Line("DSO", [1, None, 3, 4])], str)
    paths = [
        p.get("d", "") for p in _parsed(figure).iter("path") if p.get("class") == "line line-0"
    ]
    assert len(paths) == 2
    assert "–" in str(figure)


def test_points_of_a_line_open_what_is_behind_them() -> None:
    figure = time_series(
        "DSO", ["Jan", "Feb"], [Line("DSO", [10, 20], ["/jan", "/feb"])], lambda v: f"{v}d"
    )
    drawing = _parsed(figure).find(".//svg[@class='line-svg']")
    assert drawing is not None
    assert [(a.get("href"), a.get("aria-label")) for a in drawing.iter("a")] == [
        ("/jan", "DSO, Jan: 10d"),
        ("/feb", "DSO, Feb: 20d"),
    ]


def test_a_long_series_is_drawn_as_a_line_and_its_last_point() -> None:
    figure = time_series("DSO", [str(n) for n in range(400)], [Line("DSO", list(range(400)))], str)
    assert str(figure).count("dot dot-0") == 1


@given(least=st.integers(-(10**12), 10**12), room=st.integers(0, 10**12))
def test_an_axis_holds_all_values_in_few_even_steps(least: int, room: int) -> None:
    marks = steps(least, least + room)
    assert marks[0] <= least
    assert marks[-1] >= least + room
    assert 2 <= len(marks) <= 7
    assert len({b - a for a, b in pairwise(marks)}) == 1


def test_more_lines_or_parts_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(AssertionError):
        time_series("x", ["a"], [Line("l", [1])] * 4, str)
    with pytest.raises(AssertionError):
        _stacked(*range(7))


def test_progress_never_passes_its_end() -> None:
    bar = _parsed(progress("Touched", 9, 7, "9 of 7")).find("progress")
    assert bar is not None
    assert (bar.get("value"), bar.get("max")) == ("7", "7")


def test_a_sparkline_needs_two_points() -> None:
    assert sparkline([1], "x") == ""
    assert _parsed(sparkline([5, 5, 5], "flat")).get("aria-label") == "flat"
