"""Whether a person has something to do about a customer today, which no machine does."""

from dataclasses import dataclass
from datetime import date

from cashwright.areas.collections.policies import WRITTEN, Act
from cashwright.areas.collections.rules.next_action import NextKind
from cashwright.areas.collections.rules.stops import UNREACHED, Suppression

REST_DAYS = 7
"""How long a case rests after somebody was spoken with, where nothing else is due."""

_STANDS = frozenset({Suppression.OFF, *UNREACHED})
"""The machine will do nothing by itself as long as these hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A customer past due, as far as it decides whose turn it is.

    called_on  the last call that reached somebody
    """

    kind: str = ""
    act: str = ""
    next_on: date | None = None
    code: str = ""
    has_task: bool = False
    replied_on: date | None = None
    broken_on: date | None = None
    promise_due_on: date | None = None
    called_on: date | None = None


def needs_person(case: Case, on: date) -> bool:
    """Whether it is a person's turn on a day; who put the customer off is not asked here."""
    if case.code == Suppression.PLACED:
        return False
    if case.has_task or case.replied_on is not None:
        return True
    if case.broken_on is not None and not _spoke_since(case, case.broken_on):
        return True
    if case.promise_due_on is not None and case.promise_due_on <= on:
        return not _spoke_since(case, case.promise_due_on)
    rests = case.called_on is not None and (on - case.called_on).days < REST_DAYS
    if case.kind == NextKind.PERSON or case.code in _STANDS:
        return not rests
    by_hand = case.kind == NextKind.STEP and Act(case.act) not in WRITTEN
    return by_hand and not rests and case.next_on is not None and case.next_on <= on


def _spoke_since(case: Case, day: date) -> bool:
    return case.called_on is not None and case.called_on >= day
