"""An invoice at the other end: what a buyer knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cashwright.connectors.simulator.people.exchanges import Change

LOOK_BACK_DAYS = 210  # nobody pays later than this after the invoice


@dataclass(frozen=True, slots=True)
class Received:
    """An invoice as a buyer received it, less what was credited since.

    discount_minor  what may be kept when it is paid by `discount_until_on`
    changes         what came of messages about it, the oldest first
    """

    account_no: str
    document_no: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int
    discount_minor: int = 0
    discount_until_on: date | None = None
    changes: tuple[Change, ...] = ()
