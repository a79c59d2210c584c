"""How late an item is, what is said of it today, and what comes next."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.collections.policies import (
    ENTERPRISE,
    STANDARD,
    STRICT,
    Act,
    Condition,
    DayRule,
    Entry,
    Ladder,
    Step,
    Tone,
    Track,
    Trigger,
)
from cashwright.areas.collections.rules import (
    Bucket,
    Climb,
    Contact,
    ContactPlan,
    Day,
    DueStep,
    DunningItem,
    Group,
    Happened,
    NextKind,
    Standing,
    Suppressed,
    Suppression,
    act_of,
    age,
    bucket,
    day_of,
    due_range,
    due_step,
    next_actions,
    plan_contacts,
)
from cashwright.kernel.autonomy import Autonomy

DUE = date(2026, 8, 31)
STEPS = STANDARD.on(Track.DUE)


def standing(customer_id: str = "cus-1", **known: object) -> Standing:
    return replace(Standing(customer_id=customer_id), **known)  # type: ignore[arg-type]


def item(invoice_id: str = "inv-1", *, up_to: int | None = None, **known: object) -> DunningItem:
    plain = DunningItem(
        invoice_id=invoice_id, currency="EUR", issued_on=date(2026, 7, 1), due_on=DUE,
        balance_minor=100_00, due=Climb(up_to=up_to),
    )  # fmt: skip
    return replace(plain, **known)  # type: ignore[arg-type]


def on_day(days: int) -> Day:
    on = DUE + timedelta(days=days)
    return Day(on, is_open=True, horizon=on)


def reached(day: int, up_to: int | None = None, entry: Entry = Entry.CONTEXTUAL) -> DueStep | None:
    return due_step(STEPS, Climb(up_to=up_to), from_on=DUE, day=on_day(day), entry=entry)


def only(plan: ContactPlan) -> Contact:
    (contact,) = plan.contacts
    return contact


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
    [(-4, None), (-3, -3), (0, -3), (1, 1), (6, 1), (7, 7), (13, 7), (14, 14), (30, 30), (400, 45)],
)
def test_an_item_that_was_never_reminded_earns_the_latest_step_it_has_reached(
    day: int, step: int | None
) -> None:
    due = reached(day)
    assert (due and due.step.days) == step


def test_an_old_invoice_just_imported_earns_one_reminder_and_the_missed_steps_are_named() -> None:
    due = reached(20)
    assert due is not None
    assert due.step.days == 14
    assert due.skipped == (-3, 1, 7)


def test_no_step_is_sent_twice_and_a_later_one_closes_the_earlier() -> None:
    assert reached(8, up_to=7) is None
    assert reached(8, up_to=14) is None


def test_a_step_of_an_older_ladder_counts_by_its_day() -> None:
    assert reached(12, up_to=10) is None
    due = reached(14, up_to=10)
    assert due is not None
    assert due.skipped == ()


def test_a_reminder_before_the_due_date_lapses_with_it() -> None:
    early = STEPS[:1]
    for day, is_due in ((0, True), (1, False)):
        found = due_step(early, Climb(), from_on=DUE, day=on_day(day), entry=Entry.CONTEXTUAL)
        assert (found is not None) == is_due


def test_at_standard_entry_an_old_invoice_starts_at_the_first_step_and_keeps_the_pace() -> None:
    first = reached(60, entry=Entry.STANDARD)
    assert first is not None
    assert (first.step.days, first.skipped) == (1, ())
    taken = Climb(up_to=1, last_on=on_day(60).on)
    for day, step in ((65, None), (66, 7)):
        found = due_step(STEPS, taken, from_on=DUE, day=on_day(day), entry=Entry.STANDARD)
        assert (found and found.step.days) == step


SATURDAY, MONDAY = date(2026, 8, 29), date(2026, 8, 31)


@pytest.mark.parametrize(
    ("on", "rule", "is_open", "horizon"),
    [
        (SATURDAY, DayRule.FOLLOWING, False, SATURDAY),
        (MONDAY, DayRule.FOLLOWING, True, MONDAY),
        (SATURDAY - timedelta(days=1), DayRule.PRECEDING, True, MONDAY - timedelta(days=1)),
        (SATURDAY, DayRule.PRECEDING, False, SATURDAY),
        (SATURDAY, DayRule.SAME, True, SATURDAY),
        (date(2026, 12, 24), DayRule.PRECEDING, True, date(2026, 12, 27)),  # Christmas, a weekend
    ],
)
def test_what_a_day_off_does_is_the_ladders_rule(
    on: date, rule: DayRule, is_open: bool, horizon: date
) -> None:
    assert day_of(on, rule, "DE") == Day(on, is_open=is_open, horizon=horizon)


def test_a_step_that_falls_on_a_weekend_waits_for_monday_or_goes_on_friday() -> None:
    due_saturday = item(due_on=SATURDAY - timedelta(days=7))  # a week past due on Saturday
    days = [SATURDAY + timedelta(days=offset) for offset in range(-2, 4)]
    for rule, expected in ((DayRule.FOLLOWING, MONDAY), (DayRule.PRECEDING, days[1])):
        taken = replace(due_saturday, due=Climb(up_to=1))
        sent = [
            on
            for on in days
            if plan_contacts(STANDARD, standing(), [taken], day_of(on, rule, "DE")).contacts
        ]
        assert sent[0] == expected


def test_the_oldest_late_invoice_speaks_for_all_that_are_late() -> None:
    older = item("inv-2", due_on=DUE - timedelta(days=30), up_to=21)
    contact = only(plan_contacts(STANDARD, standing(), [item(), older], on_day(1)))
    assert contact.lead.template == "reminder.final"
    assert contact.lead.tone is Tone.FINAL
    assert [(one.invoice_id, one.days) for one in contact.taken] == [("inv-2", 30), ("inv-1", 1)]
    assert contact.listed == ("inv-2", "inv-1")


def test_a_younger_invoice_waits_for_the_oldest_and_rides_along() -> None:
    older = item("inv-2", due_on=DUE - timedelta(days=20), up_to=14)
    plan = plan_contacts(STANDARD, standing(), [item(), older], on_day(1))
    assert plan.contacts == ()
    assert [(one.invoice_id, one.code) for one in plan.suppressed] == [
        ("inv-1", Suppression.CARRIED)
    ]


def test_an_invoice_at_the_end_of_its_ladder_carries_nobody_any_more() -> None:
    ended = item("inv-2", due_on=DUE - timedelta(days=90), up_to=45)
    contact = only(plan_contacts(STANDARD, standing(), [item(), ended], on_day(1)))
    assert [one.invoice_id for one in contact.taken] == ["inv-1"]
    assert contact.listed == ("inv-2", "inv-1")


def test_what_is_ahead_and_what_is_late_are_two_messages_at_most() -> None:
    coming = [item(f"inv-{n}", due_on=DUE + timedelta(days=4)) for n in (3, 4)]
    plan = plan_contacts(STANDARD, standing(), [item(), *coming], on_day(1))
    assert [(one.group, len(one.taken)) for one in plan.contacts] == [
        (Group.UPCOMING, 2), (Group.OVERDUE, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("customer", "invoice", "code"),
    [
        (standing(), item(balance_minor=0), Suppression.PAID),
        (standing(), item(is_placed=True), Suppression.PLACED),
        (standing(), item(held_minor=100_00), Suppression.DISPUTED),
        (standing(), item(promised_until=on_day(1).on), Suppression.PROMISED),
        (standing(), item(in_plan=True), Suppression.IN_PLAN),
        (standing(), item(pending_minor=100_00), Suppression.PENDING),
        (standing(autonomy=Autonomy.OFF), item(), Suppression.OFF),
        (standing(is_on_hold=True), item(), Suppression.ON_HOLD),
        (standing(has_replied=True), item(), Suppression.REPLIED),
        (standing(last_sent_on=DUE - timedelta(days=1)), item(), Suppression.MIN_GAP),
        (standing(), item(issued_on=DUE), Suppression.MIN_GAP),
        (standing(sent_7=3), item(), Suppression.OVER_BUDGET),
    ],
)
def test_a_reminder_that_must_not_go_is_recorded_with_the_rule_that_stopped_it(
    customer: Standing, invoice: DunningItem, code: Suppression
) -> None:
    plan = plan_contacts(STANDARD, customer, [invoice], on_day(1))
    assert plan.contacts == ()
    assert [(one.track, one.days, one.code) for one in plan.suppressed] == [(Track.DUE, 1, code)]


def test_the_day_after_a_promise_could_be_kept_the_ladder_goes_on() -> None:
    promised = item(promised_until=on_day(6).on, up_to=1)
    assert plan_contacts(STANDARD, standing(), [promised], on_day(6)).contacts == ()
    assert only(plan_contacts(STANDARD, standing(), [promised], on_day(7))).lead.days == 7


def test_the_undisputed_rest_is_still_reminded_of() -> None:
    contact = only(plan_contacts(STANDARD, standing(), [item(held_minor=40_00)], on_day(1)))
    assert contact.listed == ("inv-1",)
    assert item(held_minor=40_00).asked_minor == 60_00


@pytest.mark.parametrize(
    ("customer", "detour"),
    [
        (standing(is_vip=True), "vip"),
        (standing(is_opted_out=True), "opted_out"),
        (standing(has_contact=False), "no_contact"),
        (standing(has_consent=False), "no_consent"),
    ],
)
def test_who_is_not_written_to_about_what_is_late_is_left_to_a_person(
    customer: Standing, detour: str
) -> None:
    contact = only(plan_contacts(STANDARD, customer, [item()], on_day(1)))
    assert (contact.act, contact.detour) == (Act.PERSON, detour)


@pytest.mark.parametrize("code", ["opted_out", "no_contact", "no_consent"])
def test_nobody_is_bothered_about_what_is_not_late_when_nobody_may_be_written_to(code: str) -> None:
    flags = {"opted_out": {"is_opted_out": True}, "no_contact": {"has_contact": False}}
    customer = replace(standing(), **flags.get(code, {"has_consent": False}))  # type: ignore[arg-type]
    plan = plan_contacts(STANDARD, customer, [item()], on_day(-3))
    assert [one.code for one in plan.suppressed] == [Suppression(code)]


def test_a_text_message_needs_a_yes_and_becomes_a_mail_without() -> None:
    step = Step(1, "reminder.first", Tone.PLAIN, Act.SMS)
    assert act_of(step, standing(may_sms=True)) == (Act.SMS, "")
    assert act_of(step, standing()) == (Act.EMAIL, "")


def test_a_call_is_only_due_where_enough_is_owed() -> None:
    small, large = item(up_to=14), item(up_to=14, balance_minor=1_000_00)
    assert plan_contacts(STANDARD, standing(), [small], on_day(21)).contacts == ()
    assert only(plan_contacts(STANDARD, standing(), [large], on_day(21))).act is Act.CALL


def test_a_broken_promise_speaks_before_any_days_and_takes_what_is_due_with_it() -> None:
    broken = Happened(
        trigger=Trigger.PROMISE_BROKEN, event_id="prm-1", invoice_id="inv-1",
        happened_on=on_day(7).on,
    )  # fmt: skip
    contact = only(plan_contacts(STANDARD, standing(), [item(up_to=1)], on_day(7), [broken]))
    assert contact.lead.template == "reminder.promise_broken"
    assert [(one.track, one.days) for one in contact.taken] == [(Track.EVENT, 0), (Track.DUE, 7)]


def test_a_message_may_go_again_once_the_gap_has_passed() -> None:
    customer = standing(last_sent_on=on_day(4).on)
    assert not plan_contacts(STANDARD, customer, [item()], on_day(6)).contacts
    assert plan_contacts(STANDARD, customer, [item()], on_day(7)).contacts


def test_an_item_that_has_reached_no_step_is_neither_sent_nor_suppressed() -> None:
    plan = plan_contacts(STANDARD, standing(is_opted_out=True), [item()], on_day(-10))
    assert plan == ContactPlan()


def test_a_step_counted_from_the_issue_is_taken_while_nothing_is_late() -> None:
    welcome = Step(1, "reminder.before_due", Tone.FRIENDLY, track=Track.ISSUE)
    ladder = replace(STANDARD, steps=(*STANDARD.steps, welcome), gap_days=0)
    fresh = item(issued_on=on_day(-40).on)
    assert only(plan_contacts(ladder, standing(), [fresh], on_day(-39))).lead is welcome
    told = replace(fresh, issue=Climb(up_to=1))
    assert not plan_contacts(ladder, standing(), [told], on_day(-38)).contacts


@pytest.mark.parametrize(
    ("steps", "gap"),
    [
        ((), 0),
        ((Step(7, "a", Tone.PLAIN), Step(1, "b", Tone.PLAIN)), 0),
        ((Step(7, "a", Tone.PLAIN), Step(7, "b", Tone.PLAIN)), 0),
        ((Step(1, "a", Tone.PLAIN), Step(-1, "b", Tone.PLAIN, track=Track.ISSUE)), 0),
        ((Step(1, "a", Tone.PLAIN), Step(0, "b", Tone.PLAIN, track=Track.EVENT)), 0),
        ((Step(1, "a", Tone.PLAIN, trigger=Trigger.PROMISE_BROKEN),), 0),
        ((Step(1, "a", Tone.PLAIN),), -1),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_not_made(steps: tuple[Step, ...], gap: int) -> None:
    with pytest.raises(AssertionError):
        Ladder(name="odd", version=1, steps=steps, gap_days=gap)


# What comes next.


def test_every_late_invoice_has_one_next_thing_and_it_is_the_carriers() -> None:
    older = item("inv-2", due_on=DUE - timedelta(days=20), up_to=14)
    stopped = item("inv-3", in_plan=True)
    found = next_actions(STRICT, standing(), [item(), older, stopped], on_day(2))
    told = {one.invoice_id: (one.kind, one.days, one.carried_by, one.code) for one in found}
    assert told == {
        "inv-2": (NextKind.STEP, 21, None, None),
        "inv-1": (NextKind.STEP, 21, "inv-2", None),
        "inv-3": (NextKind.STOP, None, None, Suppression.IN_PLAN),
    }


def test_the_next_thing_names_its_day_and_who_does_it() -> None:
    (following,) = next_actions(ENTERPRISE, standing(), [item(up_to=5)], on_day(7))
    assert (following.act, following.on) == (Act.CALL, on_day(10).on)
    (gapped,) = next_actions(STANDARD, standing(last_sent_on=on_day(6).on), [item()], on_day(8))
    assert (gapped.days, gapped.on) == (7, on_day(9).on)
    (promised,) = next_actions(
        STANDARD, standing(), [item(promised_until=on_day(12).on)], on_day(8)
    )
    assert (promised.code, promised.on) == (Suppression.PROMISED, on_day(12).on)


def test_at_the_end_of_the_ladder_a_person_takes_over() -> None:
    (ended,) = next_actions(STANDARD, standing(), [item(up_to=45)], on_day(80))
    assert (ended.kind, ended.act) == (NextKind.PERSON, Act.PERSON)


@given(
    invoices=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 60), st.integers(0, 120)),
        min_size=1,
        max_size=4,
    ),
    days_worked=st.sets(st.integers(0, 120), min_size=5),
    gap=st.integers(0, 10),
    entry=st.sampled_from(Entry),
)
def test_whatever_days_are_worked_no_step_is_taken_twice_late_or_too_soon(
    invoices: list[tuple[int, int, int]], days_worked: set[int], gap: int, entry: Entry
) -> None:
    """Invoices (issued, term, paid after issue, in days) of one customer over four months."""
    start = date(2026, 1, 1)
    ladder = replace(STANDARD, gap_days=gap, entry=entry)
    taken: dict[str, list[int]] = {str(number): [] for number in range(len(invoices))}
    last_taken: dict[str, date] = {}
    last: date | None = None
    for on in (start + timedelta(days=day) for day in sorted(days_worked)):
        items = [
            item(
                str(number),
                issued_on=start + timedelta(days=issued),
                due_on=start + timedelta(days=issued + term),
                balance_minor=0 if (on - start).days >= issued + paid_after else 2_000_00,
                due=Climb(
                    up_to=max(taken[str(number)], default=None),
                    last_on=last_taken.get(str(number)),
                ),
            )
            for number, (issued, term, paid_after) in enumerate(invoices)
            if (on - start).days >= issued
        ]
        day = Day(on, is_open=True, horizon=on)
        plan = plan_contacts(ladder, standing(last_sent_on=last), items, day)
        comes_next = {one.invoice_id for one in next_actions(ladder, standing(), items, day)}
        late = {one.invoice_id for one in items if one.due_on < on and one.balance_minor}
        assert comes_next == late
        assert len(plan.contacts) <= 2
        if not plan.contacts:
            continue
        assert last is None or (on - last).days >= gap
        last = on
        by_id = {one.invoice_id: one for one in items}
        for contact in plan.contacts:
            for step in contact.taken:
                one = by_id[step.invoice_id]
                assert one.balance_minor > 0
                assert step.days <= age(one.due_on, on)
                assert all(before < step.days for before in taken[step.invoice_id])
                taken[step.invoice_id] += [*step.skipped, step.days]
                last_taken[step.invoice_id] = on
    assert all(len(steps) == len(set(steps)) for steps in taken.values())


def test_a_condition_asks_for_segment_risk_and_language() -> None:
    picky = Condition(segments=("smb",), risks=("high",), languages=("de",))
    ladder = replace(STANDARD, steps=(Step(1, "reminder.first", Tone.PLAIN, when=picky),))
    fits = standing(segment="smb", risk="high", language="de")
    assert plan_contacts(ladder, fits, [item()], on_day(1)).contacts
    for other in ({"segment": "big"}, {"risk": "low"}, {"language": "en"}):
        another = replace(fits, **other)  # type: ignore[arg-type]
        assert not plan_contacts(ladder, another, [item()], on_day(1)).contacts


def test_what_is_suppressed_names_its_group() -> None:
    (row,) = plan_contacts(STANDARD, standing(is_on_hold=True), [item()], on_day(1)).suppressed
    assert row == Suppressed("inv-1", Track.DUE, 1, Suppression.ON_HOLD, Group.OVERDUE)
