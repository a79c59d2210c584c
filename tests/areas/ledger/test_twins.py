"""Functional amounts of many documents at once are those of one."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.ledger.frames import with_functional
from cashwright.areas.ledger.rules import functional
from cashwright.kernel.rates import Rate

CODES = ("EUR", "USD", "JPY", "KWD")
DAYS = (date(2026, 1, 5), date(2026, 1, 6))
documents = st.lists(
    st.tuples(st.sampled_from(CODES), st.sampled_from(DAYS), st.integers(-(10**11), 10**11)),
    max_size=30,
)
rates = st.tuples(st.integers(1, 10**6), st.integers(1, 10**6))


@given(rows=documents, values=st.lists(rates, min_size=8, max_size=8), home=st.sampled_from(CODES))
def test_with_functional_has_one_meaning(
    rows: list[tuple[str, date, int]], values: list[tuple[int, int]], home: str
) -> None:
    table = dict(zip(((code, day) for code in CODES for day in DAYS), values, strict=True))

    def rate(source: str, target: str, on: date) -> Rate:
        return Rate(1) if source == target else Rate(*table[source, on])

    schema = {"currency": pl.String, "issued_on": pl.Date, "total_minor": pl.Int64}
    frame = with_functional(
        pl.DataFrame(rows, schema=schema, orient="row"),
        amount="total_minor", on="issued_on", home=home, rate=rate,
    )  # fmt: skip
    expected = [functional(minor, code, home, rate(code, home, on)) for code, on, minor in rows]
    assert frame["functional_minor"].to_list() == expected
    assert frame["total_minor"].to_list() == [minor for _, _, minor in rows]
