"""The value in force on a day is the last one before or on it."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cashwright.columns.as_of import as_of

RATES = pl.DataFrame(
    {
        "quote": ["USD", "JPY", "USD", "USD"],
        "published_on": [date(2026, 1, 5), date(2026, 1, 5), date(2026, 1, 2), date(2026, 1, 9)],
        "rate": [11, 160, 10, 12],
    }
)


def test_a_weekend_takes_the_rate_of_friday_and_before_the_first_there_is_none() -> None:
    days = pl.DataFrame(
        {
            "quote": ["USD", "USD", "JPY", "USD", "EUR"],
            "on": [date(2026, 1, d) for d in (4, 9, 8, 1, 9)],
        }
    )
    found = as_of(days, RATES, on="on", valid_from="published_on", by=["quote"])
    assert found.columns == ["quote", "on", "published_on", "rate"]
    assert found["rate"].to_list() == [10, 12, 160, None, None]
    assert found["published_on"].to_list()[:2] == [date(2026, 1, 2), date(2026, 1, 9)]


def test_lazy_frames_and_no_groups_work_the_same() -> None:
    days = pl.LazyFrame({"on": [date(2026, 1, 20), date(2026, 1, 3)]})
    dollars = RATES.lazy().filter(pl.col("quote") == "USD")
    found = as_of(days, dollars, on="on", valid_from="published_on").collect()
    assert found["rate"].to_list() == [12, 10]


def test_of_two_values_of_one_day_the_last_written_counts() -> None:
    twice = pl.DataFrame({"valid_on": [date(2026, 1, 1)] * 2, "value": [1, 2]})
    days = pl.DataFrame({"on": [date(2026, 1, 1)]})
    assert as_of(days, twice, on="on", valid_from="valid_on")["value"].to_list() == [2]


day = st.dates(date(2026, 1, 1), date(2026, 1, 12))


@given(
    days=st.lists(st.tuples(st.sampled_from("ab"), day), max_size=8),
    values=st.dictionaries(st.tuples(st.sampled_from("ab"), day), st.integers(), max_size=8),
)
def test_each_row_gets_what_a_person_would_look_up(
    days: list[tuple[str, date]], values: dict[tuple[str, date], int]
) -> None:
    frame = pl.DataFrame(days, schema={"key": pl.String, "on": pl.Date}, orient="row")
    table = pl.DataFrame(
        [(key, since, value % 1000) for (key, since), value in values.items()],
        schema={"key": pl.String, "valid_on": pl.Date, "value": pl.Int64},
        orient="row",
    )
    found = as_of(frame, table, on="on", valid_from="valid_on", by=["key"])

    def look_up(key: str, on: date) -> int | None:
        before = [(since, v % 1000) for (k, since), v in values.items() if k == key and since <= on]
        return max(before)[1] if before else None

    assert found["value"].to_list() == [look_up(key, on) for key, on in days]
