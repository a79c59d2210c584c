"""One message a day to one customer, or the reason why there is none.

Words: a *standing* is what we know of a customer that may stop a message; a *suppression* is the
rule that stopped it, recorded beside the step it stopped.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cashwright.areas.collections.policies import Ladder, Step
from cashwright.areas.collections.rules.ladder import DueStep, due_step


class Suppression(StrEnum):
    """Why a reminder that was due is not sent; when several hold, the first is told."""

    PAID = "paid"
    OPTED_OUT = "opted_out"
    ON_HOLD = "on_hold"
    NO_CONTACT = "no_contact"
    NO_CONSENT = "no_consent"
    MIN_GAP = "min_gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningItem:
    """A posted invoice as the ladder sees it. `is_held`: disputed, promised or put aside."""

    invoice_id: str
    issued_on: date
    due_on: date
    balance_minor: int
    already_sent: frozenset[int] = frozenset()
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What may stop a message to this customer. `last_sent_on`: the last message of any kind."""

    customer_id: str
    has_contact: bool
    has_consent: bool
    is_opted_out: bool
    is_on_hold: bool
    last_sent_on: date | None


@dataclass(frozen=True, slots=True)
class Message:
    """One reminder to one customer, in the words of `lead`: the highest step among its items."""

    customer_id: str
    lead: Step
    items: tuple[tuple[str, DueStep], ...]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A step that was due and is not taken today."""

    invoice_id: str
    step: Step
    code: Suppression


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """Every item with a due step is in the message or among the suppressed, never in both."""

    message: Message | None
    suppressed: tuple[Suppressed, ...]


def plan_reminder(
    ladder: Ladder, standing: Standing, items: Collection[DunningItem], on: date
) -> ReminderPlan:
    """What one customer hears on `on`: the due steps of all items in one message.

    items    of this customer, any order and currency
    lead     the highest step among the items sent; its template and tone speak for all
    source   I-33, I-34
    """
    due = [
        (item, step)
        for item in sorted(items, key=lambda item: (item.due_on, item.invoice_id))
        if (step := _due(ladder, item, on)) is not None
    ]
    codes = [(item, step, _suppression(ladder, standing, item, on)) for item, step in due]
    sent = tuple((item.invoice_id, step) for item, step, code in codes if code is None)
    suppressed = tuple(
        Suppressed(item.invoice_id, step.step, code)
        for item, step, code in codes
        if code is not None
    )
    if not sent:
        return ReminderPlan(None, suppressed)
    lead = max((step.step for _, step in sent), key=lambda step: step.days_from_due)
    return ReminderPlan(Message(standing.customer_id, lead, sent), suppressed)


def _due(ladder: Ladder, item: DunningItem, on: date) -> DueStep | None:
    return due_step(ladder, due_on=item.due_on, on=on, already_sent=item.already_sent)


def _suppression(
    ladder: Ladder, standing: Standing, item: DunningItem, on: date
) -> Suppression | None:
    """The first rule that stops this item, in the order of `Suppression`."""
    last = max(item.issued_on, standing.last_sent_on or item.issued_on)
    stops = {
        Suppression.PAID: item.balance_minor <= 0,
        Suppression.OPTED_OUT: standing.is_opted_out,
        Suppression.ON_HOLD: standing.is_on_hold or item.is_held,
        Suppression.NO_CONTACT: not standing.has_contact,
        Suppression.NO_CONSENT: not standing.has_consent,
        Suppression.MIN_GAP: (on - last).days < ladder.gap_days,
    }
    return next((code for code in Suppression if stops[code]), None)
