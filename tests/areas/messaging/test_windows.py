"""Windows: nobody is written to at night, on days off, or too often, wherever they may be."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import holidays
import pytest

from cashwright.areas.messaging.policies import (
    PRESETS,
    ContactPolicy,
    Stop,
    contact_policy_of,
    value_of_contact,
)
from cashwright.areas.messaging.refusals import BadContactPolicy
from cashwright.areas.messaging.rules.windows import Contacted, Recipient, Verdict, may_contact
from cashwright.areas.messaging.rules.zones import plausible_zones, zones_of
from cashwright.areas.parties.policies import Channel

STANDARD = PRESETS["standard"]


def recipient(zone: str = "Europe/Berlin", country: str = "DE", *said: Contacted) -> Recipient:
    return Recipient(zones=(ZoneInfo(zone),), country=country, history=said)


def local(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type, misc]


def test_three_at_night_is_refused_and_waits_for_eight() -> None:
    verdict = may_contact(
        recipient(), STANDARD, Channel.EMAIL, local("Europe/Berlin", 2026, 3, 3, 3)
    )
    assert verdict == Verdict(Stop.QUIET_HOURS, local("Europe/Berlin", 2026, 3, 3, 8))


def test_the_hour_is_the_recipients_not_ours() -> None:
    at = datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert may_contact(recipient(), STANDARD, Channel.EMAIL, at).stop is None
    west = recipient("America/Los_Angeles", "US")
    assert may_contact(west, STANDARD, Channel.EMAIL, at) == Verdict(
        Stop.QUIET_HOURS, local("America/Los_Angeles", 2026, 3, 3, 8)
    )


def test_a_letter_wakes_nobody() -> None:
    at = local("Europe/Berlin", 2026, 3, 1, 3)
    assert may_contact(recipient(), STANDARD, Channel.POST, at).stop is None


@pytest.mark.parametrize(
    ("zone", "country", "at", "opens"),
    [
        # Holy Saturday to Easter Monday; a Friday night in Riyadh, whose week ends then.
        ("Europe/Berlin", "DE", (2026, 4, 4, 10), (2026, 4, 7, 8)),
        ("Asia/Riyadh", "SA", (2026, 3, 6, 10), (2026, 3, 8, 8)),
        ("America/New_York", "US", (2026, 11, 26, 10), (2026, 11, 27, 8)),
    ],
)
def test_weekends_and_holidays_of_the_recipients_country_are_days_off(
    zone: str, country: str, at: tuple[int, ...], opens: tuple[int, ...]
) -> None:
    verdict = may_contact(recipient(zone, country), STANDARD, Channel.EMAIL, local(zone, *at))
    assert verdict == Verdict(Stop.DAY_OFF, local(zone, *opens))


def test_nights_of_the_clock_change_end_at_the_same_hour_on_the_wall() -> None:
    every_day = ContactPolicy(business_days_only=False)
    for night in (date(2026, 3, 29), date(2026, 10, 25)):
        at = local("Europe/Berlin", night.year, night.month, night.day, 1)
        verdict = may_contact(recipient(), every_day, Channel.EMAIL, at)
        assert verdict.next_at is not None
        opens = verdict.next_at.astimezone(ZoneInfo("Europe/Berlin"))
        assert (opens.date(), opens.hour, opens.minute) == (night, 8, 0)


def test_where_the_zone_is_not_known_it_has_to_be_day_everywhere_in_the_country() -> None:
    zones = plausible_zones("", "UTC", "US")
    assert ZoneInfo("Pacific/Honolulu") in zones
    unknown = Recipient(zones=zones, country="US")
    morning = local("America/New_York", 2026, 3, 3, 10)
    assert may_contact(unknown, STANDARD, Channel.EMAIL, morning) == Verdict(
        Stop.QUIET_HOURS, local("Pacific/Honolulu", 2026, 3, 3, 8)
    )
    assert plausible_zones("Asia/Tokyo", "Europe/Berlin", "US") == (ZoneInfo("Asia/Tokyo"),)
    assert plausible_zones("", "Europe/Berlin", "US") == (ZoneInfo("Europe/Berlin"),)
    assert plausible_zones("", "", "ZZ") == (ZoneInfo("UTC"),)


def test_the_budget_counts_all_channels_and_ends_when_the_oldest_is_a_week_old() -> None:
    at = local("Europe/Berlin", 2026, 3, 5, 12)
    said = [
        Contacted(at - timedelta(days=days), channel)
        for days, channel in ((6, "email"), (3, "sms"), (2, "post"), (1, "portal"))
    ]
    verdict = may_contact(recipient("Europe/Berlin", "DE", *said), STANDARD, Channel.EMAIL, at)
    assert verdict == Verdict(Stop.BUDGET, at + timedelta(days=1))
    assert (
        may_contact(recipient("Europe/Berlin", "DE", *said[1:]), STANDARD, Channel.EMAIL, at).stop
        is None
    )


def test_two_messages_keep_their_distance() -> None:
    at = local("Europe/Berlin", 2026, 3, 3, 12)
    said = Contacted(at - timedelta(hours=23))
    verdict = may_contact(recipient("Europe/Berlin", "DE", said), PRESETS["eu"], Channel.EMAIL, at)
    assert verdict == Verdict(Stop.GAP, at + timedelta(hours=1))


def test_an_eighth_call_in_seven_days_is_refused_and_so_is_one_after_a_talk() -> None:
    us = PRESETS["us"]
    at = local("America/New_York", 2026, 3, 10, 12)
    calls = [Contacted(at - timedelta(hours=20 * n), Channel.PHONE) for n in range(1, 8)]
    called = recipient("America/New_York", "US", *calls)
    assert may_contact(called, us, Channel.PHONE, at).stop is Stop.CALL_CAP
    assert may_contact(called, us, Channel.EMAIL, at).stop is None
    talked = recipient(
        "America/New_York", "US", Contacted(at - timedelta(days=2), Channel.PHONE, talked=True)
    )
    # The day of the conversation, Sunday 8 March, is day one: Sunday the 15th is no weekday of the preset.
    assert may_contact(talked, us, Channel.PHONE, at) == Verdict(
        Stop.TALKED, local("America/New_York", 2026, 3, 16, 8)
    )


@lru_cache(maxsize=64)
def _calendar(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def test_twenty_thousand_random_cases_send_nothing_outside() -> None:
    """The check is written anew: hours by the zone, days by the library, counts by hand."""
    chance = random.Random(20_260_302)
    countries = ["DE", "US", "FR", "BR", "AU", "JP", "IN", "SA", "CA", "GB"]
    zones = [ZoneInfo(name) for name in sorted(available_timezones()) if "/" in name]
    outside = sent = 0
    for _ in range(20_000):
        country = chance.choice(countries)
        known = chance.random() < 0.7
        where = (chance.choice(zones),) if known else plausible_zones("", "", country)
        policy = ContactPolicy(
            from_hour=chance.randint(0, 10), until_hour=chance.randint(18, 24),
            business_days_only=chance.random() < 0.5, budget=chance.randint(1, 5),
            gap_hours=chance.choice([0, 0, 24, 72]),
        )  # fmt: skip
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(525_600))
        said = [
            Contacted(start - timedelta(minutes=chance.randrange(14 * 1_440)), Channel.EMAIL)
            for _ in range(chance.randint(0, 6))
        ]
        whom = Recipient(zones=where, country=country, history=said)
        verdict = may_contact(whom, policy, Channel.EMAIL, start)
        at = start if verdict.stop is None else verdict.next_at
        if at is None:
            continue
        sent += 1
        outside += not _inside(at, where, country, policy, said)
        if verdict.stop is not None:  # it was right to say no
            assert not _inside(start, where, country, policy, said)
    assert outside == 0
    assert sent > 19_000


def _inside(
    at: datetime,
    zones: tuple[ZoneInfo, ...],
    country: str,
    policy: ContactPolicy,
    said: list[Contacted],
) -> bool:
    for zone in zones:
        there = at.astimezone(zone)
        if not policy.from_hour <= there.hour < policy.until_hour:
            return False
        if policy.business_days_only and not _calendar(country).is_working_day(there.date()):
            return False
    week = [one for one in said if timedelta() <= at - one.at < timedelta(days=7)]
    if len(week) >= policy.budget:
        return False
    return all(at - one.at >= timedelta(hours=policy.gap_hours) for one in said)


def test_a_policy_is_stored_and_read_back_and_nonsense_is_refused() -> None:
    for policy in PRESETS.values():
        assert contact_policy_of(value_of_contact(policy)) == policy
    assert contact_policy_of({"preset": "us", "budget": 2}).budget == 2
    assert contact_policy_of(None) == STANDARD
    wrongs: tuple[dict[str, object], ...] = (
        {"from_hour": 22, "until_hour": 8}, {"preset": "mars"}, {"budget": 0}, {"weekdays": []},
        {"colour": 1},
    )  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(BadContactPolicy):
            contact_policy_of(wrong)
    assert zones_of("DE") == ("Europe/Berlin", "Europe/Busingen")
