"""Frames of credit say of each customer what the rules say."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.credit import frames
from cashwright.areas.credit.frames.schemas import HABITS, MOVES, PAYINGS
from cashwright.areas.credit.policies import DriftPolicy
from cashwright.areas.credit.rules import (
    Applied,
    Awaited,
    Baseline,
    Paying,
    Prior,
    open_drift,
    paid_drift,
    prior_of,
    settled_on,
    spikes_of,
)

POLICY, NOBODY, JAN_1 = DriftPolicy(), Prior(), date(2026, 1, 1)
PRIORS = {
    "typical_prior": NOBODY.typical_days, "between_prior": NOBODY.between_days,
    "spread_prior": NOBODY.spread_days,
}  # fmt: skip
applied = st.builds(
    Applied,
    st.integers(0, 6).map(lambda n: JAN_1 + timedelta(n)),
    st.sampled_from([-3, -2, -1, 1, 2, 3]),
    st.booleans(),
)


@given(st.lists(st.lists(applied, max_size=6), min_size=1, max_size=6), st.integers(0, 7))
def test_the_day_an_invoice_was_paid_has_one_meaning(
    books: list[list[Applied]], ahead: int
) -> None:
    on = JAN_1 + timedelta(ahead)
    rows: list[tuple[object, ...]] = [
        ("c", str(n), JAN_1, JAN_1, 3, each.on, each.amount_minor, each.is_payment)
        for n, moves in enumerate(books)
        for each in moves
    ]
    rows += [("c", str(n), JAN_1, JAN_1, 3, None, None, None) for n, m in enumerate(books) if not m]
    found = frames.invoices_as_of(pl.LazyFrame(rows, schema=MOVES, orient="row"), on).collect()
    by_frame = dict(found.select("invoice_id", "settled_on").iter_rows())
    assert by_frame == {str(n): settled_on(3, moves, on=on) for n, moves in enumerate(books)}


lateness = st.lists(st.sampled_from([0, 1, 2, 3, 12, 25, 40]), min_size=1, max_size=40)


@given(st.lists(lateness, min_size=1, max_size=6), st.sampled_from([7, 30]), st.booleans())
def test_paying_later_than_before_has_one_meaning(
    books: list[list[int]], gap: int, alone_tells: bool
) -> None:
    days = [
        [Paying(JAN_1 + timedelta(gap * n), float(late)) for n, late in enumerate(each)]
        for each in books
    ]
    rows = [(str(n), p.paid_on, p.days_late, 1) for n, each in enumerate(days) for p in each]
    payings = pl.LazyFrame(rows, schema=PAYINGS, orient="row")
    priors = payings.select("customer_id").unique().with_columns(
        **{name: pl.lit(value) for name, value in PRIORS.items()}
    )  # fmt: skip
    found = frames.paid_drift(payings, priors, POLICY, alone_tells=alone_tells).collect()
    prior = replace(NOBODY, alone_tells=alone_tells)
    by_rule = {
        str(n): told for n, each in enumerate(days) if (told := paid_drift(each, prior, POLICY))
    }
    assert set(found["customer_id"]) == set(by_rule)
    for row in found.iter_rows(named=True):
        told = by_rule[row["customer_id"]]
        assert row["score"] == pytest.approx(told.score)
        assert row["baseline_days"] == pytest.approx(told.baseline_days)


@given(st.lists(lateness, min_size=1, max_size=8))
def test_what_became_of_days_that_were_much_too_late_has_one_meaning(
    books: list[list[int]],
) -> None:
    rows = [
        (str(n), JAN_1 + timedelta(30 * k), float(late), 1)
        for n, each in enumerate(books)
        for k, late in enumerate(each)
    ]
    payings = pl.LazyFrame(rows, schema=PAYINGS, orient="row")
    found = frames.spikes_of(payings)
    assert found == spikes_of([[float(late) for late in each] for each in books])


awaited = st.builds(
    lambda due, terms, paid: Awaited(
        JAN_1 + timedelta(due),
        JAN_1 + timedelta(due - terms),
        None if paid is None else JAN_1 + timedelta(paid),
    ),
    st.integers(0, 60), st.integers(0, 30), st.none() | st.integers(40, 90),
)  # fmt: skip


@given(st.lists(st.lists(awaited, min_size=1, max_size=5), min_size=1, max_size=5))
def test_open_invoices_that_should_have_come_have_one_meaning(books: list[list[Awaited]]) -> None:
    on, habit = JAN_1 + timedelta(90), Baseline(2.0, 3.0, 10)
    rows = [
        (str(n), a.issued_on, a.due_on, a.settled_on) for n, each in enumerate(books) for a in each
    ]
    schema = {
        "customer_id": pl.String, "issued_on": pl.Date, "due_on": pl.Date, "settled_on": pl.Date,
    }  # fmt: skip
    habits = pl.LazyFrame(
        [(str(n), 2.0, 3.0, 10, 1.5) for n in range(len(books))], schema=HABITS, orient="row"
    )
    found = frames.open_drift(
        pl.LazyFrame(rows, schema=schema, orient="row"), habits, on=on, policy=POLICY
    ).collect()
    by_rule = {
        str(n): told
        for n, each in enumerate(books)
        if (told := open_drift(each, habit, run_size=1.5, on=on, policy=POLICY))
    }
    assert set(found["customer_id"]) == set(by_rule)
    for row in found.iter_rows(named=True):
        assert row["score"] == pytest.approx(by_rule[row["customer_id"]].score)
        assert row["latest_days"] == pytest.approx(by_rule[row["customer_id"]].latest_days)


@given(
    st.lists(st.tuples(lateness, st.sampled_from(["big", "small", None])), min_size=15, max_size=60)
)
def test_how_customers_alike_pay_has_one_meaning(
    customers: list[tuple[list[int], str | None]],
) -> None:
    rows = [(str(n), float(late)) for n, (days, _) in enumerate(customers) for late in days]
    schema = {"customer_id": pl.String, "days_late": pl.Float64}
    raw = frames.raw_habits(pl.LazyFrame(rows, schema=schema, orient="row"))
    segments = pl.LazyFrame(
        [(str(n), segment) for n, (_, segment) in enumerate(customers)],
        schema={"customer_id": pl.String, "segment_id": pl.String}, orient="row",
    )  # fmt: skip
    found = {
        segment: (typical, between, spread)
        for segment, typical, between, spread, *_ in frames.priors(raw, segments)
        .select("segment_id", "typical_prior", "between_prior", "spread_prior").collect().rows()
    }  # fmt: skip
    for segment in ("big", "small", None):
        alike = [days for days, own in customers if segment in (own, None)]
        if len(alike) < 20:
            assert segment not in found
            continue
        prior = prior_of([[float(late) for late in days] for days in alike])
        told = (prior.typical_days, prior.between_days, prior.spread_days)
        assert found[segment] == pytest.approx(told)
