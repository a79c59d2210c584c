"""Rules and frames of contracts have one meaning."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.contracts import frames, rules
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
