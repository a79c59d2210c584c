"""Doing, about reminders: what a plan says is written, handed to people, or only noted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl

from cashwright.areas.collections.events import (
    CustomerReminded,
    ReminderRehearsed,
    ReminderWithheld,
    ServiceStopAsked,
    StepHandedOver,
)
from cashwright.areas.collections.models import Reminder, ReminderState
from cashwright.areas.collections.policies import (
    WRITTEN,
    Act,
)
from cashwright.areas.collections.queries import known
from cashwright.areas.collections.services.contacts import Contact, contacts_of
from cashwright.areas.collections.services.wording import drafts_of
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import announce, command, open_task
from cashwright.areas.messaging.services import queue_messages
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import HoldKind
from cashwright.areas.parties.queries import held_customers
from cashwright.areas.parties.services import place_hold
from cashwright.kernel.actors import Actor
from cashwright.kernel.autonomy import Autonomy
from cashwright.kernel.clock import now

_KEY = ["invoice_id", "track", "days", "event_id"]

TITLES = {
    Act.CALL: "Call {name}",
    Act.PERSON: "Write to {name} in person",
    Act.CREDIT_HOLD: "{name} is on credit hold",
    Act.STOP_SERVICE: "The service of {name} is to be stopped",
    Act.AGENCY: "Decide whether {name} goes to an agency",
}


@dataclass(frozen=True, slots=True)
class Reminded:
    """What came of a plan.

    messages queued | tasks opened | rehearsed contacts only noted | withheld: held out of a trial |
    steps taken by them |
    dropped: planned steps that no longer held
    """

    messages: int = 0
    tasks: int = 0
    rehearsed: int = 0
    withheld: int = 0
    steps: int = 0
    dropped: int = 0


@command
def remind(plan: pl.DataFrame, *, entity_id: UUID, on: date, by: Actor) -> Reminded:
    """Carry out a plan: one contact a customer and group, each step of an invoice once, ever.

    plan     frames.PLAN; what is suppressed there is left alone
    checks   the plan is made again from the books as they stand now, with the customers locked:
             what was paid, held, promised or answered since is dropped
    repeat   a second call changes nothing
    """
    # Read.
    wanted = plan.filter(pl.col("suppressed").is_null()).select(*_KEY, "customer_id")
    ids = [UUID(customer_id) for customer_id in wanted["customer_id"].unique().sort()]
    customers = {
        row.pk: row
        for row in Customer.objects.select_for_update(of=("self",))
        .select_related("entity", "segment")
        .filter(pk__in=ids, entity_id=entity_id)
        .order_by("pk")
    }
    found = known(entity_id, on, list(customers))

    # Decide.
    still = found.plan().filter(pl.col("suppressed").is_null())
    agreed = still.join(wanted, on=_KEY, how="semi", nulls_equal=True, maintain_order="left")
    contacts = contacts_of(agreed, found, customers)
    held_out = [one for one in contacts if one.is_held_out]
    spoken = [one for one in contacts if not one.is_held_out]
    shadowed = [one for one in spoken if one.autonomy is Autonomy.SHADOW]
    written = [one for one in spoken if one not in shadowed and one.act in WRITTEN]
    handed = [one for one in spoken if one not in shadowed and one.act not in WRITTEN]

    # Write and tell.
    counted = Counter(steps=0)
    counted["messages"] = _write(written, counted, on=on, by=by)
    counted["tasks"] = _hand_over(handed, counted, on=on, by=by)
    counted["withheld"] = _withhold(held_out, counted, on=on, by=by)
    counted["rehearsed"] = _rehearse(shadowed, counted, on=on, by=by)
    return Reminded(**counted, dropped=wanted.height - counted["steps"])


def _write(contacts: Sequence[Contact], counted: Counter[str], *, on: date, by: Actor) -> int:
    messages = queue_messages(drafts_of(contacts, on), by=by) if contacts else []
    rows, queued = [], 0
    for contact, message in zip(contacts, messages, strict=True):
        if message is None:
            continue
        queued += 1
        counted["steps"] += len(contact.taken)
        rows += _rows(contact, on, message_id=message.pk)
        event = CustomerReminded(
            entity_id=contact.customer.entity_id, message_id=message.pk,
            customer_id=contact.customer.pk, ladder=contact.ladder.name,
            ladder_version=contact.ladder.version, act=str(contact.act), reminded_on=on,
            steps=contact.steps, skipped=_skipped(contact),
        )  # fmt: skip
        announce(event, by=by)
    Reminder.objects.bulk_create(rows)
    return queued


def _hand_over(contacts: Sequence[Contact], counted: Counter[str], *, on: date, by: Actor) -> int:
    rows = []
    for contact in contacts:
        task = _task(contact, on, by)
        if contact.act is Act.CREDIT_HOLD:
            _hold(contact, on, by)
        if contact.act is Act.STOP_SERVICE:
            listed = tuple(invoice_id for invoice_id, _ in contact.listed)
            stop = ServiceStopAsked(
                entity_id=contact.customer.entity_id, customer_id=contact.customer.pk,
                asked_on=on, invoice_ids=listed,
            )  # fmt: skip
            announce(stop, by=by)
        counted["steps"] += len(contact.taken)
        rows += _rows(contact, on, task_id=task.pk)
        event = StepHandedOver(
            entity_id=contact.customer.entity_id, task_id=task.pk,
            customer_id=contact.customer.pk, ladder=contact.ladder.name,
            ladder_version=contact.ladder.version, act=str(contact.act), detour=contact.detour,
            handed_on=on, steps=contact.steps,
        )  # fmt: skip
        announce(event, by=by)
    Reminder.objects.bulk_create(rows)
    return len(contacts)


def _withhold(contacts: Sequence[Contact], counted: Counter[str], *, on: date, by: Actor) -> int:
    """Pass the steps of those who are held out over: they hear nothing, and it is known why."""
    rows = []
    for contact in contacts:
        assert contact.trial is not None
        counted["steps"] += len(contact.taken)
        rows += _rows(contact, on, state=ReminderState.SKIPPED)
        event = ReminderWithheld(
            entity_id=contact.customer.entity_id, customer_id=contact.customer.pk,
            ladder=contact.ladder.name, ladder_version=contact.ladder.version,
            trial=contact.trial.code, trial_version=contact.trial.version, withheld_on=on,
            steps=contact.steps,
        )  # fmt: skip
        announce(event, by=by)
    Reminder.objects.bulk_create(rows)
    return len(contacts)


def _rehearse(contacts: Sequence[Contact], counted: Counter[str], *, on: date, by: Actor) -> int:
    rows = []
    for contact in contacts:
        counted["steps"] += len(contact.taken)
        rows += _rows(contact, on, state=ReminderState.SHADOWED)
        event = ReminderRehearsed(
            entity_id=contact.customer.entity_id, customer_id=contact.customer.pk,
            ladder=contact.ladder.name, ladder_version=contact.ladder.version,
            act=str(contact.act), rehearsed_on=on, steps=contact.steps,
        )  # fmt: skip
        announce(event, by=by)
    Reminder.objects.bulk_create(rows)
    return len(contacts)


def _task(contact: Contact, on: date, by: Actor) -> Task:
    customer, lead = contact.customer, contact.lead
    return open_task(
        entity_id=customer.entity_id, kind=f"collections.{contact.act}",
        key=f"collections.{contact.act}/{customer.pk}/{on.isoformat()}/{contact.group}",
        title=TITLES[contact.act].format(name=customer.name)[:200], on=on, by=by,
        customer_id=customer.pk, document_id=contact.taken[0].invoice_id,
        facts={
            "ladder": contact.ladder.name, "step": lead.code, "template": lead.template,
            "tone": str(lead.tone), "detour": contact.detour,
            "invoices": [str(invoice_id) for invoice_id, _ in contact.listed],
        },
    )  # fmt: skip


def _hold(contact: Contact, on: date, by: Actor) -> None:
    customer = contact.customer
    if customer.pk not in held_customers(on, HoldKind.CREDIT, [customer.pk]):
        place_hold(
            customer_id=customer.pk, kind=HoldKind.CREDIT, from_on=on, by=by,
            reason=f"step {contact.lead.code} of the ladder {contact.ladder.name}",
        )  # fmt: skip


def _skipped(contact: Contact) -> tuple[tuple[UUID, str], ...]:
    return tuple(
        (one.invoice_id, f"{one.track}{day:+d}") for one in contact.taken for day in one.skipped
    )


def _rows(
    contact: Contact, on: date, *, state: ReminderState = ReminderState.SENT,
    message_id: UUID | None = None, task_id: UUID | None = None,
) -> list[Reminder]:  # fmt: skip
    at = now()
    passed = ReminderState.SKIPPED if state is ReminderState.SENT else state
    steps = [(one, one.days, state, one.event_id) for one in contact.taken]
    steps += [(one, day, passed, None) for one in contact.taken for day in one.skipped]
    return [
        Reminder(
            entity_id=contact.customer.entity_id, customer_id=contact.customer.pk,
            invoice_id=one.invoice_id, ladder=contact.ladder.name,
            ladder_version=contact.ladder.version, track=one.track, days=day, event_id=event_id,
            act=contact.act, state=what, reminded_on=on, message_id=message_id, task_id=task_id,
            trial=contact.trial.code if contact.trial else "", arm=contact.arm_code, created_at=at,
        )
        for one, day, what, event_id in steps
    ]  # fmt: skip
