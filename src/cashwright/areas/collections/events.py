"""Facts that collections announce."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReminded:
    """One message about `steps` is on its way: (invoice, step); `skipped` never will be."""

    name: ClassVar[str] = "collections.customer_reminded"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "message_id"

    entity_id: UUID
    message_id: UUID
    customer_id: UUID
    ladder: str
    ladder_version: int
    act: str
    reminded_on: date
    steps: tuple[tuple[UUID, str], ...]
    skipped: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepHandedOver:
    """A step of a ladder became a person's work; `detour` tells why, where it was a message's."""

    name: ClassVar[str] = "collections.step_handed_over"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "task_id"

    entity_id: UUID
    task_id: UUID
    customer_id: UUID
    ladder: str
    ladder_version: int
    act: str
    detour: str
    handed_on: date
    steps: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRehearsed:
    """What would have been done, had the autonomy not been shadow. Nothing left the house."""

    name: ClassVar[str] = "collections.reminder_rehearsed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "customer_id"

    entity_id: UUID
    customer_id: UUID
    ladder: str
    ladder_version: int
    act: str
    rehearsed_on: date
    steps: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderWithheld:
    """A customer is held out of a trial: a step was passed over, to see what saying nothing brings."""

    name: ClassVar[str] = "collections.reminder_withheld"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "customer_id"

    entity_id: UUID
    customer_id: UUID
    ladder: str
    ladder_version: int
    trial: str
    trial_version: int
    withheld_on: date
    steps: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStopAsked:
    """A ladder came to where the service of a customer is to be stopped; other systems may listen."""

    name: ClassVar[str] = "collections.service_stop_asked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "customer_id"

    entity_id: UUID
    customer_id: UUID
    asked_on: date
    invoice_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLogged:
    """Somebody called a customer, or tried to. What was said stays with the call."""

    name: ClassVar[str] = "collections.call_logged"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "call_id"

    entity_id: UUID
    call_id: UUID
    customer_id: UUID
    contact_id: UUID | None
    outcome: str
    called_on: date
    task_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten:
    """Something colleagues should know was written down; `mentions` are the people it calls."""

    name: ClassVar[str] = "collections.note_written"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "note_id"

    entity_id: UUID
    note_id: UUID
    customer_id: UUID
    document_id: UUID | None
    is_pinned: bool
    mentions: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePinned:
    """A note was pinned to the head of the customer's page, or taken down from there."""

    name: ClassVar[str] = "collections.note_pinned"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "note_id"

    entity_id: UUID
    note_id: UUID
    customer_id: UUID
    is_pinned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSnoozed:
    """A customer is off the worklist until the day `until_on`; reminders go on."""

    name: ClassVar[str] = "collections.customer_snoozed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "snooze_id"

    entity_id: UUID
    snooze_id: UUID
    customer_id: UUID
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWoken:
    """A customer is back on the worklist before their day."""

    name: ClassVar[str] = "collections.customer_woken"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "snooze_id"

    entity_id: UUID
    snooze_id: UUID
    customer_id: UUID
    ended_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEscalated:
    """A customer's case was passed on to another level, up or down, and reaches a person there."""

    name: ClassVar[str] = "collections.customer_escalated"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "escalation_id"

    entity_id: UUID
    escalation_id: UUID
    customer_id: UUID
    before: str
    level: str
    reaches_id: UUID | None
    escalated_on: date
    answer_by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySet:
    """A collection agency was added or changed."""

    name: ClassVar[str] = "collections.agency_set"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "agency_id"

    entity_id: UUID
    agency_id: UUID
    title: str
    fee_bp: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPlaced:
    """A customer's claims were given to an agency: each invoice with what was open of it."""

    name: ClassVar[str] = "collections.customer_placed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "placement_id"

    entity_id: UUID
    placement_id: UUID
    customer_id: UUID
    agency_id: UUID
    fee_bp: int
    currency: str
    placed_on: date
    items: tuple[tuple[UUID, int], ...]
    approval_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementEnded:
    """Claims are no longer with an agency: `state` is recalled, or closed when nothing was left."""

    name: ClassVar[str] = "collections.placement_ended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "placement_id"

    entity_id: UUID
    placement_id: UUID
    customer_id: UUID
    state: str
    ended_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementExported:
    """The papers of a placement were taken out; `sha256` is the fingerprint of their list."""

    name: ClassVar[str] = "collections.placement_exported"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "placement_id"

    entity_id: UUID
    placement_id: UUID
    customer_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRecovered:
    """An agency recovered money: gross is the customer's payment, fee and its tax are ours to bear."""

    name: ClassVar[str] = "collections.agency_recovered"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "recovery_id"

    entity_id: UUID
    recovery_id: UUID
    placement_id: UUID
    customer_id: UUID
    payment_id: UUID
    recovered_on: date
    currency: str
    gross_minor: int
    fee_minor: int
    tax_minor: int
    entry_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseNoted:
    """A customer promised an amount by a day: `items` are (invoice, part of the amount)."""

    name: ClassVar[str] = "collections.promise_noted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "promise_id"

    entity_id: UUID
    promise_id: UUID
    customer_id: UUID
    currency: str
    amount_minor: int
    due_on: date
    kept_until: date
    origin: str
    items: tuple[tuple[UUID, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseJudged:
    """A promise was kept, in part or not at all; withdrawn when nothing of it is owed any more."""

    name: ClassVar[str] = "collections.promise_judged"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "promise_id"

    entity_id: UUID
    promise_id: UUID
    customer_id: UUID
    state: str
    judged_on: date
    currency: str
    amount_minor: int
    paid_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseSuperseded:
    """A new promise, or a payment plan, took the place of one whose day had not come."""

    name: ClassVar[str] = "collections.promise_superseded"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "promise_id"

    entity_id: UUID
    promise_id: UUID
    customer_id: UUID
    superseded_on: date
    superseded_by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWithdrawn:
    """A promise was taken off the books: it was noted by mistake."""

    name: ClassVar[str] = "collections.promise_withdrawn"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "promise_id"

    entity_id: UUID
    promise_id: UUID
    customer_id: UUID
    withdrawn_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProposed:
    """Instalments were proposed for invoices: (invoice, open then) and (day, amount)."""

    name: ClassVar[str] = "collections.plan_proposed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "plan_id"

    entity_id: UUID
    plan_id: UUID
    customer_id: UUID
    currency: str
    total_minor: int
    items: tuple[tuple[UUID, int], ...]
    instalments: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAgreed:
    """Both sides said yes to a payment plan: reminders of its invoices pause."""

    name: ClassVar[str] = "collections.plan_agreed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "plan_id"

    entity_id: UUID
    plan_id: UUID
    customer_id: UUID
    agreed_on: date
    currency: str
    total_minor: int
    approval_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEnded:
    """A payment plan was kept, defaulted on or cancelled: reminders of what is open go on."""

    name: ClassVar[str] = "collections.plan_ended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "plan_id"

    entity_id: UUID
    plan_id: UUID
    customer_id: UUID
    state: str
    ended_on: date
    currency: str
    total_minor: int
    paid_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateChargeAccrued:
    """Interest of a span of days, or a fee, is owed for an invoice that is late; it is not billed yet."""

    name: ClassVar[str] = "collections.late_charge_accrued"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "charge_id"

    entity_id: UUID
    charge_id: UUID
    customer_id: UUID
    invoice_id: UUID
    kind: str
    from_on: date
    until_on: date
    currency: str
    amount_minor: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateChargeWaived:
    """A person let a customer off a late charge."""

    name: ClassVar[str] = "collections.late_charge_waived"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "charge_id"

    entity_id: UUID
    charge_id: UUID
    customer_id: UUID
    waived_on: date
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateChargeBilled:
    """A late charge became a line of an invoice of its own."""

    name: ClassVar[str] = "collections.late_charge_billed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "charge_id"

    entity_id: UUID
    charge_id: UUID
    customer_id: UUID
    billed_on: date
    currency: str
    amount_minor: int
    invoice_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CallErased:
    """What was said on a call is no longer kept, because the person asked to be forgotten."""

    name: ClassVar[str] = "collections.call_erased"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "call_id"

    entity_id: UUID
    call_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTested:
    """Somebody sent the words of a step to themselves, marked as a test."""

    name: ClassVar[str] = "collections.step_tested"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "test_id"

    entity_id: UUID
    test_id: UUID
    user_id: UUID
    ladder: str
    step: str
    template: str
    language: str
