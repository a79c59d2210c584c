"""Disputes that come from money: reactions to a payer who paid less, or took a payment back."""

from datetime import date
from uuid import UUID

from cashwright.areas.cash.events import LineSettled, ShortPaid
from cashwright.areas.cash.models import BankLine
from cashwright.areas.controls.queries import books_today
from cashwright.areas.disputes.services import dispute_return, dispute_short_payment
from cashwright.kernel.actors import Actor
from cashwright.runs.deliver import Told

BY = Actor.rule("runs.take_disputes")


def dispute_short(told: Told) -> None:
    """React to ShortPaid: cases on what was left open, each once."""
    assert told.name == ShortPaid.name
    dispute_short_payment(
        line_id=UUID(told.data["line_id"]), match_id=UUID(told.data["match_id"]),
        on=date.fromisoformat(told.data["noted_on"]), by=BY,
    )  # fmt: skip


def dispute_taken_back(told: Told) -> None:
    """React to LineSettled: cases on what is open again, where the payer took the money back."""
    assert told.name == LineSettled.name
    line = BankLine.objects.select_related("entity").get(pk=UUID(told.data["line_id"]))
    on = max(line.booked_on, books_today(line.entity.zone))
    dispute_return(line_id=line.pk, on=on, by=BY)
