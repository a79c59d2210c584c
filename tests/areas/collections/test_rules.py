"""How late an item is, and which reminder it earns."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.collections.policies import STANDARD, Tone, Track
from cashwright.areas.collections.rules import (
    Bucket,
    DunningItem,
    ReminderPlan,
    Standing,
    Suppressed,
    Suppression,
    age,
    bucket,
    due_range,
    due_step,
    plan_reminder,
)

DUE = date(2026, 8, 31)


def standing(
    *,
    has_contact: bool = True,
    has_consent: bool = True,
    is_opted_out: bool = False,
    is_on_hold: bool = False,
    last_sent_on: date | None = None,
) -> Standing:
    return Standing(
        customer_id="cus-1",
        has_contact=has_contact,
        has_consent=has_consent,
        is_opted_out=is_opted_out,
        is_on_hold=is_on_hold,
        last_sent_on=last_sent_on,
    )


def item(
    invoice_id: str = "inv-1",
    *,
    due_on: date = DUE,
    balance_minor: int = 100_00,
    sent: set[int] | None = None,
    is_held: bool = False,
    issued_on: date = date(2026, 8, 1),
) -> DunningItem:
    return DunningItem(
        invoice_id=invoice_id,
        issued_on=issued_on,
        due_on=due_on,
        balance_minor=balance_minor,
        already_sent=frozenset(sent or ()),
        is_held=is_held,
    )


def on_day(days: int) -> date:
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("on", "days", "name"),
    [
        (date(2026, 8, 1), -30, "current"),
        (date(2026, 8, 31), 0, "current"),
        (date(2026, 9, 1), 1, "1-30"),
        (date(2026, 9, 30), 30, "1-30"),
        (date(2026, 10, 1), 31, "31-60"),
        (date(2026, 10, 30), 60, "31-60"),
        (date(2026, 10, 31), 61, "61-90"),
        (date(2026, 11, 29), 90, "61-90"),
        (date(2026, 11, 30), 91, "91-120"),
        (date(2026, 12, 29), 120, "91-120"),
        (date(2026, 12, 30), 121, ">120"),
    ],
)
def test_an_item_due_on_31_august_ages_by_the_day(on: date, days: int, name: str) -> None:
    assert age(DUE, on) == days
    assert bucket(DUE, on) == Bucket(name)


def test_the_due_dates_of_the_buckets_leave_no_day_out_and_none_twice() -> None:
    on = date(2026, 8, 31)
    for days in range(-40, 200):
        due_on = on - timedelta(days=days)
        holding = [
            name
            for name in Bucket
            for earliest, latest in [due_range(name, on)]
            if (earliest is None or earliest <= due_on) and (latest is None or due_on <= latest)
        ]
        assert holding == [bucket(due_on, on)]


@pytest.mark.parametrize(
    ("day", "step"),
    [(-4, None), (-3, -3), (0, -3), (1, 1), (6, 1), (7, 7), (13, 7), (14, 14), (30, 30), (400, 30)],
)
def test_an_item_that_was_never_reminded_earns_the_latest_step_it_has_reached(
    day: int, step: int | None
) -> None:
    due = due_step(STANDARD, due_on=DUE, on=on_day(day))
    assert (due and due.step.days) == step


def test_an_old_invoice_just_imported_earns_one_reminder_and_the_missed_steps_are_named() -> None:
    due = due_step(STANDARD, due_on=DUE, on=on_day(20))
    assert due is not None
    assert due.step.days == 14
    assert due.skipped == (-3, 1, 7)


def test_no_step_is_sent_twice() -> None:
    assert due_step(STANDARD, due_on=DUE, on=on_day(8), already_sent={-3, 1, 7}) is None


def test_a_later_step_sent_closes_the_earlier_ones() -> None:
    assert due_step(STANDARD, due_on=DUE, on=on_day(8), already_sent={14}) is None


def test_a_step_of_an_older_ladder_counts_by_its_day() -> None:
    assert due_step(STANDARD, due_on=DUE, on=on_day(12), already_sent={10}) is None
    due = due_step(STANDARD, due_on=DUE, on=on_day(14), already_sent={10})
    assert due is not None
    assert due.skipped == ()


def test_a_reminder_before_the_due_date_lapses_with_it() -> None:
    early_only = type(STANDARD)(
        name="early", version=1, steps=STANDARD.steps[:1], gap_days=STANDARD.gap_days
    )
    assert due_step(early_only, due_on=DUE, on=on_day(0)) is not None
    assert due_step(early_only, due_on=DUE, on=on_day(1)) is None


def test_one_customer_gets_one_message_in_the_tone_of_its_highest_step() -> None:
    older = item("inv-2", due_on=DUE - timedelta(days=30), sent={14}, issued_on=date(2026, 7, 1))
    plan = plan_reminder(STANDARD, standing(), [item(), older], on_day(1))
    assert plan.suppressed == ()
    assert plan.message is not None
    assert [invoice_id for invoice_id, _ in plan.message.items] == ["inv-2", "inv-1"]
    assert plan.message.lead.tone is Tone.FINAL
    assert plan.message.lead.template == "reminder.final"


@pytest.mark.parametrize(
    ("customer", "invoice", "code"),
    [
        (standing(), item(balance_minor=0), Suppression.PAID),
        (standing(is_opted_out=True), item(), Suppression.OPTED_OUT),
        (standing(is_on_hold=True), item(), Suppression.ON_HOLD),
        (standing(), item(is_held=True), Suppression.ON_HOLD),
        (standing(has_contact=False), item(), Suppression.NO_CONTACT),
        (standing(has_consent=False), item(), Suppression.NO_CONSENT),
        (standing(last_sent_on=DUE - timedelta(days=1)), item(), Suppression.MIN_GAP),
        (standing(), item(issued_on=DUE), Suppression.MIN_GAP),
        (standing(is_opted_out=True, has_contact=False), item(), Suppression.OPTED_OUT),
    ],
)
def test_a_reminder_that_must_not_go_is_recorded_with_the_rule_that_stopped_it(
    customer: Standing, invoice: DunningItem, code: Suppression
) -> None:
    plan = plan_reminder(STANDARD, customer, [invoice], on_day(1))
    assert plan == ReminderPlan(None, (Suppressed("inv-1", STANDARD.step(Track.DUE, 1), code),))


def test_a_message_may_go_again_once_the_gap_has_passed() -> None:
    customer = standing(last_sent_on=on_day(4))
    assert plan_reminder(STANDARD, customer, [item()], on_day(6)).message is None
    assert plan_reminder(STANDARD, customer, [item()], on_day(7)).message is not None


def test_an_item_on_hold_does_not_silence_the_others_nor_raise_their_tone() -> None:
    held = item("inv-2", due_on=DUE - timedelta(days=40), is_held=True)
    plan = plan_reminder(STANDARD, standing(), [item(), held], on_day(1))
    assert plan.message is not None
    assert [invoice_id for invoice_id, _ in plan.message.items] == ["inv-1"]
    assert plan.message.lead.days == 1
    assert [left_out.invoice_id for left_out in plan.suppressed] == ["inv-2"]


def test_an_item_that_has_reached_no_step_is_neither_sent_nor_suppressed() -> None:
    plan = plan_reminder(STANDARD, standing(is_opted_out=True), [item()], on_day(-10))
    assert plan == ReminderPlan(None, ())


@given(
    invoices=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 60), st.integers(0, 120)),
        min_size=1,
        max_size=4,
    ),
    days_worked=st.sets(st.integers(0, 120), min_size=5),
    gap=st.integers(0, 10),
)
def test_whatever_days_are_worked_no_step_is_sent_twice_late_or_too_soon(
    invoices: list[tuple[int, int, int]], days_worked: set[int], gap: int
) -> None:
    """Invoices (issued, term, paid after issue, in days) of one customer over four months."""
    start = date(2026, 1, 1)
    ladder = replace(STANDARD, gap_days=gap)
    sent: dict[str, list[int]] = {str(number): [] for number in range(len(invoices))}
    last: date | None = None
    for on in (start + timedelta(days=day) for day in sorted(days_worked)):
        items = [
            item(
                str(number),
                issued_on=start + timedelta(days=issued),
                due_on=start + timedelta(days=issued + term),
                balance_minor=0 if (on - start).days >= issued + paid_after else 1,
                sent=set(sent[str(number)]),
            )
            for number, (issued, term, paid_after) in enumerate(invoices)
            if (on - start).days >= issued
        ]
        message = plan_reminder(ladder, standing(last_sent_on=last), items, on).message
        if message is None:
            continue
        assert last is None or (on - last).days >= gap
        last = on
        by_id = {one.invoice_id: one for one in items}
        for invoice_id, due in message.items:
            one = by_id[invoice_id]
            assert one.balance_minor > 0
            assert (on - one.issued_on).days >= gap
            assert due.step.days <= age(one.due_on, on)
            assert all(before < due.step.days for before in sent[invoice_id])
            sent[invoice_id] += [*due.skipped, due.step.days]
    assert all(len(steps) == len(set(steps)) for steps in sent.values())
