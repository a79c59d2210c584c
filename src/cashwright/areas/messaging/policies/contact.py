"""When and how often somebody may be contacted: the versioned policy `messaging.contact`.

Words: a *window* is the hours of a recipient's day in which they may be written to; a *budget* is
how many messages a customer gets in seven days over all channels; a *preset* is a whole policy by
the name of the rules it follows. Presets are starting points a house may change.

source  12 CFR 1006.6(b)(1) and 1006.14(b)(2) (Regulation F: 8:00 to 21:00, seven calls in seven
        days, seven days after a conversation); 47 CFR 64.1200 (SMS needs consent); in the EU UWG 7
        and its like
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from cashwright.areas.messaging.refusals import BadContactPolicy
from cashwright.areas.parties.policies import Channel, Purpose

CONTACT = "messaging.contact"
"""The policy that holds a ContactPolicy."""


OFF_BUDGET = (Purpose.INVOICES, Purpose.CONFIRMATIONS)
"""What spends nothing of the budget of messages: what a customer has to have, and what they asked for."""


class BlockReason(StrEnum):
    """Why nothing is sent to an address any more."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    OPT_OUT = "opt_out"


class Stop(StrEnum):
    """The rules that keep a message here; a message tells which one stopped it."""

    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"
    BLOCKED = "address_blocked"
    ON_HOLD = "on_hold"
    CONTACT_LEFT = "contact_left"
    QUIET_HOURS = "quiet_hours"
    DAY_OFF = "day_off"
    BUDGET = "over_budget"
    GAP = "too_soon"
    CALL_CAP = "call_cap"
    TALKED = "just_talked"
    NO_WINDOW = "no_window"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPolicy:
    """What a house keeps to when it contacts people.

    from_hour, until_hour  local hours; until itself is outside
    weekdays               days of the week on which anything goes out, Monday is 0
    business_days_only     not on weekends and holidays of the recipient's country either
    budget                 messages to one customer in seven days, over all channels
    gap_hours              between two messages to one customer
    calls_max              calls in seven days; talk_gap_days after a conversation (its day is one)
    consent_channels       channels that need a yes; marketing always does
    documents_any_time     invoices and credit notes go out at any hour; like confirmations of what a
                           customer did, they count for no budget
    unsubscribe_purposes   which messages carry a link that ends them
    """

    preset: str = "standard"
    from_hour: int = 8
    until_hour: int = 21
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    business_days_only: bool = True
    budget: int = 4
    gap_hours: int = 0
    calls_max: int = 7
    talk_gap_days: int = 0
    consent_channels: tuple[str, ...] = (Channel.SMS,)
    documents_any_time: bool = True
    unsubscribe_purposes: tuple[str, ...] = (Purpose.MARKETING,)

    def __post_init__(self) -> None:
        assert 0 <= self.from_hour < self.until_hour <= 24, "a window opens before it closes"
        assert self.weekdays, "there is a day on which something goes out"
        assert set(self.weekdays) <= set(range(7)), "Monday is 0, Sunday 6"
        assert self.budget > 0, "at least one message in seven days"
        assert self.calls_max > 0, "at least one call in seven days"
        assert 0 <= self.gap_hours <= 24 * 60, "a gap of at most sixty days"
        assert 0 <= self.talk_gap_days <= 60, "a gap of at most sixty days"


PRESETS: Mapping[str, ContactPolicy] = {
    policy.preset: policy
    for policy in (
        ContactPolicy(),
        ContactPolicy(
            preset="us", weekdays=(0, 1, 2, 3, 4, 5), business_days_only=False, budget=3,
            gap_hours=24, talk_gap_days=7,
        ),
        ContactPolicy(preset="eu", until_hour=20, budget=3, gap_hours=24),
    )
}  # fmt: skip
"""standard: between companies; us: consumers by Regulation F and the TCPA; eu: the stricter hours."""


def contact_policy_of(value: Mapping[str, Any] | None) -> ContactPolicy:
    """The policy a stored value stands for; what it does not say is its preset's.

    raises  BadContactPolicy
    """
    given = dict(value or {})
    try:
        told = asdict(PRESETS[given.get("preset", "standard")])
        known = {field.name for field in fields(ContactPolicy)}
        assert set(given) <= known, f"unknown: {', '.join(sorted(set(given) - known))}"
        for name, before in told.items():
            kind = type(before)
            told[name] = kind(given[name]) if name in given else before
        return ContactPolicy(**told)
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise BadContactPolicy(reason=f"{type(error).__name__}: {error}") from error


def value_of_contact(policy: ContactPolicy) -> dict[str, Any]:
    """What is stored of a policy; the inverse of contact_policy_of."""
    return {
        name: list(told) if isinstance(told, tuple) else told
        for name, told in asdict(policy).items()
    }
