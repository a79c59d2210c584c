"""Debtors of every kind for a year of reminding: where they live, who reads there, how they are meant.

Words: a *character* is what a debtor does about bills, hidden from the house; a *place* is a country
with the zones somebody there may be in, as the checker knows them.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cashwright.areas.collections.policies import (
    DUNNING,
    LADDER,
    Act,
    Assignment,
    DayRule,
    Dunning,
    Entry,
    Ladder,
    Step,
    Tone,
    Track,
    Trigger,
    dunning_value,
    value_of,
)
from cashwright.areas.controls.services import set_policy
from cashwright.areas.ledger.models import FxRate
from cashwright.areas.messaging.policies import CONTACT
from cashwright.areas.parties.models import Contact, Customer, LegalEntity
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.services import add_contact, add_segment, state_consent
from cashwright.kernel.autonomy import Autonomy
from cashwright.kernel.clock import now
from tests import makers
from tests.makers import ANN

CHARACTERS = {
    "prompt": 8, "slow": 16, "reactive": 14, "part": 10, "promiser": 14, "disputer": 12, "planner": 8,
    "silent": 8, "writer": 10, "leaver": 6, "bouncer": 6, "statue": 6,
}  # fmt: skip
"""How many of a hundred debtors are what; a statue never does anything at all."""

SEGMENTS = {
    "": 34, "SMALL": 14, "KEY": 10, "OWN": 14, "DENSE": 10, "TRIAL": 8, "CAREFUL": 6, "QUIET": 4,
}  # fmt: skip
"""How many of a hundred are meant how: trial is shadow, careful is suggest, quiet is off."""

PLACES: tuple[tuple[int, str, str, str, str, tuple[str, ...]], ...] = (
    (50, "DE", "Europe/Berlin", "EUR", "de", ("Europe/Berlin",)),
    (10, "GB", "Europe/London", "GBP", "en", ("Europe/London",)),
    (10, "US", "America/New_York", "USD", "en", ("America/New_York",)),
    (6, "US", "America/Los_Angeles", "USD", "en", ("America/Los_Angeles",)),
    (6, "US", "UTC", "USD", "en", (
        "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
        "America/Anchorage", "Pacific/Honolulu",
    )),
    (8, "JP", "Asia/Tokyo", "JPY", "en", ("Asia/Tokyo",)),
    (5, "AU", "Australia/Sydney", "USD", "en", ("Australia/Sydney",)),
    (5, "IN", "Asia/Kolkata", "EUR", "en", ("Asia/Kolkata",)),
)  # fmt: skip
"""Share, country, zone on the card, currency, language, the zones somebody there may be in."""

OWN = Ladder(
    name="own", version=1, gap_days=2, entry=Entry.STANDARD, day_rule=DayRule.PRECEDING,
    title="Every channel there is, at its own pace",
    steps=(
        Step(1, "reminder.before_due", Tone.FRIENDLY, track=Track.ISSUE),
        Step(-5, "reminder.before_due", Tone.FRIENDLY),
        Step(2, "reminder.first", Tone.FRIENDLY, Act.SMS),
        Step(9, "reminder.second", Tone.PLAIN, Act.PORTAL),
        Step(16, "reminder.third", Tone.FIRM, Act.LETTER),
        Step(23, "task.credit_hold", Tone.FIRM, Act.STOP_SERVICE),
        Step(30, "reminder.final", Tone.FINAL),
        Step(1, "call.overdue", Tone.FIRM, Act.CALL, Track.EVENT, Trigger.MESSAGE_BOUNCED),
        Step(0, "reminder.promise_broken", Tone.FIRM, Act.EMAIL, Track.EVENT, Trigger.PROMISE_BROKEN),
    ),
)  # fmt: skip
DENSE = Ladder(
    name="dense", version=1, gap_days=1, day_rule=DayRule.SAME,
    title="A word every day: only the budget holds it back",
    steps=(
        *(Step(n, "reminder.before_due", Tone.FRIENDLY) for n in (-6, -4, -2)),
        *(Step(n, "reminder.first", Tone.PLAIN) for n in range(1, 15)),
        Step(26, "call.overdue", Tone.FIRM, Act.CALL),
    ),
)  # fmt: skip
ASSIGNED = Dunning(
    assignments=(
        Assignment(ladder="strict", autonomy=Autonomy.SHADOW, segments=("TRIAL",)),
        Assignment(ladder="standard", autonomy=Autonomy.OFF, segments=("QUIET",)),
        Assignment(ladder="enterprise", autonomy=Autonomy.SUGGEST, segments=("CAREFUL",)),
        Assignment(ladder="own", segments=("OWN",)),
        Assignment(ladder="dense", segments=("DENSE",)),
        Assignment(ladder="enterprise", segments=("KEY",)),
        Assignment(ladder="gentle", segments=("SMALL",)),
        Assignment(ladder="strict", risks=("high",)),
        Assignment(ladder="standard"),
    )
)
STRICTER_AFTER = timedelta(days=3)
"""After so many days the house keeps to the stricter rules of the EU."""


@dataclass(slots=True)
class Bill:
    """An invoice as its debtor knows it."""

    invoice_id: UUID
    issued_on: date
    due_on: date
    total_minor: int


@dataclass(slots=True)
class Debtor:
    """One debtor. `zones` and `country` are what the checker judges messages by."""

    number: int
    customer: Customer
    character: str
    segment: str
    is_vip: bool
    zones: tuple[ZoneInfo, ...]
    country: str
    contacts: list[Contact]
    random: Random
    bills: list[Bill] = field(default_factory=list)
    is_with_agency: bool = False
    says: int = 0

    @property
    def pk(self) -> UUID:
        return self.customer.pk


def house(from_on: date, days: int) -> LegalEntity:
    """Our company with its ladders, who climbs which, and the rates of a year."""
    home = makers.entity()
    for ladder in (OWN, DENSE):
        name = f"{LADDER}.{ladder.name}"
        set_policy(
            name=name, value=value_of(ladder), valid_from=date(2020, 1, 1), by=ANN, why="year"
        )
    set_policy(
        name=DUNNING, value=dunning_value(ASSIGNED), valid_from=date(2020, 1, 1), by=ANN, why="year"
    )
    set_policy(
        name=CONTACT, value={"preset": "eu"}, valid_from=from_on + STRICTER_AFTER, by=ANN,
        why="we sell to people now",
    )  # fmt: skip
    for code in filter(None, SEGMENTS):
        add_segment(code=code, name=code.title(), by=ANN)
    FxRate.objects.bulk_create(
        FxRate(
            base="EUR", quote=quote, on=from_on + timedelta(days=offset), numerator=hundredths,
            denominator=100, source="test",
        )
        for offset in range(-60, days + 2)
        for quote, hundredths in {"USD": 108, "JPY": 16_100, "GBP": 86}.items()
    )  # fmt: skip
    return home


def debtor(home: LegalEntity, number: int, segments: dict[str, UUID]) -> Debtor:
    """The debtor of a number: always the same one."""
    random = Random(f"debtor {number}")
    character, segment = _drawn(random, CHARACTERS), _drawn(random, SEGMENTS)
    place = random.choices(PLACES, [place[0] for place in PLACES])[0]
    is_vip, delivery = random.random() < 0.04, "none" if random.random() < 0.03 else "email"
    is_reached = random.random() > 0.04
    if number < len(SEGMENTS):  # of each there is one at home who could be reached and never pays
        character, segment, place = "silent", list(SEGMENTS)[number], PLACES[0]
        is_vip, delivery, is_reached = False, "email", True
    _, country, zone, currency, language, zones = place
    card: dict[str, Any] = {
        "country": country, "zone": zone, "currency": currency, "language": language,
        "is_vip": is_vip, "postal_address": "1 Road\nTown", "delivery": delivery,
    }  # fmt: skip
    if segment:
        card["segment_id"] = segments[segment]
    made = Debtor(
        number, makers.customer(home, f"C-{number:05}", **card), character, segment, is_vip,
        tuple(map(ZoneInfo, zones)), country, [], random,
    )  # fmt: skip
    if is_reached:
        made.contacts.append(_reader(made, "ap", number, roles=["accounts_payable"]))
    if random.random() < 0.3:
        made.contacts.append(_reader(made, "cfo", number))
    return made


def _reader(of: Debtor, name: str, number: int, **more: Any) -> Contact:
    card: dict[str, Any] = {"email": f"{name}{number}@buyer.example", **more}
    if of.random.random() < 0.6:
        card["phone"] = f"+4915{number:05}{len(of.contacts)}00"
    if of.random.random() < 0.1:
        card["zone"] = "Asia/Tokyo"
    contact = add_contact(customer_id=of.pk, name=f"{name.title()} {number}", card=card, by=ANN)
    if contact.phone and of.random.random() < 0.6:
        state_consent(
            contact_id=contact.pk, channel=Channel.SMS, purpose=Purpose.REMINDERS,
            is_given=of.random.random() < 0.8, stated_at=now(), proof="form", by=ANN,
        )  # fmt: skip
    return contact


def _drawn(random: Random, shares: dict[str, int]) -> str:
    return random.choices(list(shares), list(shares.values()))[0]
