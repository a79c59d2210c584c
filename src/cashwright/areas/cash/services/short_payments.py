"""Short payments beyond the tolerance: somebody is asked why, with the amount and a guess."""

from datetime import date

from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.controls.services import open_task
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor

TASK = "cash.short_payment"


def ask_about_short(line: BankLine, match: Match, *, on: date, by: Actor) -> None:
    """Open the task of a line that left part of an invoice open; once, however often it is asked."""
    amount = format_minor(match.short_minor, line.currency)
    numbers = ", ".join(number for _, number, _ in match.parts if number)
    open_task(
        entity_id=line.entity_id, kind=TASK, key=f"{TASK}:{line.pk}", on=on, by=by,
        title=f"{amount} {line.currency} were not paid of {numbers or 'an invoice'}: why?"[:200],
        customer_id=match.customer_id, document_id=line.pk,
        facts={
            "short_minor": match.short_minor, "parts": match.parts, "reasons": match.reasons,
        },
    )  # fmt: skip
