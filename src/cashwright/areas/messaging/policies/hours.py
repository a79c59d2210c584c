"""At which hour of their own day people are written to: the versioned policy `messaging.send_time`.

Off until somebody switches it on: between companies the day money is paid matters more than the hour.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cashwright.areas.messaging.refusals import BadContactPolicy

SEND_TIME = "messaging.send_time"
"""The policy that holds a SendTime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTime:
    """How hours are learned.

    slots          local hours that are tried; those outside the window of contact are left out
    holdout_bp     share of people who are written to as ever, to see whether the hour matters at all
    response_days  how long an answer, a payment or a promise counts
    shared_max     how many answers of others count at most as much as one's own
    """

    is_on: bool = False
    slots: tuple[int, ...] = (8, 10, 12, 14, 16)
    holdout_bp: int = 1_000
    response_days: int = 3
    shared_max: int = 40

    def __post_init__(self) -> None:
        assert self.slots, "there is an hour to try"
        assert list(self.slots) == sorted(set(self.slots)), "hours in their order, each once"
        assert 0 <= self.slots[0] <= self.slots[-1] <= 23, "hours of a day"
        assert 500 <= self.holdout_bp <= 5_000, "5 to 50 % are written to as ever"
        assert 1 <= self.response_days <= 14, "an answer counts for 1 to 14 days"
        assert 0 <= self.shared_max <= 400, "others count for at most 400 answers"


def send_time_of(value: Mapping[str, Any] | None) -> SendTime:
    """The policy a stored value stands for; None is off. Raises BadContactPolicy."""
    try:
        given = {**asdict(SendTime()), **(value or {})}
        return SendTime(**{**given, "slots": tuple(map(int, given["slots"]))})
    except (TypeError, ValueError, AssertionError) as error:
        raise BadContactPolicy(reason=f"{type(error).__name__}: {error}") from error


def send_time_value(policy: SendTime) -> dict[str, Any]:
    """What is stored of it."""
    return {**asdict(policy), "slots": list(policy.slots)}
