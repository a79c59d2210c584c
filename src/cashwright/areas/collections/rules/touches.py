"""What a call or a note leads to: which outcomes reached somebody, which ones close the step."""

from datetime import date, timedelta

from cashwright.areas.collections.policies.acts import CallOutcome
from cashwright.areas.collections.refusals import SnoozedTooFar

REACHED = frozenset(
    {
        CallOutcome.SPOKE, CallOutcome.PROMISED, CallOutcome.DISPUTED, CallOutcome.PAID_ALREADY,
        CallOutcome.REFUSED,
    }
)  # fmt: skip
"""Somebody was spoken with."""

TRY_AGAIN = frozenset({CallOutcome.NO_ANSWER, CallOutcome.CALL_BACK})
"""The step is not taken yet: its task stays open."""


def closes_step(outcome: CallOutcome) -> bool:
    """Whether a call with this outcome was the step, or another try is owed."""
    return outcome not in TRY_AGAIN


def check_snooze(from_on: date, until_on: date, days_max: int) -> None:
    """Raises SnoozedTooFar unless the customer comes back after today and within the days allowed."""
    latest = from_on + timedelta(days=days_max)
    if not from_on < until_on <= latest:
        raise SnoozedTooFar(until_on=until_on, latest=latest)
