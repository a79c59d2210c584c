"""The people at the other end: the same seed gives the same life, and what is hidden shows in what they do."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cashwright.areas.disputes.policies import Reason
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.rules.inbox.intents import Reader
from cashwright.areas.messaging.rules.inbox.mail import read_mail
from cashwright.connectors.simulator.people import (
    Character,
    Correspondence,
    Kind,
    Objection,
    Owed,
    Reaction,
    Reply,
    Says,
    Told,
    character,
    mail,
    reaction,
)

MONDAY = date(2026, 3, 2)
FORGETFUL = replace(character(1, "C-1", kind=Kind.FORGETFUL), best_hour=10, best_tone="firm")


def told(n: int, **more: Any) -> Told:
    on = MONDAY + timedelta(days=n)
    owed = (Owed("INV-2026-0007", 1_200_00, on - timedelta(days=7)),)
    given = {
        "on": on,
        "hour": 10,
        "channel": "email",
        "step": "first",
        "tone": "firm",
        "owed": owed,
    }
    return Told(**{**given, **more})


def reactions(who: Character, count: int = 600, **more: Any) -> list[Reaction]:
    return [reaction(1, "C-1", who, told(n, **more)) for n in range(count)]


def test_the_same_seed_gives_the_same_people_who_do_the_same() -> None:
    assert character(7, "C-9") == character(7, "C-9")
    assert {character(seed, "C-9").kind for seed in range(30)} > {Kind.PROMPT, Kind.FORGETFUL}
    assert reactions(FORGETFUL, 50) == reactions(FORGETFUL, 50)


def test_a_message_at_their_hour_and_in_their_tone_is_seen_and_works_more_often() -> None:
    def counted(**more: Any) -> tuple[int, int]:
        found = reactions(FORGETFUL, **more)
        return sum(one.is_seen for one in found), sum(one.is_moved for one in found)

    seen, moved = counted()
    assert counted(hour=20)[0] < seen * 0.8
    assert counted(channel="sms")[0] < seen * 0.7
    assert counted(tone="friendly")[1] < moved * 0.75
    assert moved > 600 * 0.3


def test_what_is_not_due_yet_is_rarely_answered_and_moves_nobody_sooner() -> None:
    ahead = [Owed("INV-2026-0007", 1_200_00, MONDAY + timedelta(days=700))]
    found = reactions(FORGETFUL, owed=tuple(ahead))
    assert not [one for one in found if one.is_moved and one.changes]
    assert sum(one.reply is not None for one in found) < 600 * 0.06


def test_promises_are_kept_as_often_as_the_character_keeps_them() -> None:
    def kept(kind: Kind) -> float:
        who = replace(character(1, "C-1", kind=kind), answers=1.0)
        found = [one.reply for one in reactions(who, 1500) if one.reply is not None]
        promises = [one for one in found if one.says is Says.PROMISE]
        assert len(promises) > 200
        return sum(one.keeps for one in promises) / len(promises) - who.keeps

    assert abs(kept(Kind.SHORT)) < 0.06
    assert abs(kept(Kind.STRATEGIC)) < 0.06


def test_a_kept_promise_is_paid_by_its_day_and_a_broken_one_well_after_it() -> None:
    who = replace(character(1, "C-1", kind=Kind.SHORT), answers=1.0)
    for one in reactions(who, 300):
        if one.reply is None or one.reply.says is not Says.PROMISE:
            continue
        (change,), due_on = one.changes, one.reply.due_on
        assert due_on is not None
        assert due_on.weekday() < 5
        assert one.reply.amount_minor == 1_200_00
        if one.reply.keeps:
            assert (change.earliest, change.latest) == (None, due_on)
        else:
            assert change.earliest is not None
            assert change.earliest > due_on + timedelta(days=7)


def test_who_disputes_names_a_part_of_one_invoice_and_holds_it_back() -> None:
    who = replace(character(1, "C-1", kind=Kind.DISPUTER), answers=1.0)
    found = [one for one in reactions(who, 200) if one.reply and one.reply.says is Says.DISPUTE]
    assert len(found) > 60
    for one in found:
        assert one.reply is not None
        assert 0 < one.reply.amount_minor <= 1_200_00
        assert one.changes[0].earliest
        assert one.changes[0].latest is None


def test_their_words_are_those_of_the_house() -> None:
    assert {str(one) for one in Says} == {str(one) for one in Intent}
    assert {str(one) for one in Objection} <= {str(one) for one in Reason}


def written(n: int, language: str, says: Reply) -> bytes:
    about = Correspondence(
        name="Anja Weber", address="ap@amber.example", to_address="billing@northwind.example",
        to_name="Northwind", answers_id="msg_7@northwind.example", subject="Reminder: INV-2026-0007",
        body="Please pay this by Friday.\nWe paid attention to everything.",
        sent_at=datetime(2026, 3, 2, 12, tzinfo=UTC), currency="EUR",
    )  # fmt: skip
    who = character(1, f"C-{n}", language=language)
    return mail(1, f"C-{n}", who, says, about, datetime(2026, 3, 4, 9, tzinfo=UTC))


def test_what_they_write_is_threaded_and_mostly_read_as_it_was_meant() -> None:
    right: Counter[bool] = Counter()
    about = (Owed("INV-2026-0007", 1_200_00, MONDAY),)
    for n in range(40):
        for says in (Says.PROMISE, Says.PAID_ALREADY, Says.DISPUTE, Says.OUT_OF_OFFICE):
            reply = Reply(
                says=says, on=date(2026, 3, 4), hour=9, about=about, due_on=date(2026, 3, 19),
                amount_minor=180_00,
                objection=list(Objection)[n % 5] if says is Says.DISPUTE else None,
            )  # fmt: skip
            read = read_mail(written(n, ("en", "de", "fr", "nl")[n % 4], reply))
            assert read.answers == ("msg_7@northwind.example",)
            assert read.is_auto is (says is Says.OUT_OF_OFFICE)
            assert "paid attention" not in read.reply_text
            readings = Reader(on=reply.on).read(read.reply_text, is_auto=read.is_auto)
            right[str(readings[0].intent) == says] += 1
            if says is Says.PROMISE:
                assert readings[0].on == reply.due_on
    assert right[False] <= right[True] * 0.08


def test_a_mail_written_anew_is_the_same_mail() -> None:
    reply = Reply(says=Says.OTHER, on=MONDAY, hour=9, about=())
    assert written(3, "en", reply) == written(3, "en", reply)
