"""What can be done in focus mode: each act with its key, its form, its permission, and the doing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cashwright.areas.collections.models import Promise
from cashwright.areas.collections.policies import CallOutcome, Level
from cashwright.areas.collections.rules.touches import closes_step
from cashwright.areas.collections.services import (
    escalate_customer,
    log_call,
    reassign_customers,
    snooze_customer,
    write_note,
)
from cashwright.areas.collections.services.promising import note_promise
from cashwright.areas.collections.services.stepping import finish_steps, open_steps
from cashwright.areas.collections.services.writing import write_to_customer
from cashwright.areas.controls.services import command
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import HoldKind
from cashwright.areas.parties.services import place_hold
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.collecting import LEVELS, OUTCOMES
from cashwright.surfaces.console.formats import day_text, money_text
from cashwright.surfaces.console.forms import worklist as forms
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.frame import Frame


@dataclass(frozen=True, slots=True)
class Doing:
    """What an act is told."""

    customer: Customer
    form: Any
    frame: Frame
    by: Actor
    once: str

    @property
    def given(self) -> dict[str, Any]:
        given: dict[str, Any] = self.form.cleaned_data
        return given


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `do` returns what is said, or None when its form has an error now.

    moves_on  whether the customer is done with, and the next one comes
    undo      the name of the address that takes it back, for ten seconds; empty where none does
    """

    key: str
    label: str
    letter: str
    icon: str
    permission: str
    form: type[forms.ActForm]
    do: Callable[[Doing], str | None]
    button: str
    moves_on: bool = True
    undo: str = ""


@command
def _call(doing: Doing) -> str:
    given, outcome = doing.given, CallOutcome(doing.given["outcome"])
    steps = open_steps(doing.customer.pk)
    log_call(
        customer_id=doing.customer.pk, outcome=outcome, on=doing.frame.today, by=doing.by,
        contact_id=UUID(given["contact"]) if given["contact"] else None, note=given["note"],
        task_id=steps[0] if steps else None,
    )  # fmt: skip
    if closes_step(outcome):
        finish_steps(customer_id=doing.customer.pk, outcome=f"call: {outcome}", by=doing.by)
    return f"Call logged: {OUTCOMES[outcome].lower()}."


@command
def _email(doing: Doing) -> str:
    given = doing.given
    made = write_to_customer(
        customer_id=doing.customer.pk, contact_id=UUID(given["contact"]), once=doing.once,
        subject=given["subject"], text=given["text"], on=doing.frame.today, by=doing.by,
    )  # fmt: skip
    finish_steps(customer_id=doing.customer.pk, outcome="e-mail", by=doing.by)
    return "The e-mail is on its way." if made else "This e-mail was on its way already."


def _promise(doing: Doing) -> str | None:
    given = doing.given
    amount = minor(doing.form, "amount", given["currency"])
    if amount is None:
        return None
    made = _promised(doing, amount)
    said = f"{money_text(amount, made.currency)} {made.currency}"
    return f"{said} promised by {day_text(made.due_on)}."


@command
def _promised(doing: Doing, amount_minor: int) -> Promise:
    given = doing.given
    made = note_promise(
        customer_id=doing.customer.pk, currency=given["currency"], amount_minor=amount_minor,
        due_on=given["due_on"], on=doing.frame.today, origin="call", by=doing.by,
        note=given["note"],
    )  # fmt: skip
    finish_steps(customer_id=doing.customer.pk, outcome="promised", by=doing.by)
    return made


def _dispute(doing: Doing) -> str | None:
    given = doing.given
    invoice = Invoice.objects.get(pk=UUID(given["invoice"]))
    amount = minor(doing.form, "amount", invoice.currency)
    if amount is None:
        return None
    made = open_dispute(
        invoice_id=invoice.pk, reason=Reason(given["reason"]), amount_minor=amount,
        on=doing.frame.today, origin=Origin.CONSOLE, by=doing.by,
        facts={"description": given["text"]} if given["text"] else None,
    )  # fmt: skip
    return f"{made.dispute_no} is open; the rest of {invoice.document_no} stays collectable."


def _snooze(doing: Doing) -> str:
    given = doing.given
    snooze_customer(
        customer_id=doing.customer.pk, until_on=given["until_on"], on=doing.frame.today,
        by=doing.by, reason=given["reason"],
    )  # fmt: skip
    return f"Back on {day_text(given['until_on'])}."


def _hold(doing: Doing) -> str:
    given = doing.given
    place_hold(
        customer_id=doing.customer.pk, kind=HoldKind.DUNNING, reason=given["reason"],
        from_on=doing.frame.today, until_on=given["until_on"], by=doing.by,
    )  # fmt: skip
    return "Reminders are on hold."


@command
def _escalate(doing: Doing) -> str:
    given = doing.given
    level = Level(given["level"])
    escalate_customer(
        customer_id=doing.customer.pk, level=level, reason=given["reason"], on=doing.frame.today,
        by=doing.by, answer_by=given["answer_by"],
    )  # fmt: skip
    finish_steps(customer_id=doing.customer.pk, outcome=f"passed on: {level}", by=doing.by)
    return f"Passed on: {LEVELS[level].lower()}."


def _note(doing: Doing) -> str:
    given = doing.given
    write_note(
        customer_id=doing.customer.pk, text=given["text"], by=doing.by, pinned=given["pinned"],
        mentions=[UUID(pk) for pk in given["mentions"]],
    )  # fmt: skip
    return "The note is written."


def _hand_over(doing: Doing) -> str:
    reassign_customers(
        customer_ids=[doing.customer.pk], by=doing.by, **forms.target(doing.given["to"])
    )
    return "The customer is in other hands."


ACTS = (
    Act("call", "Log call", "l", "phone", "collections.work", forms.CallForm, _call, "Log the call"),
    Act("email", "E-mail", "e", "mail-forward", "messages.send", forms.EmailForm, _email, "Send"),
    Act("promise", "Promise", "p", "message", "collections.work", forms.PromiseForm, _promise,
        "Note the promise"),
    Act("dispute", "Dispute", "d", "flag", "disputes.edit", forms.DisputeForm, _dispute,
        "Open a dispute"),
    Act("snooze", "Snooze", "z", "clock", "collections.work", forms.SnoozeForm, _snooze, "Put off",
        undo="console:focus_wake"),
    Act("escalate", "Escalate", "y", "arrow-up", "collections.work", forms.EscalateForm, _escalate,
        "Pass on"),
    Act("hold", "Hold", "o", "clock-pause", "customers.hold", forms.HoldForm, _hold,
        "Hold reminders", moves_on=False),
    Act("reassign", "Reassign", "m", "users", "collections.work", forms.HandOverForm, _hand_over,
        "Hand over"),
    Act("note", "Note", "t", "note", "collections.work", forms.NoteForm, _note, "Write the note",
        moves_on=False),
)  # fmt: skip

BY_KEY = {act.key: act for act in ACTS}
