"""Short payments beyond the tolerance: somebody is asked why, with the amount and a guess."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl

from cashwright.areas.cash.events import ShortPaid
from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.policies import ShortPayment
from cashwright.areas.controls.services import TASKS, announce, open_task, open_tasks
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor

TASK = "cash.short_payment"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortLine:
    """A line that left part of its invoices open; parts are (invoice id, number, minor units)."""

    line_id: str
    currency: str
    customer_id: str
    short_minor: int
    parts: Sequence[Sequence[Any]]
    reasons: Sequence[str]

    @property
    def key(self) -> str:
        """One task a line, however often it is asked."""
        return f"{TASK}:{self.line_id}"

    @property
    def title(self) -> str:
        """What is asked."""
        amount = format_minor(self.short_minor, self.currency)
        numbers = ", ".join(number for _, number, _ in self.parts if number)
        return f"{amount} {self.currency} were not paid of {numbers or 'an invoice'}: why?"[:200]

    @property
    def facts(self) -> dict[str, Any]:
        """What is known of it."""
        return {
            "short_minor": self.short_minor,
            "parts": [list(part) for part in self.parts],
            "reasons": list(self.reasons),
        }


def note_short(line: BankLine, match: Match, wanted: ShortPayment, *, on: date, by: Actor) -> None:
    """Do with what a line left open as the policy wants: leave it, ask, or have it disputed."""
    assert match.customer_id is not None, "it is applied"
    if wanted is ShortPayment.ASK:
        ask_about_short(line, match, on=on, by=by)
    elif wanted is ShortPayment.DISPUTE:
        tell_short(
            entity_id=line.entity_id, match_id=match.pk, line_id=line.pk, currency=line.currency,
            customer_id=match.customer_id, short_minor=match.short_minor, on=on, by=by,
        )  # fmt: skip


def tell_short(
    *, entity_id: UUID, match_id: UUID, line_id: UUID, customer_id: UUID, currency: str,
    short_minor: int, on: date, by: Actor,
) -> None:  # fmt: skip
    """Tell that a line left part of its invoices open, for those who open a dispute of it."""
    event = ShortPaid(
        entity_id=entity_id, match_id=match_id, line_id=line_id, customer_id=customer_id,
        currency=currency, short_minor=short_minor, noted_on=on,
    )  # fmt: skip
    announce(event, by=by)


def ask_about_short(line: BankLine, match: Match, *, on: date, by: Actor) -> None:
    """Open the task of a line that left part of an invoice open."""
    short = ShortLine(
        line_id=str(line.pk), currency=line.currency, customer_id=str(match.customer_id),
        short_minor=match.short_minor, parts=match.parts, reasons=match.reasons,
    )  # fmt: skip
    open_task(
        entity_id=line.entity_id, kind=TASK, key=short.key, on=on, by=by, title=short.title,
        customer_id=match.customer_id, document_id=line.pk, facts=short.facts,
    )  # fmt: skip


def ask_about_many(shorts: Sequence[ShortLine], *, entity_id: UUID, on: date, by: Actor) -> None:
    """The same for many lines, which the caller holds."""
    rows = [
        (one.key, one.title, one.customer_id, one.line_id, json.dumps(one.facts)) for one in shorts
    ]
    if rows:
        tasks = pl.DataFrame(rows, schema=TASKS, orient="row")
        open_tasks(tasks, entity_id=entity_id, kind=TASK, on=on, by=by)
