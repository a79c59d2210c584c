"""Rules and frames of collections mean the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cashwright.areas.collections import frames, rules
from cashwright.areas.collections.policies import (
    READY,
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
from cashwright.kernel.autonomy import Autonomy

ON = date(2026, 6, 15)
BUSY = Ladder(
    name="busy",
    version=3,
    steps=(
        Step(-3, "a", Tone.FRIENDLY),
        Step(0, "b", Tone.FRIENDLY, Act.PORTAL),
        Step(2, "c", Tone.PLAIN, Act.SMS),
        Step(6, "d", Tone.PLAIN, when=Condition(amount_min_minor=4)),
        Step(9, "e", Tone.FIRM, Act.CALL, when=Condition(risks=("high",))),
        Step(20, "f", Tone.FINAL, Act.LETTER, when=Condition(segments=("smb", ""))),
        Step(1, "g", Tone.FRIENDLY, track=Track.ISSUE),
        Step(5, "h", Tone.PLAIN, track=Track.ISSUE, when=Condition(languages=("de",))),
        Step(0, "i", Tone.FIRM, Act.CALL, track=Track.EVENT, trigger=Trigger.MESSAGE_BOUNCED),
        Step(1, "j", Tone.FIRM, track=Track.EVENT, trigger=Trigger.PROMISE_BROKEN),
    ),
    gap_days=2,
)
PACED = replace(BUSY, name="paced", entry=Entry.STANDARD, day_rule=DayRule.PRECEDING)
LADDERS = {**READY, "busy": BUSY, "paced": PACED}

days_around = st.integers(-45, 12).map(lambda days: ON + timedelta(days=days))
seldom = st.sampled_from([False] * 9 + [True])
sometimes = st.sampled_from([False] * 5 + [True])
climbs = st.builds(
    lambda up_to, last_on: rules.Climb(up_to=up_to, last_on=None if up_to is None else last_on),
    st.none() | st.sampled_from([-3, 0, 2, 6, 9, 14, 20, 30, 45, 60]),
    days_around,
)
an_item = st.builds(
    rules.DunningItem,
    invoice_id=st.just(""),
    currency=st.sampled_from(["EUR", "EUR", "USD"]),
    issued_on=st.sampled_from([*[ON - timedelta(days=70)] * 9, ON - timedelta(days=1)]),
    due_on=days_around,
    balance_minor=st.sampled_from([5, 5, 5, 5, 4, 3, 2, 1, 0]),
    held_minor=st.sampled_from([*[0] * 9, 1, 5]),
    pending_minor=st.sampled_from([*[0] * 9, 2]),
    promised_until=st.sampled_from(
        [*[None] * 9, ON - timedelta(days=1), ON, ON + timedelta(days=3)]
    ),
    in_plan=seldom,
    is_placed=seldom,
    due=climbs,
    issue=st.builds(rules.Climb, up_to=st.none() | st.sampled_from([1, 5])),
)
a_customer = st.builds(
    rules.Standing,
    customer_id=st.just(""),
    has_contact=sometimes.map(lambda flag: not flag),
    has_consent=st.sampled_from([True, True, True, False]),
    is_opted_out=sometimes,
    is_on_hold=seldom,
    may_sms=st.booleans(),
    is_vip=seldom,
    has_replied=seldom,
    last_sent_on=st.sampled_from([*[None] * 9, ON - timedelta(days=1), ON - timedelta(days=3)]),
    sent_7=st.sampled_from([*[0] * 9, 3]),
    segment=st.sampled_from(["", "smb", "big"]),
    risk=st.sampled_from(["low", "high"]),
    language=st.sampled_from(["en", "de"]),
    autonomy=st.sampled_from([*[Autonomy.AUTO] * 8, Autonomy.SUGGEST, Autonomy.OFF]),
)
an_event = st.tuples(
    st.sampled_from([Trigger.PROMISE_BROKEN, Trigger.PLAN_DEFAULTED, Trigger.MESSAGE_BOUNCED]),
    st.integers(0, 4),
    st.integers(-3, 1).map(lambda days: ON + timedelta(days=days)),
)
a_day = st.builds(
    lambda is_open, ahead: (is_open, ahead), st.sampled_from([*[True] * 9, False]),
    st.sampled_from([0, 0, 2]),
)  # fmt: skip
Book = tuple[rules.Standing, list[rules.DunningItem], str, list[tuple[Trigger, int, date]]]
books_of = st.lists(
    st.tuples(
        a_customer, st.lists(an_item, max_size=5), st.sampled_from([*sorted(LADDERS), "busy", "busy"]),
        st.lists(an_event, max_size=2),
    ),
    max_size=12,
)  # fmt: skip


@given(st.lists(st.dates(ON - timedelta(days=200), ON + timedelta(days=50)), max_size=30))
def test_age_has_one_meaning(due_dates: list[date]) -> None:
    frame = frames.age(pl.LazyFrame({"due_on": due_dates}, schema={"due_on": pl.Date}), ON)
    assert frame.select("days_past_due", "bucket").collect().rows() == [
        (rules.age(due_on, ON), rules.bucket(due_on, ON).value) for due_on in due_dates
    ]


def test_the_books_tried_have_everything_in_them() -> None:
    """What never comes up is never compared."""
    seen: set[str] = set()

    @settings(max_examples=150, database=None, derandomize=True)
    @given(books_of, a_day)
    def look(books: list[Book], opening: tuple[bool, int]) -> None:
        day = rules.Day(ON, is_open=opening[0], horizon=ON + timedelta(days=opening[1]))
        for number, (standing, items, name, _) in enumerate(books):
            happened = _happened(number, books[number])
            numbered = _numbered(number, items)
            plan = rules.plan_contacts(LADDERS[name], standing, numbered, day, happened)
            seen.update(str(one.code) for one in plan.suppressed)
            seen.update(f"{one.group}/{one.act}/{one.detour}" for one in plan.contacts)
            seen.update(str(one.track) for contact in plan.contacts for one in contact.taken)

    look()
    wanted = {str(code) for code in rules.Suppression} | {str(track) for track in Track}
    wanted |= {
        "overdue/email/",
        "overdue/call/",
        "overdue/sms/",
        "overdue/person/vip",
        "upcoming/email/",
    }
    assert wanted - seen == set()


def late(days: int, up_to: int | None = None) -> rules.DunningItem:
    return rules.DunningItem(
        invoice_id="", currency="EUR", issued_on=ON - timedelta(days=70),
        due_on=ON - timedelta(days=days), balance_minor=5, due=rules.Climb(up_to=up_to),
    )  # fmt: skip


PLAIN = rules.Standing(customer_id="", risk="low", language="en")
CARRIED: list[Book] = [
    (PLAIN, [late(3), late(8, up_to=6)], "busy", []),  # the older one has nothing due: both wait
    (PLAIN, [late(3), late(20, up_to=6)], "busy", []),  # it has, and takes the younger along
    (PLAIN, [late(3), late(40, up_to=20)], "busy", []),  # it is at its end and carries nobody
    (
        PLAIN,
        [late(3), late(8, up_to=6)],
        "busy",
        [(Trigger.PROMISE_BROKEN, 1, ON - timedelta(days=1))],
    ),
]


@settings(max_examples=40)
@given(books_of, a_day)
@example(CARRIED, (True, 0))
def test_what_is_said_on_a_day_has_one_meaning(
    books: list[Book], opening: tuple[bool, int]
) -> None:
    is_open, ahead = opening
    day = rules.Day(ON, is_open=is_open, horizon=ON + timedelta(days=ahead))
    by_rule = []
    for number, (standing, items, name, _) in enumerate(books):
        plan = rules.plan_contacts(
            LADDERS[name], replace(standing, customer_id=str(number)), _numbered(number, items),
            day, _happened(number, books[number]),
        )  # fmt: skip
        by_rule += _taken(str(number), plan) + _suppressed(str(number), plan)
    frame = frames.plan_contacts(
        _items(books), _standings(books), _events(books), LADDERS, dict.fromkeys(LADDERS, day)
    )  # fmt: skip
    told = frame.select(
        "customer_id", "invoice_id", "track", "days", "event_id", "suppressed", "group",
        "lead_track", "lead_days", "lead_trigger", "act", "detour",
        pl.when(pl.col("suppressed").is_null()).then("skipped"),
    ).rows()  # fmt: skip
    assert sorted(map(_plain, told)) == sorted(map(_plain, by_rule))


@settings(max_examples=40)
@given(books_of)
def test_what_comes_next_has_one_meaning_and_is_one_thing(books: list[Book]) -> None:
    day = rules.Day(ON, is_open=True, horizon=ON)
    by_rule = [
        (
            str(number), one.invoice_id, one.kind.value, one.days, one.act and one.act.value,
            one.on, one.code and one.code.value, one.carried_by,
        )
        for number, (standing, items, name, _) in enumerate(books)
        for one in rules.next_actions(LADDERS[name], standing, _numbered(number, items), day)
    ]  # fmt: skip
    asked = _items(books), _standings(books), LADDERS, dict.fromkeys(LADDERS, day)
    frame = frames.next_actions(*asked)
    assert sorted(map(_plain, frame.rows())) == sorted(map(_plain, by_rule))
    left = frame.filter(pl.col("kind") == rules.NextKind.PERSON.value)
    oldest = left.unique("customer_id", keep="first", maintain_order=True)
    assert frames.ended(*asked).rows() == oldest.select("customer_id", "invoice_id").rows()
    late = [
        f"{number}-{place}"
        for number, (_, items, _, _) in enumerate(books)
        for place, item in enumerate(items)
        if item.due_on < ON and item.balance_minor > 0
    ]
    assert sorted(frame["invoice_id"].to_list()) == sorted(late)


def _plain(row: Sequence[object]) -> tuple[str, ...]:
    return tuple(map(str, row))


def _taken(customer: str, plan: rules.ContactPlan) -> list[tuple[object, ...]]:
    return [
        (
            customer, taken.invoice_id, taken.track.value, taken.days, taken.event_id, None,
            contact.group.value, contact.lead.track.value, contact.lead.days,
            str(contact.lead.trigger), contact.act.value, contact.detour, list(taken.skipped),
        )
        for contact in plan.contacts
        for taken in contact.taken
    ]  # fmt: skip


def _suppressed(customer: str, plan: rules.ContactPlan) -> list[tuple[object, ...]]:
    return [
        (
            customer, row.invoice_id, row.track.value, row.days, row.event_id, row.code.value,
            row.group and row.group.value, None, None, None, None, None, None,
        )
        for row in plan.suppressed
    ]  # fmt: skip


def _numbered(number: int, items: list[rules.DunningItem]) -> list[rules.DunningItem]:
    return [replace(item, invoice_id=f"{number}-{place}") for place, item in enumerate(items)]


def _happened(number: int, book: Book) -> list[rules.Happened]:
    _, items, _, events = book
    return [
        rules.Happened(
            trigger=trigger, event_id=f"event-{number}-{place}", invoice_id=f"{number}-{of}",
            happened_on=on,
        )
        for place, (trigger, of, on) in enumerate(events)
        if of < len(items)
    ]  # fmt: skip


def _items(books: list[Book]) -> pl.DataFrame:
    rows = [
        (
            str(number), item.invoice_id, item.currency, item.issued_on, item.due_on,
            item.balance_minor, item.held_minor, item.pending_minor, item.promised_until,
            item.in_plan, item.is_placed, item.due.up_to, item.due.last_on, item.issue.up_to,
        )
        for number, (_, items, _, _) in enumerate(books)
        for item in _numbered(number, items)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=frames.ITEMS, orient="row")


def _standings(books: list[Book]) -> pl.DataFrame:
    rows = [
        (
            str(number), name, str(one.autonomy), one.has_contact, one.has_consent,
            one.is_opted_out, one.is_on_hold, one.may_sms, one.is_vip, one.has_replied,
            one.last_sent_on, one.sent_7, one.sent_7_max, one.segment, one.risk, one.language,
        )
        for number, (one, _, name, _) in enumerate(books)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=frames.STANDINGS, orient="row")


def _events(books: list[Book]) -> pl.DataFrame:
    rows = [
        (str(one.trigger), one.event_id, one.invoice_id, one.happened_on)
        for number, book in enumerate(books)
        for one in _happened(number, book)
    ]
    return pl.DataFrame(rows, schema=frames.HAPPENED, orient="row")
