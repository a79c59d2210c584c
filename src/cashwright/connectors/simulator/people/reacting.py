"""What somebody does about a message: sees it or not, writes back or not, pays sooner, later or when promised.

Pure: the same message to the same people gives the same reaction, whenever anybody asks. What changes
in how an invoice is paid is a `Change`; whoever pays (`simulator.paying`) keeps to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from cashwright.connectors.simulator.people.characters import (
    ELSEWHERE,
    HOUR_COSTS,
    OTHER_TONE,
    Character,
    Kind,
    dice_of,
)
from cashwright.connectors.simulator.people.exchanges import (
    Change,
    Objection,
    Reaction,
    Reply,
    Says,
    Told,
)

_SAYS: Mapping[Kind, Mapping[Says, int]] = {
    Kind.PROMPT: {
        Says.PAID_ALREADY: 30, Says.PROMISE: 25, Says.COPY_WANTED: 18, Says.OUT_OF_OFFICE: 12,
        Says.DISPUTE: 14, Says.WRONG_CONTACT: 4, Says.OTHER: 5,
    },
    Kind.FORGETFUL: {
        Says.PROMISE: 55, Says.PAID_ALREADY: 12, Says.COPY_WANTED: 12, Says.OUT_OF_OFFICE: 8,
        Says.DISPUTE: 12, Says.WRONG_CONTACT: 3, Says.OTHER: 4,
    },
    Kind.SHORT: {
        Says.PROMISE: 66, Says.PAYMENT_PLAN: 20, Says.OTHER: 8, Says.OUT_OF_OFFICE: 6,
    },
    Kind.STRATEGIC: {
        Says.PROMISE: 58, Says.COPY_WANTED: 12, Says.OUT_OF_OFFICE: 10, Says.DISPUTE: 14,
        Says.OPT_OUT: 2, Says.OTHER: 4,
    },
    Kind.DISPUTER: {
        Says.DISPUTE: 62, Says.PROMISE: 20, Says.COPY_WANTED: 10, Says.OTHER: 8,
    },
    Kind.SILENT: {Says.OUT_OF_OFFICE: 70, Says.WRONG_CONTACT: 30},
}  # fmt: skip
_GIVEN = frozenset({Says.PROMISE, Says.PAYMENT_PLAN})
_BEFORE_DUE = 0.25  # of what is said or done about something late
_PROMISED_DAYS = (10, 24)  # not sooner than the next third of a month: banks tell by thirds
_ON_ITS_WAY_DAYS = 2  # so long money is under way
_NOT_BEFORE_DUE = frozenset({Says.PAYMENT_PLAN, Says.OTHER})


def reaction(seed: int, who: str, character: Character, told: Told) -> Reaction:
    """What the people of a customer do about a message."""
    roll = dice_of(seed, "reacts", who, told.on, told.channel, told.step)
    if roll.random() >= seen_chance(character, told):
        return Reaction(is_seen=False)
    weight = 1.0 if any(one.due_on < told.on for one in told.owed) else _BEFORE_DUE
    is_moved = roll.random() < moved_chance(character, told) * weight
    reply = None
    if told.owed and roll.random() < character.answers * weight * told.weight:
        reply = _reply(roll, character, told)
    changes: tuple[Change, ...] = ()
    if reply is not None:
        changes = _follows(roll, reply)
    elif is_moved:
        days = roll.randint(1, character.moved_days)
        changes = tuple(
            Change(one.document_no, told.on, latest=told.on + timedelta(days=days))
            for one in told.owed
            if one.due_on < told.on
        )
    return Reaction(True, reply, changes, is_moved and reply is None)


def as_payer(reply: Reply, pays_on: date) -> Reply:
    """What is written instead by somebody whose money comes on a day anyway: that it does, or did."""
    if reply.says not in (Says.PROMISE, Says.DISPUTE, Says.PAYMENT_PLAN):
        return reply
    if pays_on <= reply.on + timedelta(days=_ON_ITS_WAY_DAYS):
        return replace(
            reply, says=Says.PAID_ALREADY, due_on=None, amount_minor=0, objection=None, keeps=False
        )
    if reply.says is Says.DISPUTE:
        return reply  # they object, and pay all the same
    amount = sum(one.open_minor for one in reply.about)
    return replace(reply, says=Says.PROMISE, due_on=pays_on, amount_minor=amount, keeps=True)


def seen_chance(character: Character, told: Told) -> float:
    """How likely a message is seen: by channel, and by how far from their best hour it came."""
    away = abs(told.hour - character.best_hour)
    at_place = 1.0 if told.channel == character.best_channel else ELSEWHERE
    # Most people read their mail even where they like another channel better.
    place = max(at_place, 0.8) if told.channel == "email" else at_place
    return max(0.05, character.reads * place - HOUR_COSTS * away)


def moved_chance(character: Character, told: Told) -> float:
    """How likely who saw a message pays because of it."""
    return character.moved * (1.0 if told.tone == character.best_tone else OTHER_TONE)


def _reply(roll: Random, character: Character, told: Told) -> Reply:
    odds = dict(_SAYS[character.kind])
    if all(one.due_on >= told.on for one in told.owed):
        odds = {says: odd for says, odd in odds.items() if says not in _NOT_BEFORE_DUE}
    says = roll.choices(list(odds), list(odds.values()))[0]
    on = (
        told.on
        if says is Says.OUT_OF_OFFICE
        else _weekday(told.on + timedelta(roll.choice((1, 1, 2))))
    )
    hour = told.hour if says is Says.OUT_OF_OFFICE else roll.randint(8, 10)
    about, amount, due_on, objection = told.owed, 0, None, None
    match says:
        case Says.PROMISE:
            due_on = _weekday(on + timedelta(days=roll.randint(*_PROMISED_DAYS)))
            amount = sum(one.open_minor for one in about)
        case Says.DISPUTE:
            about = (max(told.owed, key=lambda one: one.open_minor),)
            objection = roll.choice(list(Objection))
            amount = _objected(about[0].open_minor, objection, roll)
        case Says.OUT_OF_OFFICE:
            due_on = _weekday(on + timedelta(days=roll.randint(3, 12)))
        case Says.COPY_WANTED:
            about = (roll.choice(told.owed),)
    return Reply(
        says=says, on=on, hour=hour, about=about, due_on=due_on, amount_minor=amount,
        objection=objection, keeps=says in _GIVEN and roll.random() < character.keeps,
    )  # fmt: skip


def _objected(open_minor: int, objection: Objection, roll: Random) -> int:
    """How much of an invoice is objected to: all of it where it should not be there at all."""
    if objection in (Objection.DUPLICATE, Objection.PURCHASE_ORDER):
        return open_minor
    return max(1, open_minor * roll.choice((10, 15, 20, 30, 50)) // 100)


def _follows(roll: Random, reply: Reply) -> tuple[Change, ...]:
    """How the invoices of a reply are paid from then on."""
    if reply.says is Says.PROMISE:
        assert reply.due_on is not None
        if reply.keeps:
            return _all(reply, latest=reply.due_on)
        return _all(reply, earliest=reply.due_on + timedelta(days=roll.randint(8, 30)))
    if reply.says is Says.PAYMENT_PLAN:
        days = roll.randint(8, 18) if reply.keeps else roll.randint(70, 100)
        on = reply.on + timedelta(days=days)
        return _all(reply, latest=on) if reply.keeps else _all(reply, earliest=on)
    if reply.says is Says.DISPUTE:
        return _all(reply, earliest=reply.on + timedelta(days=roll.randint(25, 45)))
    return ()


def _all(
    reply: Reply, earliest: date | None = None, latest: date | None = None
) -> tuple[Change, ...]:
    return tuple(Change(one.document_no, reply.on, earliest, latest) for one in reply.about)


def _weekday(on: date) -> date:
    return on + timedelta(days=7 - on.weekday()) if on.weekday() >= 5 else on
