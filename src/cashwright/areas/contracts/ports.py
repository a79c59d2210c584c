"""What contracts need to know of later areas: what was billed.

invoicing.queries.billed_lines fulfils BilledLines; surfaces and runs hand it to the services that
amend, because contracts come before invoicing and may not read it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

CORRECTION = 10_000
"""The revision a correction of usage is counted from; those below are the line and its amendments."""
TOPUP = 20_000
"""The revision of the line that lifts a charge to the minimum of its period."""


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line of an invoice that was not discarded, for a charge and the days [from_on, until_on).

    gross_minor less discount_minor is what was priced; credited_minor what credit notes took of it
    (with the tax where the price contains it). revision: see invoicing.InvoiceLine.
    """

    charge_id: UUID
    revision: int
    from_on: date
    until_on: date
    gross_minor: int
    discount_minor: int
    credited_minor: int


class BilledLines(Protocol):
    """What was billed for charges, in any order."""

    def __call__(self, charge_ids: Collection[UUID], /) -> list[BilledLine]: ...


def nothing_billed(charge_ids: Collection[UUID], /) -> list[BilledLine]:
    """For subscriptions that cannot have been billed: those just made."""
    return []
