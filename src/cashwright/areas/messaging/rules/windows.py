"""Whether somebody may be contacted at an instant, and when they next may.

Words: a *recipient* is where somebody may be and what was said to them; a *verdict* is yes, or the
rule that says no, with the instant from which it no longer does.

The hour and the day are the recipient's own. Where the zone is not known, it has to be a good hour
in every zone the country has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cashwright.areas.messaging.policies import ContactPolicy, Stop
from cashwright.areas.parties.policies import Channel
from cashwright.kernel.business_days import is_business_day
from cashwright.kernel.refusals import BadInput

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_HOURLESS = frozenset({Channel.POST, Channel.PORTAL})
"""Nobody is woken by a letter or by what waits in the portal."""

_TURNS_MAX = 400  # openings looked at: more than a year of days off is no policy


@dataclass(frozen=True, slots=True)
class Contacted:
    """One contact in the past. `talked`: a call in which somebody spoke to us."""

    at: datetime
    channel: str = Channel.EMAIL
    talked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Where somebody may be and what reached them of late.

    zones    one, or all they may be in; never empty
    country  two capitals, for holidays
    history  contacts over all channels, in any order; older than seven days makes no difference
    """

    zones: tuple[ZoneInfo, ...]
    country: str
    history: Sequence[Contacted] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`stop` None: now. Else the rule, and the next instant all rules allow; None when there is none."""

    stop: Stop | None = None
    next_at: datetime | None = None


YES = Verdict()


def may_contact(recipient: Recipient, policy: ContactPolicy, channel: str, at: datetime) -> Verdict:
    """Whether a channel may be used towards a recipient at an instant.

    at       aware; seconds count
    returns  YES, or the first rule against it (frequency before hours) and when it is allowed
    """
    stop, moment = None, at
    for _ in range(_TURNS_MAX):
        against, later = _frequency(recipient, policy, channel, moment)
        if against is None and channel not in _HOURLESS:
            against, later = _hours(recipient, policy, moment)
        if against is None:
            return Verdict(stop, moment) if stop else YES
        stop = stop or against
        assert later > moment, "each rule says when it ends"
        moment = later
    return Verdict(Stop.NO_WINDOW)


def _frequency(
    recipient: Recipient, policy: ContactPolicy, channel: str, at: datetime
) -> tuple[Stop | None, datetime]:
    """The rule about how often that says no, and the instant it ends."""
    past = sorted((one for one in recipient.history if one.at <= at), key=lambda one: one.at)
    lately = [one for one in past if one.at > at - _WEEK]
    if channel == Channel.PHONE:
        return _calls(lately, past, recipient.zones, policy, at)
    written = [one for one in lately if one.channel != Channel.PHONE]
    if len(written) >= policy.budget:
        return Stop.BUDGET, written[-policy.budget].at + _WEEK
    gap = timedelta(hours=policy.gap_hours)
    last = next((one for one in reversed(past) if one.channel != Channel.PHONE), None)
    if last is not None and at - last.at < gap:
        return Stop.GAP, last.at + gap
    return None, at


def _calls(
    lately: Sequence[Contacted],
    past: Sequence[Contacted],
    zones: tuple[ZoneInfo, ...],
    policy: ContactPolicy,
    at: datetime,
) -> tuple[Stop | None, datetime]:
    called = [one for one in lately if one.channel == Channel.PHONE]
    if len(called) >= policy.calls_max:
        return Stop.CALL_CAP, called[-policy.calls_max].at + _WEEK
    talk = next((one for one in reversed(past) if one.talked), None)
    if talk is not None and policy.talk_gap_days:
        # The day of the conversation is the first of the days, in the zone whose day ends last.
        ends = max(_midnight(talk.at, zone, policy.talk_gap_days) for zone in zones)
        if at < ends:
            return Stop.TALKED, ends
    return None, at


def _midnight(at: datetime, zone: ZoneInfo, days: int) -> datetime:
    on = at.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(on, time(), zone).astimezone(UTC)


def _hours(
    recipient: Recipient, policy: ContactPolicy, at: datetime
) -> tuple[Stop | None, datetime]:
    """The rule about hours and days that says no in one of the zones, and the earliest it may end."""
    stop, later = None, at
    for zone in recipient.zones:
        local = at.astimezone(zone)
        if not _is_day(local.date(), recipient.country, policy):
            against = Stop.DAY_OFF
        elif policy.from_hour <= local.hour < policy.until_hour:
            continue
        else:
            against = Stop.QUIET_HOURS
        stop = stop or against
        later = max(later, _opening(local, zone, recipient.country, policy))
    return stop, later


def _opening(local: datetime, zone: ZoneInfo, country: str, policy: ContactPolicy) -> datetime:
    """The next instant the window opens in a zone; hours that a clock change skips do not exist."""
    on = local.date()
    is_over = local.hour >= policy.from_hour
    if is_over:
        on += _DAY
    for _ in range(_TURNS_MAX):
        opens = datetime.combine(on, time(policy.from_hour), zone).astimezone(UTC)
        lands = opens.astimezone(zone)
        if (
            opens > local
            and lands.date() == on
            and policy.from_hour <= lands.hour < policy.until_hour
            and _is_day(on, country, policy)
        ):
            return opens
        on += _DAY
    return local.astimezone(UTC) + _TURNS_MAX * _DAY


def _is_day(on: date, country: str, policy: ContactPolicy) -> bool:
    if on.weekday() not in policy.weekdays:
        return False
    return not policy.business_days_only or _works(on, country)


@lru_cache(maxsize=4096)
def _works(on: date, country: str) -> bool:
    try:
        return is_business_day(on, country)
    except BadInput:  # a country whose holidays nobody keeps: its weekend is taken to be ours
        return on.weekday() < 5
