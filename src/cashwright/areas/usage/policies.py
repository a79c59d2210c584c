"""What a user may set about usage: how early and how late an event may come.

Words: a *reading* is what one meter makes of one event; a *span* is days of one subscription and
one meter, [from, until); *known at* an instant is what had been taken, and not yet corrected, then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

INTAKE = "usage.intake"  # the name of the policy

BATCH_MAX = 1_000  # events of one request
PROPERTIES_MAX = 50
TEXT_MAX = 400  # letters of one property's value
UNIT_E6 = 1_000_000


@dataclass(frozen=True, slots=True)
class Intake:
    """Which events are still taken, seen from the moment they are received.

    future_minutes   clocks differ: so far ahead an event may be
    past_days        what is older is refused; until then it is billed late, on the next invoice
    """

    future_minutes: int = 15
    past_days: int = 95


def intake_of(value: Mapping[str, Any] | None) -> Intake:
    """The window a policy's value stands for; the house's own where it says nothing."""
    given, usual = value or {}, Intake()
    return Intake(
        int(given.get("future_minutes", usual.future_minutes)),
        int(given.get("past_days", usual.past_days)),
    )
