"""What a customer is worth a call, and why now: by the rule, in words, and by its twin."""

from collections import Counter
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.collections.frames import worth as worth_frames
from cashwright.areas.collections.rules.reasons import Situation, reasons
from cashwright.areas.collections.rules.worth import (
    PPM,
    Record,
    Weight,
    pooled_ppm,
    prior_ppm,
    unpaid_ppm,
    until,
    worth,
)

TODAY = date(2026, 3, 2)
POOL = 500_000


def test_who_always_paid_on_the_day_will_have_paid_and_who_never_did_will_not() -> None:
    on_time = unpaid_ppm(Record(settled=(0,) * 20), -20, POOL)
    hopeless = unpaid_ppm(Record(settled=(90,) * 20), -20, POOL)
    assert on_time == 2 * POOL // 22
    assert hopeless == (20 * PPM + 2 * POOL) // 22


def test_who_is_later_than_ever_before_is_judged_by_everybody() -> None:
    assert unpaid_ppm(Record(settled=(0,) * 20), 30, POOL) == POOL


def test_only_those_who_were_as_late_count() -> None:
    # Of six invoices two were still open at 30 days late; both were open at 44 too.
    assert unpaid_ppm(Record(settled=(0, 0, 0, 0, 60, 60)), 30, POOL) == (2 * PPM + 2 * POOL) // 4


def test_a_week_to_either_side_counts_by_half() -> None:
    # Paid exactly at 14 days late: as likely a little earlier as later.
    assert unpaid_ppm(Record(settled=(14,)), -10, 0) == PPM // 2 // 3


def test_an_open_invoice_speaks_once_it_is_as_late_and_not_before() -> None:
    late, not_yet = Record(open=(60,)), Record(open=(10,))
    assert unpaid_ppm(late, 1, POOL) == (PPM + 2 * POOL) // 3
    assert unpaid_ppm(not_yet, 1, POOL) == POOL


def test_promises_and_risk_count_as_invoices_do() -> None:
    assert unpaid_ppm(Record(broken=2), 5, POOL) == (2 * PPM + 2 * POOL) // 4
    assert unpaid_ppm(Record(kept=2), 5, POOL) == 2 * POOL // 4
    assert unpaid_ppm(Record(risk="high"), 5, POOL) == (PPM + 2 * POOL) // 3
    assert unpaid_ppm(Record(risk="low"), 5, POOL) == 2 * POOL // 3
    assert unpaid_ppm(Record(risk="medium"), 5, POOL) == POOL


def test_a_house_without_a_record_starts_with_the_longer_the_less_likely() -> None:
    assert [prior_ppm(days) for days in (-5, 0, 1, 20, 40, 70, 400)] == [
        300_000, 300_000, 500_000, 600_000, 700_000, 800_000, 900_000,
    ]  # fmt: skip
    assert pooled_ppm(Counter(), Counter(), 40) == 700_000


def test_everybodys_record_outweighs_what_a_house_starts_with() -> None:
    assert pooled_ppm(Counter({0: 20}), Counter(), -20) == 150_000
    assert pooled_ppm(Counter({0: 2000}), Counter(), -20) < 4_000


def test_the_chance_looks_14_days_past_the_later_of_today_and_the_due_date() -> None:
    assert (until(-20), until(0), until(30)) == (14, 14, 44)


def test_the_worth_of_a_customer_is_the_sum_over_what_is_late() -> None:
    items = [Weight(30, 100_00, 900_000), Weight(1, 50_01, 500_000)]
    assert worth(items) == (90_00 + 25_01, (90_00 + 25_01) * PPM // 150_01)


records = st.builds(
    Record,
    settled=st.lists(st.integers(-40, 200), max_size=12).map(tuple),
    open=st.lists(st.integers(-40, 200), max_size=5).map(tuple),
    kept=st.integers(0, 4),
    broken=st.integers(0, 4),
    risk=st.sampled_from(["", "low", "medium", "high"]),
)


@given(record=records, days=st.integers(-60, 300), pool=st.integers(0, PPM))
def test_a_chance_is_a_chance_and_a_broken_promise_never_lowers_it(
    record: Record, days: int, pool: int
) -> None:
    chance = unpaid_ppm(record, days, pool)
    worse = Record(record.settled, record.open, record.kept, record.broken + 1, record.risk)
    assert 0 <= chance <= unpaid_ppm(worse, days, pool) <= PPM


@given(
    customers=st.lists(
        st.tuples(
            records,
            st.lists(
                st.tuples(st.integers(1, 150), st.integers(1, 10**14)), min_size=1, max_size=4
            ),
        ),
        max_size=5,
    )
)
def test_the_worth_of_a_customer_has_one_meaning(
    customers: list[tuple[Record, list[tuple[int, int]]]],
) -> None:
    settled = Counter(day for record, _ in customers for day in record.settled)
    still_open = Counter(day for record, _ in customers for day in record.open)
    by_rule = {}
    for number, (record, items) in enumerate(customers):
        weights = [
            Weight(days, minor, unpaid_ppm(record, days, pooled_ppm(settled, still_open, days)))
            for days, minor in items
        ]
        by_rule[str(number)] = worth(weights)
    late = pl.DataFrame(
        [(str(n), "EUR", days, minor) for n, (_, items) in enumerate(customers) for days, minor in items],
        schema=worth_frames.LATE, orient="row",
    )  # fmt: skip
    history = pl.DataFrame(
        [
            (str(n), days, is_open)
            for n, (record, _) in enumerate(customers)
            for is_open, all_days in ((False, record.settled), (True, record.open))
            for days in all_days
        ],
        schema=worth_frames.HISTORY, orient="row",
    )  # fmt: skip
    known = pl.DataFrame(
        [(str(n), r.kept, r.broken, r.risk) for n, (r, _) in enumerate(customers)],
        schema=worth_frames.RECORDS, orient="row",
    )  # fmt: skip
    chances = worth_frames.chances(late, history.lazy(), known.lazy(), (settled, still_open))
    told = worth_frames.worth(late.lazy(), chances).collect()
    by_frame = {
        row["customer_id"]: (row["expected_minor"], row["unpaid_ppm"])
        for row in told.iter_rows(named=True)
    }
    assert by_frame == by_rule


def test_reasons_say_the_weightiest_first() -> None:
    now = Situation(
        days_late=63, late_count=4, settled=(20, 30, 40), reminders=(3, 3, 2), broken=2,
        broken_on=date(2026, 3, 1),
    )  # fmt: skip
    assert reasons(now, TODAY) == (
        "Broke a promise yesterday", "63 days late", "2 broken promises", "Pays on the 3rd reminder",
        "4 invoices past due",
    )  # fmt: skip


def test_an_unanswered_letter_goes_before_everything() -> None:
    now = Situation(
        days_late=1, late_count=1, replied_on=date(2026, 2, 27), risk="high", is_ladder_over=True
    )
    assert reasons(now, TODAY) == (
        "Wrote to us 3 days ago and waits for an answer", "1 day late", "All reminders are sent",
        "High risk",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("settled", "says"),
    [((0, -2, 0), "Usually pays on time"), ((5, 12, 30), "Usually pays 12 days late"), ((5, 5), None)],
)  # fmt: skip
def test_a_habit_is_told_from_three_invoices_on(settled: tuple[int, ...], says: str | None) -> None:
    told = reasons(Situation(days_late=3, late_count=1, settled=settled), TODAY)
    assert told == tuple(one for one in ("3 days late", says) if one)
