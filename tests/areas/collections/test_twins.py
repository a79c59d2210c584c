"""Rules and frames of collections mean the same."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.collections import frames, rules
from cashwright.areas.collections.policies import STANDARD

ON = date(2026, 6, 15)
ITEMS = {
    "customer_id": pl.Utf8,
    "invoice_id": pl.Utf8,
    "issued_on": pl.Date,
    "due_on": pl.Date,
    "balance_minor": pl.Int64,
    "sent_up_to": pl.Int32,
    "is_held": pl.Boolean,
}
STANDINGS = {
    "customer_id": pl.Utf8,
    "has_contact": pl.Boolean,
    "has_consent": pl.Boolean,
    "is_opted_out": pl.Boolean,
    "is_on_hold": pl.Boolean,
    "last_sent_on": pl.Date,
}

days_around = st.integers(-130, 10).map(lambda days: ON + timedelta(days=days))
mostly_false = st.sampled_from([False, False, False, False, True])
a_customer = st.builds(
    rules.Standing,
    customer_id=st.just(""),
    has_contact=mostly_false.map(lambda flag: not flag),
    has_consent=mostly_false.map(lambda flag: not flag),
    is_opted_out=mostly_false,
    is_on_hold=mostly_false,
    last_sent_on=st.none() | days_around,
)
an_item = st.builds(
    rules.DunningItem,
    invoice_id=st.just(""),
    issued_on=days_around,
    due_on=days_around,
    balance_minor=st.integers(0, 3),
    already_sent=st.frozensets(st.sampled_from([-3, 1, 5, 7, 14, 30])),
    is_held=mostly_false,
)


@given(st.lists(st.dates(ON - timedelta(days=200), ON + timedelta(days=50)), max_size=30))
def test_age_has_one_meaning(due_dates: list[date]) -> None:
    frame = frames.age(pl.LazyFrame({"due_on": due_dates}, schema={"due_on": pl.Date}), ON)
    assert frame.select("days_past_due", "bucket").collect().rows() == [
        (rules.age(due_on, ON), rules.bucket(due_on, ON).value) for due_on in due_dates
    ]


@given(st.lists(st.tuples(a_customer, st.lists(an_item, max_size=5)), max_size=5))
def test_the_reminders_of_a_day_have_one_meaning(
    books: list[tuple[rules.Standing, list[rules.DunningItem]]],
) -> None:
    plans = [
        rules.plan_reminder(STANDARD, _named(standing, customer), _numbered(items), ON)
        for customer, (standing, items) in enumerate(books)
    ]
    frame = frames.plan_reminders(
        _items_frame(books), _standings_frame(books), STANDARD, ON
    ).collect()
    sent = [
        (str(customer), invoice_id, due.step.days_from_due, list(due.skipped), None, lead)
        for customer, plan in enumerate(plans)
        if plan.message is not None
        for lead in [plan.message.lead.days_from_due]
        for invoice_id, due in plan.message.items
    ]
    suppressed = [
        (str(customer), row.invoice_id, row.step.days_from_due, row.code.value, None)
        for customer, plan in enumerate(plans)
        for row in plan.suppressed
    ]
    is_sent = pl.col("suppressed").is_null()
    assert sorted(frame.filter(is_sent).rows()) == sorted(sent)
    assert sorted(frame.filter(~is_sent).drop("skipped").rows()) == sorted(suppressed)


def _named(standing: rules.Standing, customer: int) -> rules.Standing:
    return rules.Standing(
        customer_id=str(customer),
        has_contact=standing.has_contact,
        has_consent=standing.has_consent,
        is_opted_out=standing.is_opted_out,
        is_on_hold=standing.is_on_hold,
        last_sent_on=standing.last_sent_on,
    )


def _numbered(items: list[rules.DunningItem]) -> list[rules.DunningItem]:
    return [
        rules.DunningItem(
            invoice_id=str(number),
            issued_on=item.issued_on,
            due_on=item.due_on,
            balance_minor=item.balance_minor,
            already_sent=item.already_sent,
            is_held=item.is_held,
        )
        for number, item in enumerate(items)
    ]


def _items_frame(books: list[tuple[rules.Standing, list[rules.DunningItem]]]) -> pl.LazyFrame:
    rows = [
        (
            str(customer),
            str(number),
            item.issued_on,
            item.due_on,
            item.balance_minor,
            max(item.already_sent, default=None),
            item.is_held,
        )
        for customer, (_, items) in enumerate(books)
        for number, item in enumerate(items)
    ]
    return pl.LazyFrame(rows, schema=ITEMS, orient="row")


def _standings_frame(books: list[tuple[rules.Standing, list[rules.DunningItem]]]) -> pl.LazyFrame:
    rows = [
        (
            str(customer),
            standing.has_contact,
            standing.has_consent,
            standing.is_opted_out,
            standing.is_on_hold,
            standing.last_sent_on,
        )
        for customer, (standing, _) in enumerate(books)
    ]
    return pl.LazyFrame(rows, schema=STANDINGS, orient="row")
