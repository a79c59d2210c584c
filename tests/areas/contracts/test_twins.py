"""Rules and frames of contracts have one meaning."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.contracts import frames, rules
from cashwright.areas.contracts.rules.days import Days, Segment, Span
from cashwright.columns.guards import ColumnOverflow

FIRST = date(2024, 1, 1)
days = st.integers(0, 900).map(lambda n: FIRST + timedelta(days=n))
intervals = st.one_of(
    st.tuples(st.integers(1, 13), st.none()), st.tuples(st.none(), st.integers(1, 40))
)


@given(
    start=days, length=st.none() | st.integers(1, 500), anchor=days, every=intervals,
    until=days,
)  # fmt: skip
def test_schedules(
    start: date, length: int | None, anchor: date, every: tuple[int | None, int | None], until: date
) -> None:
    end = None if length is None else start + timedelta(days=length)
    by_rule = rules.schedule(
        start, end, anchor, until=until, interval_months=every[0], interval_days=every[1]
    )
    row = ("s", "e", anchor, every[0], every[1], end, start)
    rows = pl.LazyFrame([row], schema=frames.TO_SCHEDULE, orient="row")
    by_frame = frames.schedule(rows, until).collect()
    found = by_frame.select("start_on", "end_on", "full_days", "days").rows()
    assert found == [(p.start_on, p.end_on, p.full_days, p.days) for p in by_rule]


@st.composite
def apart(draw: st.DrawFn, kind: type[Span] | type[Days], most: int) -> list[Any]:
    """Spans or pauses that do not overlap; the last may have no end."""
    edges = sorted(draw(st.sets(st.integers(0, 120), max_size=2 * most)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    found: list[Any] = []
    for at, (a, b) in enumerate(pairs):
        end = None if at == len(pairs) - 1 and draw(st.booleans()) else FIRST + timedelta(days=b)
        start = FIRST + timedelta(days=a)
        found.append(
            Span(start, end, draw(st.integers(0, 9)), None) if kind is Span else Days(start, end)
        )
    return found


within = st.none() | st.integers(0, 120).map(lambda n: FIRST + timedelta(days=n))


@given(
    spans=apart(Span, 3), pauses=apart(Days, 3), trial=within, over=within,
    start=st.integers(0, 60), length=st.integers(1, 60),
)  # fmt: skip
def test_billed_days(
    spans: list[Span],
    pauses: list[Days],
    trial: date | None,
    over: date | None,
    start: int,
    length: int,
) -> None:
    first = FIRST + timedelta(days=start)
    last = first + timedelta(days=length)
    by_rule = rules.billed_days(first, last, spans, pauses, trial, over)
    found = _segments([(first, last, length)], spans, pauses, trial, over, on=last)
    assert found == by_rule


def _segments(
    periods: list[tuple[date, date, int]], spans: list[Span], pauses: list[Days],
    trial: date | None = None, over: date | None = None, *, on: date, timing: str = "advance",
    billed: list[tuple[date, date]] | None = None,
) -> list[Segment]:  # fmt: skip
    def frame(rows: list[Any], schema: Any) -> pl.LazyFrame:
        return pl.LazyFrame(rows, schema=schema, orient="row")

    found = frames.segments(
        frame([("s", *p) for p in periods], frames.PERIODS),
        frame([("c", "s", "p", timing)], frames.CHARGES),
        frame([("c", x.from_on, x.until_on, x.quantity_e6, None) for x in spans], frames.SPANS),
        frame([("s", p.from_on, p.until_on) for p in pauses], frames.PAUSES),
        frame([("s", trial, over)], frames.SUBSCRIPTIONS),
        on,
        None if billed is None else frame([("c", *b) for b in billed], frames.BILLED),
    ).collect()
    assert dict(found.schema) == frames.SEGMENTS
    rows = found.sort("from_on").select("from_on", "until_on", "quantity_e6", "price_version_id")
    return [Segment(*row) for row in rows.iter_rows()]


JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
MONTHS = [(JAN, FEB, 31), (FEB, MAR, 28)]
ALWAYS = [Span(JAN, None, 5)]


@pytest.mark.parametrize(
    ("timing", "on", "first_days"),
    [
        ("advance", JAN, [JAN]),
        ("advance", FEB, [JAN, FEB]),
        ("arrears", JAN, []),
        ("arrears", FEB, [JAN]),
        ("once", MAR, [JAN]),
    ],
)
def test_what_is_due_by_a_day(timing: str, on: date, first_days: list[date]) -> None:
    found = _segments(MONTHS, ALWAYS, [], on=on, timing=timing)
    assert [s.from_on for s in found] == first_days


def test_days_that_a_line_covers_are_not_billed_again_after_a_change_within_them() -> None:
    changed = [Span(JAN, date(2026, 1, 10), 5), Span(date(2026, 1, 10), None, 8)]
    lines = [(JAN, FEB), (date(2026, 1, 10), date(2026, 1, 20))]
    found = _segments(
        MONTHS, changed, [Days(date(2026, 1, 22), date(2026, 1, 25))], on=FEB, billed=lines
    )
    assert found == [Segment(FEB, MAR, 8)]


@given(
    amount=st.integers(-(10**12), 10**12),
    whole=st.integers(1, 31_622_400),
    part=st.integers(0, 10**8),
)
def test_shares(amount: int, whole: int, part: int) -> None:
    part = min(part, whole)
    row = pl.DataFrame({"a": [amount], "p": [part], "w": [whole]})
    found = row.select(frames.prorated("a", "p", "w", "net_minor"))["net_minor"].to_list()
    assert found == [rules.prorated(amount, part, whole)]


def test_a_share_that_does_not_fit_is_refused_not_wrapped() -> None:
    row = pl.DataFrame({"a": [2**62], "p": [40], "w": [1]})
    with pytest.raises((ColumnOverflow, pl.exceptions.ComputeError), match="net_minor"):
        row.select(frames.prorated("a", "p", "w", "net_minor"))


def test_no_version_is_no_version() -> None:
    version = UUID(int=7)
    spans = [Span(JAN, None, 1, version)]
    assert rules.billed_days(JAN, FEB, spans)[0].price_version_id == version
